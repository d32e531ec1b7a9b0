package httpwire.connection;

import httpwire.Limits;
import httpwire.internal.wire.ArrayReads;
import httpwire.internal.wire.BodySource;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.HeadAhead;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.ResponseHead;
import httpwire.internal.wire.SegmentReader;
import httpwire.transport.Arrival;
import httpwire.transport.Transport;
import java.io.IOException;
import java.time.Duration;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * An open transport, the readers over it, and whether it has carried an exchange. Owned by the
 * connection, or by the response if the response was detached from it.
 */
final class OpenConnection {
  /** The most bytes that are moved into the buffer before a reader asks for them. */
  private static final long MAX_AHEAD_BYTES = 64 << 10;

  private static final Duration MOMENT = Duration.ofMillis(1);

  private final Transport transport;
  private final Limits limits;
  private final SegmentReader segments;
  private final HeadReader heads;
  private final Unclosed unclosed;
  private boolean hasCarriedExchange;
  private @Nullable StuckWrites stuck;
  private long askedAtByteCount = -1;
  private long receivedAtByteCount;

  OpenConnection(Transport transport, Limits limits) {
    this.transport = transport;
    this.limits = limits;
    this.segments = new SegmentReader(transport.getSource());
    this.heads = HeadReader.ofHeads(segments, limits);
    this.unclosed = Unclosed.watch(this, transport);
  }

  Transport transport() {
    return transport;
  }

  /** Whether an exchange has already begun on it. */
  boolean hasCarriedExchange() {
    return hasCarriedExchange;
  }

  void beginExchange() {
    hasCarriedExchange = true;
  }

  /** What watches the writes of large bodies. */
  StuckWrites stuckWrites() {
    if (stuck == null) stuck = new StuckWrites(this);
    return stuck;
  }

  // 1. Bytes that no request asked for.

  /**
   * The staleness check, RFC 9112 §9.2: bytes that came without a request do not answer the next
   * one.
   */
  boolean isStale() {
    return transport.poll(Duration.ZERO) != Arrival.NOTHING;
  }

  /** Whether the buffer has bytes that no response has taken. */
  boolean hasSurplus() {
    return !buffer().exhausted();
  }

  /** How many bytes heads and bodies have taken. */
  long takenByteCount() {
    return transport.getReceivedByteCount() - buffer().size();
  }

  /**
   * Moves the bytes that have arrived into the buffer, without waiting and up to a bound.
   *
   * @return how many bytes have arrived in all
   */
  long receivedByNow() {
    takeAhead();
    return transport.getReceivedByteCount();
  }

  /**
   * Like {@link #receivedByNow}, but asks only if anything was sent since it was asked last:
   * requests that are in the buffer together have the same bytes before them.
   */
  long receivedBeforeSending() {
    long sentByteCount = transport.getSentByteCount();
    if (sentByteCount != askedAtByteCount) {
      receivedAtByteCount = receivedByNow();
      askedAtByteCount = sentByteCount;
    }
    return receivedAtByteCount;
  }

  /**
   * Moves what has arrived into the buffer, while another thread writes. Waits for a moment,
   * because a check that does not wait would be blocked until that thread's write is done.
   */
  Arrival look() {
    return awaitMore(MOMENT, MOMENT);
  }

  /** What kind of response the buffer begins with. */
  HeadAhead ahead() {
    HeadAhead ahead = HeadAhead.of(buffer());
    // More is not buffered: the head reader reads such an interim response on, or refuses it.
    boolean isFull = buffer().size() >= MAX_AHEAD_BYTES;
    return ahead == HeadAhead.UNKNOWN && isFull ? HeadAhead.INTERIM : ahead;
  }

  /** The final head if the buffer has the whole of it, after any interim ones; takes nothing. */
  @Nullable ResponseHead peekFinalHead() throws IOException {
    Buffer head = HeadAhead.finalHead(buffer());
    return head == null ? null : HeadReader.ofHeads(head, limits).readResponseHead();
  }

  Buffer buffer() {
    return transport.getSource().getBuffer();
  }

  /** Moves what has arrived into the buffer, without waiting; whether the buffer has anything. */
  boolean poll() {
    if (!hasSurplus()) return transport.poll(Duration.ZERO) == Arrival.BYTES;
    takeAhead();
    return true;
  }

  /** Moves what has arrived into the buffer, without waiting and up to a bound. */
  Arrival takeAhead() {
    return awaitMore(Duration.ZERO);
  }

  /**
   * Like {@link #takeAhead}, and finds what has arrived over any transport: over one that cannot
   * tell, it waits a moment.
   */
  Arrival takeArrived() {
    return awaitMore(transport.canPollNow() ? Duration.ZERO : MOMENT);
  }

  /**
   * Like {@link #takeAhead}, but waits at most that long if nothing has arrived that the buffer
   * does not have.
   *
   * @return what was found last; bytes if the buffer is full
   */
  Arrival awaitMore(Duration atMost) {
    return awaitMore(atMost, Duration.ZERO);
  }

  private Arrival awaitMore(Duration atMost, Duration further) {
    Buffer buffer = buffer();
    Buffer arrived = new Buffer();
    // A transport is only polled while its buffer is empty.
    arrived.write(buffer, buffer.size());
    Arrival found = Arrival.BYTES;
    Duration wait = atMost;
    while (arrived.size() < MAX_AHEAD_BYTES && found == Arrival.BYTES) {
      found = transport.poll(wait);
      wait = further;
      arrived.write(buffer, buffer.size());
    }
    buffer.write(arrived, arrived.size());
    return found;
  }

  // 2. A response.

  /** Reads the interim response that is {@link #ahead}, or fails as whatever is there does. */
  void readInterim(HeadReader.Watcher watcher) throws IOException {
    heads.readHead(watcher);
  }

  ResponseHead readHead(HeadReader.Watcher watcher) throws IOException {
    return heads.readFinalHead(watcher);
  }

  /** The body that follows a head; null if there is none. */
  @Nullable BodySource body(Framing framing) {
    if (!Framing.hasBody(framing)) return null;
    BodySource framed = BodySource.of(framing, segments, limits);
    return transport instanceof ArrayReads arrays ? framed.readingArraysThrough(arrays) : framed;
  }

  // 3. The end.

  /**
   * Closes the transport. If that fails, cuts it: the caller already has all the bytes it wants.
   */
  void closeQuietly() {
    release();
    closeQuietly(transport);
  }

  /** Gives the transport to a new owner, who must close it. */
  Transport handOver() {
    release();
    return transport;
  }

  private void release() {
    unclosed.release();
    if (stuck != null) stuck.retire();
  }

  static void closeQuietly(Transport transport) {
    boolean isClosed = false;
    try {
      transport.close();
      isClosed = true;
    } catch (IOException alreadyBroken) {
      // Cut below.
    } finally {
      if (!isClosed) transport.cancel();
    }
  }
}
