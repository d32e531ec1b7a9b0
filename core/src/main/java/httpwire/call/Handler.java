package httpwire.call;

import httpwire.Request;
import httpwire.connection.HttpResponse;
import java.io.IOException;

/** Answers requests: the rest of a call, as an {@link Interceptor} sees it. Blocks. */
@FunctionalInterface
public interface Handler {
  /**
   * Sends {@code request}, whose target is an absolute URL, and reads the head of the response. The
   * caller owns the response.
   */
  HttpResponse handle(Request request) throws IOException;
}
