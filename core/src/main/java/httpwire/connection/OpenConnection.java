package httpwire.connection;

import httpwire.Limits;
import httpwire.internal.wire.ArrayReads;
import httpwire.internal.wire.BodySource;
import httpwire.internal.wire.Framing;
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
 * What is open: the transport, the readers over it, and whether it has carried an exchange. Belongs
 * to a connection, or to the response that took it along.
 */
final class OpenConnection {
  /** How far ahead of an unread response bytes are taken to tell them from a later answer. */
  private static final long MAX_AHEAD_BYTES = 64 << 10;

  private static final Duration MOMENT = Duration.ofMillis(1);

  private final Transport transport;
  private final Limits limits;
  private final SegmentReader segments;
  private final HeadReader heads;
  private final Unclosed unclosed;
  private boolean hasCarriedExchange;

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

  /** Whether an exchange was begun on it before. */
  boolean hasCarriedExchange() {
    return hasCarriedExchange;
  }

  void beginExchange() {
    hasCarriedExchange = true;
  }

  // 1. What nobody asked for.

  /** The staleness check, RFC 9112 §9.2: what came without a request is no answer to the next. */
  boolean isStale() {
    return transport.poll(Duration.ZERO) != Arrival.NOTHING;
  }

  /** Whether bytes are here that no response has taken. */
  boolean hasSurplus() {
    return !transport.getSource().getBuffer().exhausted();
  }

  /** Bytes that heads and bodies have taken. */
  long takenByteCount() {
    return transport.getReceivedByteCount() - transport.getSource().getBuffer().size();
  }

  /**
   * Takes what has come by now into the buffer, without waiting and within a bound.
   *
   * @return how many bytes came in all
   */
  long receivedByNow() {
    takeAhead(Duration.ZERO);
    return transport.getReceivedByteCount();
  }

  /**
   * Whether a final response has begun to come, found by waiting a moment; interim ones are looked
   * past. By another thread too, while nobody reads.
   */
  boolean hasFinalResponse() {
    takeAhead(MOMENT);
    return HeadReader.isFinalAhead(transport.getSource().getBuffer());
  }

  /** A transport is only polled while its buffer is empty. */
  private void takeAhead(Duration atMost) {
    Buffer buffer = transport.getSource().getBuffer();
    Buffer come = new Buffer();
    come.write(buffer, buffer.size());
    while (come.size() < MAX_AHEAD_BYTES && transport.poll(atMost) == Arrival.BYTES) {
      come.write(buffer, buffer.size());
    }
    buffer.write(come, come.size());
  }

  // 2. A response.

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

  /** Closes; if that fails, cuts: who had all there was to have loses nothing by it. */
  void closeQuietly() {
    unclosed.release();
    closeQuietly(transport);
  }

  /** Leaves the transport to a new owner. */
  Transport handOver() {
    unclosed.release();
    return transport;
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
