package httpwire.connection;

import httpwire.ContinueAnswer;
import httpwire.HttpException;
import httpwire.Phase;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.HeadAhead;
import httpwire.internal.wire.Persistence;
import httpwire.internal.wire.ResponseHead;
import httpwire.transport.Arrival;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a server says of one request before the final response is read: interim responses, and a
 * final one that comes while the body is still being sent. Made when there is something to know.
 * For the thread that uses the connection; {@link #hasBegun} and {@link #isUnwanted} also for the
 * thread of {@link StuckWrites}, while the first one writes.
 */
final class EarlyAnswer {
  /** How long a body is sent without asking whether it is still wanted. */
  private static final long LOOK_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final Exchange exchange;
  private final List<InterimResponse> interims = new ArrayList<>(1);
  private @Nullable ContinueAnswer continued;
  private boolean isContinued;
  private long lookedNanos = System.nanoTime();

  EarlyAnswer(Exchange exchange) {
    this.exchange = exchange;
  }

  /** The interim responses so far, in their order. */
  List<InterimResponse> interims() {
    return Collections.unmodifiableList(interims);
  }

  /** What the latest {@link #await} found; null if none was asked for. */
  @Nullable ContinueAnswer continued() {
    return continued;
  }

  /** An interim response was read. */
  void add(ResponseHead interim) {
    interims.add(new InterimResponse(interim.status(), interim.reason(), interim.headers()));
    isContinued |= interim.status() == 100;
  }

  /** Waits for 100 or a final response, at most {@code atMost} and as long as the deadline says. */
  ContinueAnswer await(Duration atMost) throws IOException {
    long untilNanos = System.nanoTime() + nanos(atMost);
    ContinueAnswer answer = next(untilNanos);
    while (answer == null) answer = next(untilNanos);
    continued = answer;
    return answer;
  }

  /** Checks once what has come; null if that does not decide it. */
  private @Nullable ContinueAnswer next(long untilNanos) throws IOException {
    if (isContinued) return ContinueAnswer.CONTINUE;
    exchange.requireNotCancelled();
    OpenConnection open = exchange.open();
    switch (open.ahead()) {
      case FINAL -> {
        return ContinueAnswer.FINAL;
      }
      case INTERIM -> open.readInterim(exchange);
      case UNKNOWN -> {
        return awaitMore(open, untilNanos);
      }
    }
    return null;
  }

  private @Nullable ContinueAnswer awaitMore(OpenConnection open, long untilNanos)
      throws IOException {
    Duration bound = exchange.budget().enter(Phase.HEAD);
    long leftNanos = Math.max(0, untilNanos - System.nanoTime());
    if (bound != null) leftNanos = Math.min(leftNanos, bound.toNanos());
    Arrival arrival = open.awaitMore(Duration.ofNanos(leftNanos));
    if (open.ahead() != HeadAhead.UNKNOWN) return null;
    exchange.requireNotCancelled();
    // After the end no answer comes: reading throws an exception that says so.
    if (arrival == Arrival.END) open.readInterim(exchange);
    return untilNanos - System.nanoTime() <= 0 ? ContinueAnswer.SILENCE : null;
  }

  private static long nanos(Duration duration) {
    if (duration.isNegative()) return 0;
    boolean isLong = duration.compareTo(Duration.ofDays(1_000)) > 0;
    return isLong ? TimeUnit.DAYS.toNanos(1_000) : duration.toNanos();
  }

  /** Whether a final response has begun, or will not come any more. */
  boolean hasArrived() {
    Arrival arrival = exchange.open().takeArrived();
    return arrival == Arrival.END || hasBegun();
  }

  /** Whether the buffer has the beginning of a final response to this request. */
  boolean hasBegun() {
    return !exchange.isPreceded() && HeadAhead.isFinal(exchange.open().buffer());
  }

  /**
   * Stops the sending of a body that the server does not want, RFC 9112 §9.5. Looks at most every
   * {@link #LOOK_INTERVAL_NANOS}.
   *
   * @throws HttpException.ConnectionLost if it has refused the request and closes the connection
   */
  void requireWanted() throws HttpException.ConnectionLost {
    if (System.nanoTime() - lookedNanos >= LOOK_INTERVAL_NANOS) requireWantedNow();
  }

  /** Like {@link #requireWanted}, but looks each time. */
  void requireWantedNow() throws HttpException.ConnectionLost {
    lookedNanos = System.nanoTime();
    if (isUnwanted(exchange.open().takeArrived())) throw unwanted(null);
  }

  static HttpException.ConnectionLost unwanted(@Nullable IOException failure) {
    String message =
        "the server answered before the request was sent whole, and wants no more of it:"
            + " readResponse() gives its answer";
    return new HttpException.ConnectionLost(
        message, HttpException.ConnectionLost.Kind.BROKEN_PIPE, failure);
  }

  /**
   * Whether the buffer has a final response, other than 2xx, after which the server closes the
   * connection. A server that keeps it must get the rest of the body, and one that answers 2xx may
   * still want it. False while what comes belongs to the responses before.
   *
   * @param arrival whether anything more has come
   */
  boolean isUnwanted(Arrival arrival) {
    OpenConnection open = exchange.open();
    if (!hasBegun()) return false;
    try {
      ResponseHead head = open.peekFinalHead();
      if (head == null) return false;
      if (head.status() / 100 <= 2) return false;
      return arrival == Arrival.END || !isKept(head);
    } catch (IOException notHttp) {
      return true;
    }
  }

  private boolean isKept(ResponseHead head) throws HttpException {
    Framing framing = Framing.ofResponse(exchange.head(), head);
    return Persistence.closeReasons(exchange.head(), head, framing).isEmpty();
  }
}
