package httpwire.transport;

import httpwire.Origin;
import httpwire.Timeouts;
import httpwire.internal.wire.ResponseHead;
import httpwire.trace.ByteListener;
import httpwire.trace.ConnectionListener;
import httpwire.trace.Moment;
import httpwire.trace.TlsSummary;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSession;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One attempt to open a connection, as the dialer and each layer on it get it: how long it may
 * take, how it is cancelled, who watches, and what was dialed.
 *
 * <p>Used by the thread that connects; its cancellation by any.
 */
public final class ConnectAttempt {
  private final TimeBudget budget;
  private final Cancellation cancellation;
  private final @Nullable ConnectionListener listener;
  private final long exchangeNumber;
  private @Nullable Transport dialed;
  private @Nullable Origin hop;

  /**
   * @param listener told of each moment; null for nobody
   * @param exchangeNumber the exchange that needs the connection; 0 for none yet
   */
  public ConnectAttempt(
      TimeBudget budget,
      Cancellation cancellation,
      @Nullable ConnectionListener listener,
      long exchangeNumber) {
    this.budget = budget;
    this.cancellation = cancellation;
    this.listener = listener;
    this.exchangeNumber = exchangeNumber;
  }

  /** An attempt that nobody watches. */
  public ConnectAttempt(TimeBudget budget, Cancellation cancellation) {
    this(budget, cancellation, null, 0);
  }

  /** An attempt that nobody watches, and that only the default timeouts end. */
  public ConnectAttempt() {
    this(new TimeBudget(Timeouts.DEFAULT), new Cancellation());
  }

  public TimeBudget getBudget() {
    return budget;
  }

  public Cancellation getCancellation() {
    return cancellation;
  }

  /** The listener to tell of moments; null for none. */
  public @Nullable ConnectionListener getListener() {
    return listener;
  }

  /** The exchange that the connection is opened for. */
  long exchangeNumber() {
    return exchangeNumber;
  }

  /** This moment, for the listener. */
  public Moment now() {
    return Moment.now(exchangeNumber);
  }

  /** What the dialer has returned, below all layers; null before. It may be closed by now. */
  public @Nullable Transport getDialed() {
    return dialed;
  }

  void dialed(Transport transport) {
    dialed = transport;
  }

  /** The proxy that is being asked to connect further, or was asked last; null before the first. */
  public @Nullable Origin getHop() {
    return hop;
  }

  // What the listener is told, if there is one.

  void resolving(String host) {
    if (listener != null) listener.resolving(now(), host);
  }

  void resolved(String host, List<InetAddress> addresses) {
    if (listener == null) return;
    List<String> literals = new ArrayList<>(addresses.size());
    for (InetAddress address : addresses) literals.add(address.getHostAddress());
    listener.resolved(now(), host, literals);
  }

  void tcpConnecting(String address) {
    if (listener != null) listener.tcpConnecting(now(), address);
  }

  void tcpConnected(String address) {
    if (listener != null) listener.tcpConnected(now(), address);
  }

  void tcpFailed(String address, IOException failure) {
    if (listener != null) listener.tcpFailed(now(), address, failure);
  }

  /** {@code proxy} is asked to connect to {@code next}. */
  void hopAsked(@Nullable Origin proxy, Origin next) {
    hop = proxy;
    if (listener != null && proxy != null) listener.hopAsked(now(), proxy, next);
  }

  void hopAccepted(@Nullable Origin proxy, Origin next) {
    if (listener != null && proxy != null) listener.hopAccepted(now(), proxy, next);
  }

  void tunnelRequested(Origin origin, ByteString head) {
    if (listener instanceof ByteListener bytes) bytes.headBytesSent(now(), head);
    if (listener != null) listener.tunnelRequested(now(), origin);
  }

  void tunnelAnswered(ResponseHead head) {
    if (listener instanceof ByteListener bytes) {
      Buffer received = new Buffer();
      head.writeTo(received);
      bytes.headBytesReceived(now(), received.readByteString());
    }
    if (listener == null) return;
    listener.tunnelAnswered(now(), head.status(), head.reason(), head.headers());
  }

  void tlsStarted(Origin origin) {
    if (listener != null) listener.tlsStarted(now(), origin);
  }

  /**
   * @param startMillis when the handshake began, by {@link System#currentTimeMillis}
   */
  void tlsEstablished(Origin origin, SSLSession session, long startMillis) {
    if (listener == null) return;
    boolean isResumed = session.getCreationTime() < startMillis;
    listener.tlsEstablished(now(), origin, TlsSummary.of(session, isResumed));
  }
}
