package httpwire.client.retry;

import httpwire.Attempt;
import httpwire.Circumstances;
import httpwire.HttpException;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.RetryAfter;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.connection.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Predicate;

/**
 * Sends the request of one call again.
 *
 * <ol>
 *   <li>what came of it is of a {@link RetryKind} that a repetition may cure
 *   <li>the request may be repeated, as its delivery, method and body say
 *   <li>the call, its time and the client have repetitions left
 * </ol>
 *
 * <p>Otherwise the call ends with this response or failure, which tells of the attempts before.
 */
final class RetryStep implements Step {
  private final RetryBudget budget;
  private final Retries options;
  private final Predicate<Duration> isInTime;
  private final DoubleSupplier random;
  private final Map<RetryKind, Integer> counts = new EnumMap<>(RetryKind.class);
  private final List<Attempt> attempts = new ArrayList<>(0);

  /**
   * Whether the budget was told of a success of this call, which can have several: one for each
   * redirect.
   */
  private boolean isCounted;

  /**
   * @param isInTime whether a wait of that length ends before the deadline of the call
   * @param random from 0 to 1
   */
  RetryStep(RetryBudget budget, Predicate<Duration> isInTime, DoubleSupplier random) {
    this.budget = budget;
    this.options = budget.getOptions();
    this.isInTime = isInTime;
    this.random = random;
  }

  @Override
  public Next after(Request request, HttpResponse response) {
    if (!options.statuses().contains(response.getStatus())) {
      succeeded();
      return Next.done(response);
    }
    if (!isRepeatable(request)) return Next.done(response);
    Duration delay = delay(response);
    if (!take(RetryKind.STATUS, delay)) return Next.done(response);
    attempts.add(new Attempt(response.getStatus(), null, delay));
    return Next.retry(request, delay);
  }

  private void succeeded() {
    if (attempts.isEmpty() && !isCounted) budget.succeeded();
    isCounted = true;
  }

  @Override
  public Next failed(Request request, IOException failure) throws IOException {
    // Another exception is the caller's own, from a body for instance.
    if (!(failure instanceof HttpException known)) throw failure;
    RetryKind kind = RetryKind.of(known);
    Duration delay = backoff();
    boolean isRepeated =
        kind != null && (isUnsent(known) || isRepeatable(request)) && take(kind, delay);
    if (!isRepeated) throw withAttempts(known);
    attempts.add(new Attempt(0, known, delay));
    return Next.retry(request, delay);
  }

  private static boolean isUnsent(HttpException failure) {
    Circumstances where = failure.getCircumstances();
    return where != null && where.delivery().isResendSafe();
  }

  private static boolean isRepeatable(Request request) {
    RequestBody body = request.getBody();
    return request.isIdempotent() && (body == null || body.isRepeatable());
  }

  private boolean take(RetryKind kind, Duration delay) {
    int used = counts.getOrDefault(kind, 0);
    boolean isLeft = attempts.size() < options.total() && used < options.of(kind);
    if (!isLeft || !isInTime.test(delay) || !budget.take()) return false;
    counts.put(kind, used + 1);
    return true;
  }

  private Duration backoff() {
    return options.backoff().delay(attempts.size() + 1, random.getAsDouble());
  }

  private Duration delay(HttpResponse response) {
    RetryAfter asked = response.getHeaders().retryAfter();
    if (asked == null) return backoff();
    Duration wait = asked.from(Instant.now());
    Duration longest = options.maxRetryAfter();
    return wait.compareTo(longest) < 0 ? wait : longest;
  }

  private HttpException withAttempts(HttpException last) {
    if (attempts.isEmpty()) return last;
    last.initAttempts(attempts);
    for (Attempt attempt : attempts) {
      HttpException earlier = attempt.failure();
      if (earlier != null && earlier != last) last.addSuppressed(earlier);
    }
    return last;
  }
}
