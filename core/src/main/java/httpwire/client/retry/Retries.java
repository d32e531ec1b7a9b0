package httpwire.client.retry;

import httpwire.call.Backoff;
import java.time.Duration;
import java.util.Set;

/**
 * When a client sends a request again, and how often. What may be repeated is said by {@link
 * httpwire.Delivery}, and nothing is guessed: a request of which nothing was sent; or one that is
 * idempotent, by its method or because the caller said so, and whose body can be written again.
 *
 * <p>The numbers are of repetitions in one call, over all its redirects; a kind that is 0 is not
 * repeated.
 *
 * @param total the most of all kinds together
 * @param connect after failures before anything was sent: no address, no connection, no handshake
 * @param read after a connection was lost or timed out while the request was sent or the head of
 *     the response was awaited
 * @param status after responses with one of the statuses
 * @param other after responses that could not be understood
 * @param statuses the statuses that are worth another try
 * @param backoff how long to wait, unless the response says so in Retry-After
 * @param maxRetryAfter the most that is waited because of Retry-After: a longer time is shortened
 *     to this
 * @param budget how many repetitions all calls of the client may make before others have succeeded:
 *     each costs 1, each call that succeeds at once brings back a tenth. So in an outage a client
 *     adds a tenth to its requests, and does not multiply them
 */
public record Retries(
    int total,
    int connect,
    int read,
    int status,
    int other,
    Set<Integer> statuses,
    Backoff backoff,
    Duration maxRetryAfter,
    int budget) {
  /** The statuses 408, 425, 429, 502, 503 and 504: the same request may succeed later. */
  public static final Set<Integer> STATUSES = Set.of(408, 425, 429, 502, 503, 504);

  private static final int DEFAULT_BUDGET = 10;
  private static final int MAX_BUDGET = 200_000_000;

  /** At most 3 in a call. */
  public static final Retries DEFAULT = of(3);

  /**
   * @throws IllegalArgumentException if a number or a time is negative, or the budget more than 200
   *     million
   */
  public Retries {
    requireCount("total", total);
    requireCount("connect", connect);
    requireCount("read", read);
    requireCount("status", status);
    requireCount("other", other);
    requireCount("budget", budget);
    if (budget > MAX_BUDGET) throw new IllegalArgumentException("budget too large: " + budget);
    if (maxRetryAfter.isNegative()) {
      throw new IllegalArgumentException("maxRetryAfter < 0: " + maxRetryAfter);
    }
    statuses = Set.copyOf(statuses);
  }

  private static void requireCount(String name, int count) {
    if (count < 0) throw new IllegalArgumentException(name + " < 0: " + count);
  }

  /**
   * At most {@code total} in a call, whatever their kind; waits of {@link Backoff#DEFAULT}, or what
   * Retry-After says up to a minute; a budget of 10.
   */
  public static Retries of(int total) {
    return new Retries(
        total,
        total,
        total,
        total,
        total,
        STATUSES,
        Backoff.DEFAULT,
        Duration.ofMinutes(1),
        DEFAULT_BUDGET);
  }

  /** With at most this many of all kinds together. */
  public Retries withTotal(int count) {
    return new Retries(
        count, connect, read, status, other, statuses, backoff, maxRetryAfter, budget);
  }

  /** With at most this many after failures to connect. */
  public Retries withConnect(int count) {
    return new Retries(total, count, read, status, other, statuses, backoff, maxRetryAfter, budget);
  }

  /** With at most this many after lost connections. */
  public Retries withRead(int count) {
    return new Retries(
        total, connect, count, status, other, statuses, backoff, maxRetryAfter, budget);
  }

  /** With at most this many after responses. */
  public Retries withStatus(int count) {
    return new Retries(
        total, connect, read, count, other, statuses, backoff, maxRetryAfter, budget);
  }

  /** With at most this many after what could not be understood. */
  public Retries withOther(int count) {
    return new Retries(
        total, connect, read, status, count, statuses, backoff, maxRetryAfter, budget);
  }

  /** With these statuses. */
  public Retries withStatuses(Set<Integer> statuses) {
    return new Retries(
        total, connect, read, status, other, statuses, backoff, maxRetryAfter, budget);
  }

  /** With these waits. */
  public Retries withBackoff(Backoff backoff) {
    return new Retries(
        total, connect, read, status, other, statuses, backoff, maxRetryAfter, budget);
  }

  /** With this bound on Retry-After. */
  public Retries withMaxRetryAfter(Duration longest) {
    return new Retries(total, connect, read, status, other, statuses, backoff, longest, budget);
  }

  /** With this budget for all calls of the client. */
  public Retries withBudget(int budget) {
    return new Retries(
        total, connect, read, status, other, statuses, backoff, maxRetryAfter, budget);
  }

  /** How many are allowed of one kind. */
  int of(RetryKind kind) {
    return switch (kind) {
      case CONNECT -> connect;
      case READ -> read;
      case STATUS -> status;
      case OTHER -> other;
    };
  }
}
