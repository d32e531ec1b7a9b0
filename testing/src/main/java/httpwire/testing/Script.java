package httpwire.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import okio.ByteString;

/**
 * What a peer does on one connection, step by step. Immutable and thread-safe: each method returns
 * a longer script. Text is ISO-8859-1, so one character is one byte; other text is refused with
 * {@link IllegalArgumentException}.
 *
 * <p>When the last step is done and it did not end the connection, the peer keeps it open until the
 * client leaves or the peer is closed, and whatever the client still sends fails the script.
 *
 * <p>Each step must be done within the script's patience (10 seconds unless said otherwise), time
 * spent on purpose by {@link #pause}, {@link #drip} and {@code throttle} not counted; {@link
 * #stall} has no limit. A step that fails, also by running out of patience, ends the script and
 * closes the connection. No duration may be negative or longer than an hour.
 */
public final class Script {
  private static final Duration DEFAULT_PATIENCE = Duration.ofSeconds(10);
  private static final Duration MAX_DURATION = Duration.ofHours(1);

  private final List<Step> steps;
  private final Duration patience;

  private Script(List<Step> steps, Duration patience) {
    this.steps = List.copyOf(steps);
    this.patience = patience;
  }

  /** The script without a step: accept the connection and refuse every byte on it. */
  public static Script start() {
    return new Script(List.of(), DEFAULT_PATIENCE);
  }

  /** The client must send exactly these bytes next. */
  public Script expect(String latin1) {
    return expect(Latin1.bytes(latin1));
  }

  /** The client must send exactly these bytes next. */
  public Script expect(ByteString bytes) {
    return then(new Expectation.Exactly(bytes));
  }

  /** Takes a head, whatever it says: all bytes up to and including the first CRLFCRLF. */
  public Script expectHead() {
    return then(new Expectation.Head());
  }

  /** Takes what comes before the next CR or LF, whatever it is. */
  Script expectRestOfLine() {
    return then(new Expectation.RestOfLine());
  }

  /** Takes {@code byteCount} bytes, whatever they are. They are kept in memory. */
  public Script expectBytes(long byteCount) {
    require(byteCount >= 0, "byteCount < 0: " + byteCount);
    return then(new Expectation.Count(byteCount));
  }

  /** The client must end its stream, by a close or by a reset, and send nothing before that. */
  public Script expectEnd() {
    return then(new Expectation.End());
  }

  /** Sends the bytes with one flush. */
  public Script reply(String latin1) {
    return reply(Latin1.bytes(latin1));
  }

  /** Sends the bytes with one flush. */
  public Script reply(ByteString bytes) {
    return then(new Reply.Pieces(bytes, Math.max(1, bytes.size())));
  }

  /** Sends the bytes in pieces, the last one shorter, with a flush after each. */
  public Script replyInPieces(String latin1, int pieceByteCount) {
    return replyInPieces(Latin1.bytes(latin1), pieceByteCount);
  }

  /** Sends the bytes in pieces, the last one shorter, with a flush after each. */
  public Script replyInPieces(ByteString bytes, int pieceByteCount) {
    require(pieceByteCount > 0, "pieceByteCount < 1: " + pieceByteCount);
    return then(new Reply.Pieces(bytes, pieceByteCount));
  }

  /**
   * Sends the bytes with two flushes. A client that reads in time sees the first {@code offset}
   * bytes alone; one that reads late may get both parts at once.
   */
  public Script replySplitAt(String latin1, int offset) {
    return replySplitAt(Latin1.bytes(latin1), offset);
  }

  /** Like {@link #replySplitAt(String, int)}, for bytes. */
  public Script replySplitAt(ByteString bytes, int offset) {
    require(offset >= 0 && offset <= bytes.size(), "offset " + offset + " of " + bytes.size());
    return then(new Reply.Split(bytes, offset));
  }

  /** Sends one byte at a time, with {@code interval} between two of them. */
  public Script drip(String latin1, Duration interval) {
    return then(new Reply.Drip(Latin1.bytes(latin1), requireSensible(interval)));
  }

  /**
   * Sends the bytes over and over, one at a time, with {@code interval} between two of them, until
   * the client leaves, which it must do within the patience. Nothing can follow.
   */
  public Script dripUntilClosed(String latin1, Duration interval) {
    require(!latin1.isEmpty(), "nothing to drip");
    return then(new Reply.EndlessDrip(Latin1.bytes(latin1), requireSensible(interval)));
  }

  /**
   * Sends the bytes over and over, as fast as the client takes them, until it leaves, which it must
   * do within the patience. Nothing can follow.
   */
  public Script floodUntilClosed(String latin1) {
    require(!latin1.isEmpty(), "nothing to flood with");
    return then(new Reply.Flood(Latin1.bytes(latin1)));
  }

