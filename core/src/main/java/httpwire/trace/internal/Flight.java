package httpwire.trace.internal;

import javax.net.ssl.SSLSession;
import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The events of JDK Flight Recorder (http.client: the audit events). Each begins with one of these
 * methods, which return null if nobody records it; and ends once.
 *
 * <p>Nothing is loaded, made or measured unless Flight Recorder has been started in this process:
 * asking for that is one volatile read. The classes of the events come with the first recording.
 * Works without the module {@code jdk.jfr} too, in which case nothing is ever recorded.
 */
public final class Flight {
  private static final boolean IS_PRESENT = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  private Flight() {}

  /** The opening of a connection. */
  public interface Connect {
    /**
     * The connection is open, or is not.
     *
     * @param address what was dialed; null if that failed
     * @param failure why it failed; null if it did not
     */
    void end(@Nullable String address, @Nullable Throwable failure);
  }

  /** A TLS handshake. */
  public interface Tls {
    /**
     * The handshake is over.
     *
     * @param session what was agreed on; null if the handshake failed
     * @param failure why it failed; null if it did not
     */
    void end(@Nullable SSLSession session, @Nullable Throwable failure);
  }

  /** A request and its response, to the end of the body. */
  public interface Exchange {
    /** The last moment of the exchange. */
    void end(ExchangeOutcome outcome);
  }

  /** The wait of a client's exchange for a connection. */
  public interface PoolWait {
    /**
     * The wait is over.
     *
     * @param failure why there is none; null if there is
     */
    void end(@Nullable Throwable failure);
  }

  private static boolean isStarted() {
    return IS_PRESENT && FlightRecorder.isInitialized();
  }

  /**
   * A connection is about to be opened.
   *
   * @param peer the origin, or the first proxy
   */
  public static @Nullable Connect connect(Object peer, long exchangeNumber) {
    return isStarted() ? ConnectEvent.start(peer.toString(), exchangeNumber) : null;
  }

  /**
   * A handshake is about to begin.
   *
   * @param peer the origin or proxy that the handshake is with
   */
  public static @Nullable Tls tls(Object peer, long exchangeNumber) {
    return isStarted() ? TlsEvent.start(peer.toString(), exchangeNumber) : null;
  }

  /** A request is about to be made. */
  public static @Nullable Exchange exchange(long exchangeNumber) {
    return isStarted() ? ExchangeEvent.start(exchangeNumber) : null;
  }

  /**
   * An exchange has no connection yet.
   *
   * @param origin whose resource is asked for
   */
  public static @Nullable PoolWait poolWait(Object origin, long exchangeNumber) {
    return isStarted() ? PoolWaitEvent.start(origin.toString(), exchangeNumber) : null;
  }

  /** Failures by their kind; their texts are for whoever gets them. */
  static @Nullable String kind(@Nullable Throwable failure) {
    return failure == null ? null : failure.getClass().getSimpleName();
  }
}
