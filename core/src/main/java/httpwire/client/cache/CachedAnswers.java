package httpwire.client.cache;

import httpwire.CacheOutcome;
import httpwire.Headers;
import httpwire.Request;
import httpwire.client.cache.SafeStorage.Found;
import httpwire.connection.HttpResponse;
import httpwire.connection.HttpResponseBuilder;
import java.util.Set;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** The responses that the cache gives to one request. */
final class CachedAnswers {
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;
  private static final int NOT_MODIFIED = 304;
  private static final int GATEWAY_TIMEOUT = 504;

  private final Cache cache;
  private final Request request;
  private final long maxBufferedBodyBytes;

  CachedAnswers(Cache cache, Request request, long maxBufferedBodyBytes) {
    this.cache = cache;
    this.request = request;
    this.maxBufferedBodyBytes = maxBufferedBodyBytes;
  }

  /**
   * A stored response that the server was not asked about, with its Age: RFC 9111 §4. It is 304 or
   * 206 if the request asks for that.
   *
   * @return null if the server must be asked after all
   */
  @Nullable HttpResponse given(Found found, CacheOutcome outcome) {
    StoredResponse stored = found.response();
    Headers asked = request.getHeaders();
    Headers headers = aged(stored);
    boolean isWhole = stored.status() == OK;
    if (isWhole && Preconditions.isNotModified(asked, stored)) {
      return answer(NOT_MODIFIED, outcome).headers(FieldRules.ofNotModified(headers)).build();
    }
    boolean isHead = request.getMethod().equals("HEAD");
    if (isHead)
      return answer(stored.status(), outcome).reason(stored.reason()).headers(headers).build();
    boolean isPart =
        isWhole && asked.contains("Range") && Preconditions.isRangeMeant(asked, stored);
    return isPart ? part(found, headers, outcome) : whole(found, headers, outcome);
  }

  private Headers aged(StoredResponse stored) {
    CacheOptions options = cache.getOptions();
    Freshness freshness = Freshness.of(stored, options, options.clock().instant());
    long seconds = Math.min(freshness.ageMillis() / 1000, Directives.MOST_SECONDS);
    Set<String> hidden = stored.directives().hiddenNames();
    Headers shown =
        hidden.isEmpty() ? stored.headers() : FieldRules.without(stored.headers(), hidden);
    return shown.newBuilder().set("Age", Long.toString(seconds)).build();
  }

  private @Nullable HttpResponse whole(Found found, Headers headers, CacheOutcome outcome) {
    Source body = cache.storage().open(found.entry(), 0);
    if (body == null) return null;
    StoredResponse stored = found.response();
    HttpResponseBuilder whole = answer(stored.status(), outcome).reason(stored.reason());
    return whole.headers(headers).body(body).build();
  }

  private @Nullable HttpResponse part(Found found, Headers headers, CacheOutcome outcome) {
    long byteCount = found.entry().bodyByteCount();
    ByteRange range = ByteRange.of(request.getHeaders(), byteCount);
    Source body = range == null ? null : cache.storage().open(found.entry(), range.from());
    if (range == null || body == null) return null;
    Headers.Builder ofPart = headers.newBuilder();
    ofPart.set("Content-Range", range.contentRange(byteCount));
    ofPart.set("Content-Length", Long.toString(range.byteCount()));
    Source limited = new LimitedSource(body, range.byteCount());
    return answer(PARTIAL_CONTENT, outcome).headers(ofPart.build()).body(limited).build();
  }

  /** RFC 9111 §5.2.1.7: there is nothing that could be given. */
  HttpResponse none() {
    return answer(GATEWAY_TIMEOUT, CacheOutcome.MISS)
        .headers(Headers.of("Content-Length", "0"))
        .build();
  }

  /**
   * A stored response that the server has said is right.
   *
   * @param notModified what the server said
   * @return null if its body is gone
   */
  @Nullable HttpResponse validated(Found found, HttpResponse notModified) {
    StoredResponse stored = found.response();
    Source body = cache.storage().open(found.entry(), 0);
    if (body == null) return null;
    cache.counts().answered(CacheOutcome.REVALIDATED);
    return notModified
        .newBuilder()
        .status(stored.status())
        .reason(stored.reason())
        .headers(stored.headers())
        .request(request)
        .cacheOutcome(CacheOutcome.REVALIDATED)
        .body(body)
        .build();
  }

  private HttpResponseBuilder answer(int status, CacheOutcome outcome) {
    cache.counts().answered(outcome);
    return HttpResponse.builder(status)
        .request(request)
        .cacheOutcome(outcome)
        .maxBufferedBodyBytes(maxBufferedBodyBytes);
  }
}