  /** Sends no more than so many bytes a second, in about twenty pieces a second. */
  public Script throttle(String latin1, int bytesPerSecond) {
    return throttle(Latin1.bytes(latin1), bytesPerSecond);
  }

  /** Sends no more than so many bytes a second, in about twenty pieces a second. */
  public Script throttle(ByteString bytes, int bytesPerSecond) {
    return then(new Reply.Paced(bytes, Pace.ofRate(bytesPerSecond)));
  }

  /** Sends the first {@code byteCount} bytes and then closes the connection, as {@link #hangUp}. */
  public Script replyCutAfter(String latin1, int byteCount) {
    return replyCutAfter(Latin1.bytes(latin1), byteCount);
  }

  /** Sends the first {@code byteCount} bytes and then closes the connection, as {@link #hangUp}. */
  public Script replyCutAfter(ByteString bytes, int byteCount) {
    require(byteCount >= 0 && byteCount <= bytes.size(), byteCount + " of " + bytes.size());
    return reply(bytes.substring(0, byteCount)).hangUp();
  }

  /** Does nothing for {@code length}. */
  public Script pause(Duration length) {
    return then(new Move.Pause(requireSensible(length)));
  }

  /** Waits until {@code latch} is down to zero. */
  public Script waitFor(CountDownLatch latch) {
    return then(new Move.WaitFor(latch));
  }

  /** Counts {@code latch} down by one. */
  public Script signal(CountDownLatch latch) {
    return then(new Move.Signal(latch));
  }

  /**
   * Neither reads nor writes until the peer is closed, whatever the client sends and even if it
   * leaves. Nothing can follow.
   */
  public Script stall() {
    return then(new Move.Stall());
  }

  /**
   * From here on the client may send what it likes: no byte is unexpected. Bytes are read, and
   * thrown away, once the last step is done.
   */
  public Script ignoreInput() {
    return then(new Move.IgnoreInput());
  }

  /** Starts TLS with the peer as the server, here and now; it picks http/1.1 if that is offered. */
  public Script startTls(SSLContext context) {
    return startTls(context, tls -> {});
  }

  /** Starts TLS; {@code configure} may change the socket before the handshake. */
  public Script startTls(SSLContext context, Consumer<SSLSocket> configure) {
    return then(new StartTls(context, configure, false));
  }

  /** Starts TLS, and the client must break off the handshake. Nothing can follow. */
  public Script expectTlsRefusal(SSLContext context) {
    return then(new StartTls(context, tls -> {}, true));
  }

  /** Ends the peer's stream (TCP: FIN, TLS: close_notify). The client can still send. */
  public Script shutdownOutput() {
    return then(new Move.ShutdownOutput());
  }

  /**
   * Closes the connection. Bytes that have arrived and that no step took fail the script. Bytes
   * that arrive later make the client see a reset, as with every server that closes too early:
   * where they can come, end with {@link #shutdownOutput} and {@link #expectEnd}.
   */
  public Script hangUp() {
    return then(new Move.Leave(Move.Leave.Manner.HANG_UP));
  }

  /** Closes the connection without TLS's close_notify. Otherwise like {@link #hangUp}. */
  public Script hangUpBelowTls() {
    return then(new Move.Leave(Move.Leave.Manner.HANG_UP_BELOW_TLS));
  }

  /**
   * Resets the connection (TCP: RST). On Linux and in memory the client can still read what was
   * sent before, and then gets the error.
   */
  public Script reset() {
    return then(new Move.Leave(Move.Leave.Manner.RESET));
  }

  /** The same script with this patience for every step. */
  public Script withPatience(Duration patience) {
    require(!patience.isZero(), "no patience");
    return new Script(steps, requireSensible(patience));
  }

  List<Step> steps() {
    return steps;
  }

  Duration patience() {
    return patience;
  }

  boolean beginsWithTls() {
    return !steps.isEmpty() && steps.get(0) instanceof StartTls;
  }

  /** The same script inside TLS from its first byte on. */
  Script inside(SSLContext context) {
    List<Step> all = new ArrayList<>(start().startTls(context).steps);
    all.addAll(steps);
    return new Script(all, patience);
  }

  private Script then(Step step) {
    if (!steps.isEmpty() && steps.get(steps.size() - 1).isLast()) {
      throw new IllegalStateException(
          "nothing can follow " + steps.get(steps.size() - 1) + ", so not " + step);
    }
    List<Step> all = new ArrayList<>(steps);
    all.add(step);
    return new Script(all, patience);
  }

  private static void require(boolean held, String message) {
    if (!held) {
      throw new IllegalArgumentException(message);
    }
  }

  /** Checks that a duration is not negative and not longer than an hour. */
  static Duration requireSensible(Duration duration) {
    require(!duration.isNegative(), "negative: " + duration);
    require(duration.compareTo(MAX_DURATION) <= 0, duration + " > " + MAX_DURATION);
    return duration;
  }
}
