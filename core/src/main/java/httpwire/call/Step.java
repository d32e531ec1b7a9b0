package httpwire.call;

import httpwire.Request;
import httpwire.connection.HttpResponse;
import java.io.IOException;

/**
 * What one layer does in one call. It decides only: it neither reads from the network nor waits, so
 * that a blocking and a suspending caller can go through the same steps. Made anew for each call;
 * used by one thread at a time.
 */
public interface Step {
  /** Before a request goes further in: that request, another one, or a response in its place. */
  default Next before(Request request) throws IOException {
    return Next.send(request);
  }

  /**
   * After a response came: that response, another one, or a request that is sent in its place.
   *
   * @param request as it went further in
   */
  default Next after(Request request, HttpResponse response) throws IOException {
    return Next.done(response);
  }

  /**
   * After a request failed: throws that failure or another one, or sends a request.
   *
   * @param request as it went further in
   */
  default Next failed(Request request, IOException failure) throws IOException {
    throw failure;
  }
}
