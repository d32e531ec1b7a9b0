package httpwire.client.redirect;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpException.TooManyRedirects;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.HttpUrl;
import httpwire.Request;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Follows the redirects of one call.
 *
 * <ol>
 *   <li>the URL is that of Location, resolved against the request's
 *   <li>the method stays, or becomes GET, without body then (RFC 9110 §15.4)
 *   <li>to another origin, what is secret is left out, and stays so
 * </ol>
 *
 * <p>A redirect that cannot be followed, because it has no usable Location or the body of the
 * request can be sent only once, is the call's response.
 */
final class RedirectStep implements Step {
  /** The fields that describe a body, and are dropped with it. */
  private static final List<String> BODY_FIELDS =
      List.of(
          "Content-Type",
          "Content-Length",
          "Content-Encoding",
          "Content-Language",
          "Content-Location",
          "Content-Range",
          "Content-Digest",
          "Content-MD5",
          "Repr-Digest",
          "Digest",
          "Last-Modified",
          "Transfer-Encoding",
          "Expect",
          "Trailer");

  /**
   * The fields that another origin must not get, besides those that the request marks as secret or
   * that are secret by their names.
   */
  private static final List<String> SECRET_FIELDS =
      List.of("Authorization", "Cookie", "Proxy-Authorization", "Host");

  private final Redirects options;
  private final UnaryOperator<HttpUrl> upgrade;

  /** Method and URL of each request so far; null before the first redirect. */
  private @Nullable Set<String> seen;

  private int count;

  RedirectStep(Redirects options, UnaryOperator<HttpUrl> upgrade) {
    this.options = options;
    this.upgrade = upgrade;
  }

  @Override
  public Next after(Request request, HttpResponse response) throws IOException {
    String method = method(request.getMethod(), response.getStatus());
    if (method == null) return Next.done(response);
    HttpUrl from = asked(request, response);
    HttpUrl location = location(from, response.getHeaders());
    if (location == null) return Next.done(response);
    HttpUrl to = upgrade.apply(location);
    boolean keepsBody = method.equals(request.getMethod());
    boolean isRepeatable = request.getBody() == null || request.getBody().isRepeatable();
    if (keepsBody && !isRepeatable) return Next.done(response);
    requireAllowed(request, response, from, to);
    Request.Builder next = request.newBuilder().method(method).target(to.toString());
    if (!keepsBody) dropBody(next);
    if (!from.origin().equals(to.origin())) dropSecrets(request, next);
    return Next.redirect(next.build());
  }

  /** The URL that was really asked for: a layer further in may have changed http to https. */
  private static HttpUrl asked(Request request, HttpResponse response) throws InvalidUrl {
    String asked = response.getUrl();
    return HttpUrl.parse(asked.contains("://") ? asked : request.getTarget());
  }

  /** The method of the next request; null if the status is not a redirect that is followed. */
  private static @Nullable String method(String method, int status) {
    switch (status) {
      case 301:
      case 302:
        return method.equals("POST") ? "GET" : method;
      case 303:
        return method.equals("HEAD") ? method : "GET";
      case 307:
      case 308:
        return method;
      default:
        return null;
    }
  }

  /**
   * Where the redirect leads; null if Location is missing or invalid, or there are several that
   * differ.
   */
  private static @Nullable HttpUrl location(HttpUrl base, Headers headers) {
    List<String> values = headers.getAll("Location");
    if (values.isEmpty() || Set.copyOf(values).size() > 1) return null;
    try {
      return base.resolve(Location.encoded(values.get(0)));
    } catch (InvalidUrl unusable) {
      return null;
    }
  }

  private void requireAllowed(Request request, HttpResponse response, HttpUrl from, HttpUrl to)
      throws TooManyRedirects, UnexpectedResponse {
    Set<String> seen = this.seen == null ? new HashSet<>() : this.seen;
    this.seen = seen;
    if (count == 0) seen.add(request.getMethod() + " " + from);
    if (++count > options.maxCount()) {
      String most = "more than " + options.maxCount() + " redirects, the last one to ";
      throw new TooManyRedirects(most + to.redacted(), to.toString());
    }
    if (from.origin().isSecure() && !to.origin().isSecure() && !options.isDowngradeAllowed()) {
      throw downgrade(response, from, to);
    }
    // With a cookie the same request may be answered in another way.
    boolean isNew = seen.add(method(request.getMethod(), response.getStatus()) + " " + to);
    if (!isNew && !response.getHeaders().contains("Set-Cookie")) {
      throw new TooManyRedirects(
          "redirect " + count + " leads in a circle, to " + to.redacted(), to.toString());
    }
  }

  private static UnexpectedResponse downgrade(HttpResponse response, HttpUrl from, HttpUrl to) {
    return new UnexpectedResponse(
        "a redirect from https to http is not followed: to "
            + to.redacted()
            + ", from "
            + from.redacted()
            + "; Redirects.allowingDowngrade() allows it",
        from.toString(),
        response.getStatus(),
        response.getReason(),
        response.getHeaders(),
        ByteString.EMPTY);
  }

  private static void dropBody(Request.Builder next) {
    next.body(null).encodeChunked(false);
    for (String name : BODY_FIELDS) next.removeHeader(name);
  }

  private static void dropSecrets(Request request, Request.Builder next) {
    for (String name : SECRET_FIELDS) next.removeHeader(name);
    for (String name : request.getHeaders().names()) {
      if (request.isSecretHeader(name) && !name.equalsIgnoreCase("Idempotency-Key")) {
        next.removeHeader(name);
      }
    }
  }
}
