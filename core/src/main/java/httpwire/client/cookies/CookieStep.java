package httpwire.client.cookies;

import httpwire.CacheOutcome;
import httpwire.HttpUrl;
import httpwire.Request;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.util.List;

/**
 * Sends the cookies of a jar with each exchange of a call, and stores those of each response: of
 * redirects and refusals too, but not of interim responses, nor of those that the cache has given
 * without asking.
 *
 * <p>A request that has a Cookie field of its own, or wants none, is sent as it is.
 */
final class CookieStep implements Step {
  private static final String COOKIE = "Cookie";
  private static final String SET_COOKIE = "Set-Cookie";

  private final CookieJar jar;

  CookieStep(CookieJar jar) {
    this.jar = jar;
  }

  @Override
  public Next before(Request request) throws IOException {
    if (request.getHeaders().contains(COOKIE) || request.isHeaderSkipped(COOKIE)) {
      return Next.send(request);
    }
    List<Cookie> cookies = jar.cookiesFor(HttpUrl.parse(request.getTarget()));
    if (cookies.isEmpty()) return Next.send(request);
    return Next.send(request.newBuilder().secretHeader(COOKIE, Cookie.field(cookies)).build());
  }

  @Override
  public Next after(Request request, HttpResponse response) throws IOException {
    if (isFromCache(response)) return Next.done(response);
    List<String> received = response.getHeaders().getAll(SET_COOKIE);
    if (!received.isEmpty()) jar.store(HttpUrl.parse(request.getTarget()), received);
    return Next.done(response);
  }

  /** Its cookies were stored when it came, and may have changed since then. */
  private static boolean isFromCache(HttpResponse response) {
    CacheOutcome outcome = response.getCacheOutcome();
    return outcome == CacheOutcome.HIT || outcome == CacheOutcome.STALE;
  }
}
