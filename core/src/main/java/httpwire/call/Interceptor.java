package httpwire.call;

import httpwire.Request;
import httpwire.connection.HttpResponse;
import java.io.IOException;

/**
 * The user's own part of a client: around whole calls, or around each exchange of a call. It may
 * change the request, answer it itself, send it more than once, and change the response. Blocks, so
 * that with one of them a suspending call holds a thread until the head of the response is there.
 * Safe for use by several threads.
 */
@FunctionalInterface
public interface Interceptor {
  /**
   * Answers {@code request}, usually by {@code next.handle(request)}. A response that is not
   * returned must be closed.
   */
  HttpResponse intercept(Request request, Handler next) throws IOException;
}
