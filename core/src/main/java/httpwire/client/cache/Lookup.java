package httpwire.client.cache;

import httpwire.HttpUrl;
import httpwire.Request;
import httpwire.client.cache.SafeStorage.Found;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a request says of the cache, and what is stored for it.
 *
 * @param isCacheable whether its method is one that the cache answers
 * @param matching the stored responses that could be chosen for it, RFC 9111 §4.1, the best first
 */
record Lookup(
    Request request,
    HttpUrl url,
    boolean isCacheable,
    RequestDirectives directives,
    List<Found> matching) {

  static Lookup of(Request request, SafeStorage storage) throws IOException {
    HttpUrl url = HttpUrl.parse(request.getTarget());
    boolean isHead = request.getMethod().equals("HEAD");
    boolean isCacheable =
        (isHead || request.getMethod().equals("GET")) && request.getBody() == null;
    RequestDirectives directives = RequestDirectives.of(request.getHeaders());
    boolean isBypassed = directives.isBroken() || directives.isNoStore();
    List<Found> matching = isCacheable && !isBypassed ? matching(request, url, storage) : List.of();
    return new Lookup(request, url, isCacheable, directives, matching);
  }

  /** Those with Vary before those without it, RFC 9111 §4.1; then the latest first. */
  private static List<Found> matching(Request request, HttpUrl url, SafeStorage storage) {
    Comparator<Found> order =
        Comparator.<Found, Boolean>comparing(found -> isNegotiated(found.response()))
            .thenComparing(found -> found.response().date())
            .thenComparing(found -> found.response().responseTime());
    return storage.find(Cache.key(url), url.toString()).stream()
        .filter(found -> found.response().variant().matches(request))
        .sorted(order.reversed())
        .toList();
  }

  private static boolean isNegotiated(StoredResponse response) {
    return response.headers().contains("Vary");
  }

  String key() {
    return Cache.key(url);
  }

  /** The stored response that answers the request, if it may; null if there is none. */
  @Nullable Found selected() {
    boolean isForServer = Preconditions.areForServer(request.getHeaders());
    return matching.isEmpty() || isForServer ? null : matching.get(0);
  }
}
