package httpwire.connection;

import httpwire.CacheOutcome;
import httpwire.Headers;
import httpwire.HttpStatus;
import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.Request;
import httpwire.internal.wire.BodyReader;
import httpwire.internal.wire.ResponseHead;
import java.util.List;
import okio.ByteString;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * Makes a response that did not come from a server as it is: one that a layer has changed, or one
 * that no server has sent. Not safe for use by several threads.
 */
public final class HttpResponseBuilder {
  private final @Nullable HttpResponse base;
  private final HttpVersion version;
  private int status;
  private String reason;
  private Headers headers;
  private @Nullable Request request;
  private List<HttpResponse> history;
  private @Nullable Source body;
  private @Nullable CacheOutcome cacheOutcome;
  private long maxBufferedBodyBytes;

  HttpResponseBuilder(int status) {
    this.base = null;
    this.version = HttpVersion.HTTP_1_1;
    this.status = requireStatus(status);
    HttpStatus known = HttpStatus.of(status);
    this.reason = known == null ? "" : known.getPhrase();
    this.headers = Headers.EMPTY;
    this.history = List.of();
    this.maxBufferedBodyBytes = Limits.DEFAULT.maxBufferedBodyBytes();
  }

  HttpResponseBuilder(HttpResponse base) {
    this.base = base;
    this.version = base.getVersion();
    this.status = base.getStatus();
    this.reason = base.getReason();
    this.headers = base.getHeaders();
    this.request = base.getRequest();
    this.history = base.getHistory();
    this.cacheOutcome = base.getCacheOutcome();
    this.maxBufferedBodyBytes = base.body().maxBufferedBytes();
  }

  /**
   * Replaces the status, 100 to 999.
   *
   * @throws IllegalArgumentException for any other
   */
  public HttpResponseBuilder status(int status) {
    this.status = requireStatus(status);
    return this;
  }

  /**
   * Replaces the reason phrase; it may be empty.
   *
   * @throws IllegalArgumentException if it has a character that no field's value can have
   */
  public HttpResponseBuilder reason(String reason) {
    new Headers.Builder().add("reason", reason);
    this.reason = reason;
    return this;
  }

  /** Replaces all fields. They are not made to fit the body, which is read to its own end. */
  public HttpResponseBuilder headers(Headers headers) {
    this.headers = headers;
    return this;
  }

  /** Replaces what was asked; the response's URL is its target. */
  public HttpResponseBuilder request(Request request) {
    this.request = request;
    return this;
  }

  /** Replaces the responses before this one in the same call. */
  public HttpResponseBuilder history(List<HttpResponse> history) {
    this.history = List.copyOf(history);
    return this;
  }

  /**
   * Replaces the body by all that {@code body} gives. The response owns it, and closes it when its
   * reading ends; closing it must close what it reads from.
   */
  public HttpResponseBuilder body(Source body) {
    this.body = body;
    return this;
  }

  /** Replaces what a cache had to do with it; null for nothing. */
  public HttpResponseBuilder cacheOutcome(@Nullable CacheOutcome outcome) {
    this.cacheOutcome = outcome;
    return this;
  }

  /**
   * Replaces how much of a body given by {@link #body} is read into memory at once, {@link
   * Limits#maxBufferedBodyBytes}.
   *
   * @throws IllegalArgumentException if it is negative
   */
  public HttpResponseBuilder maxBufferedBodyBytes(long byteCount) {
    if (byteCount < 0) throw new IllegalArgumentException("byteCount < 0: " + byteCount);
    this.maxBufferedBodyBytes = byteCount;
    return this;
  }

  /** The response; without {@link #body} it has that of the response it is made from, or none. */
  public HttpResponse build() {
    if (base != null && body == null) {
      SharedBody shared = new SharedBody(base, request, history);
      return new HttpResponse(head(), base.body(), shared, cacheOutcome);
    }
    OwnBody own = new OwnBody(base, request, history, body);
    BodyReader reader = new BodyReader(own.reading(), maxBufferedBodyBytes, own);
    HttpResponse response = new HttpResponse(head(), reader, own, cacheOutcome);
    own.begin(response);
    return response;
  }

  private ResponseHead head() {
    String line = version + " " + status + " " + reason + "\r\n";
    ByteString bytes = ByteString.encodeString(line, java.nio.charset.StandardCharsets.ISO_8859_1);
    return new ResponseHead(bytes, version, status, reason, headers);
  }

  private static int requireStatus(int status) {
    if (status >= 100 && status <= 999) return status;
    throw new IllegalArgumentException("a status has three digits, from 100 on: " + status);
  }
}
