package httpwire.client.cache;

import httpwire.CacheOutcome;
import httpwire.HttpException.Cancelled;
import httpwire.HttpMethod;
import httpwire.Request;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.client.cache.SafeStorage.Found;
import httpwire.client.cache.Storing.Moment;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The cache's part in one call.
 *
 * <ol>
 *   <li>before: a stored response answers GET or HEAD, or makes GET conditional
 *   <li>after 304 to that: the stored response is updated and given
 *   <li>after any other response: it is stored while the caller reads it, or updates or invalidates
 *       what is stored
 *   <li>after a failure, or an error of the server: a stale response, if that is allowed
 * </ol>
 */
final class CacheStep implements Step {
  private static final Set<Integer> ERRORS = Set.of(500, 502, 503, 504);
  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private final Cache cache;
  private final CacheOptions options;
  private final CacheCallbacks callbacks;

  /** Whether the response is only to be stored, and no caller waits for it. */
  private final boolean isInBackground;

  private @Nullable Lookup lookup;

  /** The stored response that the request asks about. */
  private @Nullable Found nominated;

  private Moment asked = new Moment(Instant.EPOCH, 0);

  CacheStep(Cache cache, CacheCallbacks callbacks, boolean isInBackground) {
    this.cache = cache;
    this.options = cache.getOptions();
    this.callbacks = callbacks;
    this.isInBackground = isInBackground;
  }

  // 1. Before.

  @Override
  public Next before(Request request) throws IOException {
    nominated = null;
    Lookup found = Lookup.of(request, cache.storage());
    lookup = found;
    HttpResponse answer = isInBackground ? null : answer(found);
    if (answer != null) return Next.done(answer);
    asked = now();
    return Next.send(conditional(found));
  }

  private Moment now() {
    return new Moment(options.clock().instant(), System.nanoTime());
  }

  /** Null if the server is to be asked. */
  private @Nullable HttpResponse answer(Lookup found) {
    Found selected = found.selected();
    HttpResponse answer = selected == null ? null : answer(found, selected);
    if (answer != null || !found.directives().isOnlyIfCached()) return answer;
    return isUnsafe(found.request()) ? null : answers(found).none();
  }

  /** Whether only the server may answer the request: RFC 9111 §4. */
  private static boolean isUnsafe(Request request) {
    HttpMethod method = HttpMethod.of(request.getMethod());
    return method == null || !method.isSafe();
  }

  private @Nullable HttpResponse answer(Lookup found, Found selected) {
    Instant now = options.clock().instant();
    RequestDirectives directives = found.directives();
    Decision decision = Decision.of(selected.response(), directives, options, now);
    if (decision == Decision.VALIDATE) return null;
    boolean isFresh = decision == Decision.FRESH;
    HttpResponse answer =
        answers(found).given(selected, isFresh ? CacheOutcome.HIT : CacheOutcome.STALE);
    if (answer == null) return null;
    boolean isRevalidated = decision == Decision.STALE_WHILE_REVALIDATE;
    tell(found, answer, isRevalidated && !directives.isOnlyIfCached());
    return answer;
  }

  private void tell(Lookup found, HttpResponse answer, boolean isRevalidated) {
    boolean isTold = false;
    try {
      callbacks.answered(found.url());
      if (isRevalidated) {
        Request plain = Conditions.removed(found.request());
        callbacks.revalidate(found.key(), plain, new CacheStep(cache, callbacks, true));
      }
      isTold = true;
    } finally {
      if (!isTold) answer.close();
    }
  }

  private CachedAnswers answers(Lookup found) {
    return new CachedAnswers(cache, found.request(), callbacks.maxBufferedBodyBytes());
  }

  /** With conditions that name the stored response, if the request has none itself. */
  private Request conditional(Lookup found) {
    Request request = found.request();
    Found selected = found.selected();
    boolean isPlain =
        request.getMethod().equals("GET")
            && !request.getHeaders().contains("Range")
            && !Preconditions.areGiven(request.getHeaders());
    if (selected == null || !isPlain || !selected.response().hasValidator()) return request;
    nominated = selected;
    return Conditions.added(request, selected.response());
  }

  // 2. After.

  @Override
  public Next after(Request request, HttpResponse response) throws IOException {
    Lookup found = lookup();
    if (isUnsafe(request)) invalidate(found, response);
    if (!found.isCacheable()) return Next.done(response);
    Found named = nominated;
    if (named != null && response.getStatus() == NOT_MODIFIED) {
      return notModified(found, named, response);
    }
    HttpResponse stale =
        ERRORS.contains(response.getStatus()) && !isInBackground ? stale(found) : null;
    if (stale == null) return Next.done(missed(found, response));
    response.close();
    return Next.done(stale);
  }

  private Lookup lookup() {
    if (lookup == null) throw new IllegalStateException("before() comes first");
    return lookup;
  }

  /** RFC 9111 §4.4. */
  private void invalidate(Lookup found, HttpResponse response) {
    if (response.getStatus() / 100 != 2 && response.getStatus() / 100 != 3) return;
    for (String key : Invalidations.keys(found.url(), response.getHeaders())) {
      cache.invalidations().add(key);
      cache.storage().remove(key);
    }
  }

  private HttpResponse missed(Lookup found, HttpResponse response) {
    cache.counts().answered(CacheOutcome.MISS);
    int status = response.getStatus();
    boolean isHead = found.request().getMethod().equals("HEAD");
    if (isHead && status == OK) update(found, response).byHead();
    if (!isHead && status == NOT_MODIFIED) update(found, response).byNotModified();
    return isHead ? Storing.missed(response) : new Storing(cache, found, asked).stored(response);
  }

  private Update update(Lookup found, HttpResponse response) {
    return new Update(cache.storage(), options, found, asked.time(), response);
  }

  /** RFC 9111 §4.3.4. If it fits none of the stored responses, the whole is asked for. */
  private Next notModified(Lookup found, Found named, HttpResponse response) {
    nominated = null;
    Update update = update(found, response);
    Found fresh = update.byNotModified(named);
    if (isInBackground && fresh != null) {
      update.store(fresh);
      return Next.done(response);
    }
    HttpResponse answer = fresh == null ? null : answers(found).validated(fresh, response);
    if (fresh != null) update.store(fresh);
    if (answer != null) return Next.done(answer);
    asked = now();
    return Next.retry(found.request(), Duration.ZERO);
  }

  // 3. Errors.

  @Override
  public Next failed(Request request, IOException failure) throws IOException {
    boolean isUsable = !isInBackground && !(failure instanceof Cancelled);
    HttpResponse stale = isUsable ? stale(lookup()) : null;
    if (stale == null) throw failure;
    return Next.done(stale);
  }

  /** RFC 5861 §4: null if there is none that may be given. */
  private @Nullable HttpResponse stale(Lookup found) {
    Found selected = found.selected();
    if (selected == null) return null;
    Instant now = options.clock().instant();
    StoredResponse response = selected.response();
    if (!Decision.isAllowedIfError(response, found.directives(), options, now)) return null;
    return answers(found).given(selected, CacheOutcome.STALE);
  }
}
