package httpwire.client;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpUrl;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.connection.HttpConnection;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Requests by URL, each on a connection of its own that ends with its response.
 *
 * <p>No redirects, cookies, decoding, proxies or retries: what the server answers is what is
 * returned, 404 included. The caller owns the response; reading it to its end, or closing it,
 * closes the connection. Blocking; safe for use by several threads.
 */
public final class Http {
  private static final String CONNECTION = "Connection";

  private Http() {}

  /**
   * Sends {@code GET}, RFC 9110 §9.3.1.
   *
   * @throws InvalidUrl if {@code url} is not an absolute http or https URL
   */
  public static HttpResponse get(String url) throws IOException {
    return request("GET", url, Headers.EMPTY, null);
  }

  /** Like {@link #get(String)}, with these fields. */
  public static HttpResponse get(String url, Headers headers) throws IOException {
    return request("GET", url, headers, null);
  }

  /** Sends {@code HEAD}, RFC 9110 §9.3.2; the response has no body. */
  public static HttpResponse head(String url) throws IOException {
    return request("HEAD", url, Headers.EMPTY, null);
  }

  /** Sends {@code POST}, RFC 9110 §9.3.3. */
  public static HttpResponse post(String url, RequestBody body) throws IOException {
    return request("POST", url, Headers.EMPTY, body);
  }

  /** Like {@link #post(String, RequestBody)}, with these fields. */
  public static HttpResponse post(String url, Headers headers, RequestBody body)
      throws IOException {
    return request("POST", url, headers, body);
  }

  /** Sends {@code PUT}, RFC 9110 §9.3.4. */
  public static HttpResponse put(String url, RequestBody body) throws IOException {
    return request("PUT", url, Headers.EMPTY, body);
  }

  /** Sends {@code PATCH}, RFC 5789. */
  public static HttpResponse patch(String url, RequestBody body) throws IOException {
    return request("PATCH", url, Headers.EMPTY, body);
  }

  /** Sends {@code QUERY}, RFC 10008: a safe request, whose body says what is asked for. */
  public static HttpResponse query(String url, RequestBody body) throws IOException {
    return request("QUERY", url, Headers.EMPTY, body);
  }

  /** Sends {@code DELETE}, RFC 9110 §9.3.5. */
  public static HttpResponse delete(String url) throws IOException {
    return request("DELETE", url, Headers.EMPTY, null);
  }

  /** Sends {@code OPTIONS}, RFC 9110 §9.3.7. */
  public static HttpResponse options(String url) throws IOException {
    return request("OPTIONS", url, Headers.EMPTY, null);
  }

  /** Sends a request with any method. */
  public static HttpResponse request(
      String method, String url, Headers headers, @Nullable RequestBody body) throws IOException {
    HttpUrl parsed = HttpUrl.parse(url);
    HttpConnection connection = HttpConnection.of(parsed.origin());
    boolean isHandedOver = false;
    try {
      HttpResponse response = connection.exchange(method, parsed.target(), closing(headers), body);
      connection.closeWhenRead();
      isHandedOver = true;
      return response;
    } finally {
      if (!isHandedOver) connection.close();
    }
  }

  /**
   * Sends {@code request}, whose target is a URL, with its own timeouts and deadline.
   *
   * @throws InvalidUrl if the target is not an absolute http or https URL
   */
  public static HttpResponse send(Request request) throws IOException {
    HttpUrl parsed = HttpUrl.parse(request.getTarget());
    HttpConnection connection = HttpConnection.of(parsed.origin());
    boolean isHandedOver = false;
    try {
      HttpResponse response = connection.exchange(closing(request).withTarget(parsed.target()));
      connection.closeWhenRead();
      isHandedOver = true;
      return response;
    } finally {
      if (!isHandedOver) connection.close();
    }
  }

  /** A builder of a client, which keeps connections and has layers: {@link HttpClient}. */
  public static HttpClientBuilder client() {
    return HttpClient.builder();
  }

  /** RFC 9112 §9.6: a client that will not reuse the connection says so. */
  private static Headers closing(Headers headers) {
    if (headers.contains(CONNECTION)) return headers;
    return headers.newBuilder().add(CONNECTION, "close").build();
  }

  /** Like {@code closing(headers)}, unless the request wants no such field. */
  private static Request closing(Request request) {
    if (request.isHeaderSkipped(CONNECTION)) return request;
    return request.withHeaders(closing(request.getHeaders()));
  }
}
