package httpwire.client.cache;

import httpwire.Headers;
import httpwire.Request;
import java.util.Set;

/** Which responses are stored: RFC 9111 §3. */
final class Storability {
  /** Those whose rules are followed here, as must-understand wants. */
  private static final Set<Integer> UNDERSTOOD =
      Set.of(200, 203, 204, 300, 301, 302, 303, 307, 308, 404, 405, 410, 414, 501);

  /** About a part, a condition, credentials, an expectation or a connection: of one request. */
  private static final Set<Integer> OF_ONE_REQUEST =
      Set.of(206, 304, 401, 407, 408, 412, 416, 417, 421, 425);

  private static final int OK = 200;

  private Storability() {}

  /**
   * Whether the response to a GET may be stored.
   *
   * @param response with the fields that would be stored
   */
  static boolean isStorable(
      Request request, RequestDirectives asked, StoredResponse response, CacheOptions options) {
    ResponseDirectives said = response.directives();
    boolean isForbidden = asked.isBroken() || asked.isNoStore() || said.isBroken();
    if (isForbidden || isUnwanted(response, said) || isDigest(request)) return false;
    if (!isOfAll(request) && response.status() != OK) return false;
    boolean hasCookies = response.headers().contains("Set-Cookie");
    return (options.isSetCookieStored() || !hasCookies) && isUseful(response, said, options);
  }

  /** Whether the request has neither conditions nor a range of its own. */
  private static boolean isOfAll(Request request) {
    Headers headers = request.getHeaders();
    return !Preconditions.areGiven(headers) && !headers.contains("Range");
  }

  /** Whether a response with this status stands for the resource from now on. */
  static boolean isReplacing(Request request, int status) {
    if (status == OK) return true;
    return isOfAll(request) && status < 500 && !OF_ONE_REQUEST.contains(status);
  }

  private static boolean isUnwanted(StoredResponse response, ResponseDirectives said) {
    boolean isUnderstood = UNDERSTOOD.contains(response.status());
    if (said.isMustUnderstand() && !isUnderstood) return true;
    if (said.isNoStore() && !said.isMustUnderstand()) return true;
    return response.status() < 200 || OF_ONE_REQUEST.contains(response.status());
  }

  /** Digest has other credentials in each request, so that none would match. */
  private static boolean isDigest(Request request) {
    String credentials = request.getHeaders().get("Authorization");
    return credentials != null && credentials.strip().regionMatches(true, 0, "Digest", 0, 6);
  }

  /** A response that could never be used, and never be validated, is not worth its room. */
  private static boolean isUseful(
      StoredResponse response, ResponseDirectives said, CacheOptions options) {
    Headers headers = response.headers();
    boolean isAllowed =
        said.isExplicit()
            || headers.contains("Expires")
            || said.maxAgeSeconds() != Directives.ABSENT
            || Freshness.HEURISTIC_STATUSES.contains(response.status());
    boolean isUsable =
        Freshness.lifetimeMillis(response, options.heuristicCap()) > 0
            || said.whileRevalidateSeconds() > 0
            || said.ifErrorSeconds() > 0
            || !options.staleIfError().isZero();
    return isAllowed && (isUsable || response.hasValidator());
  }
}
