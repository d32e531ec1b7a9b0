package httpwire.connection;

import httpwire.Circumstances;
import httpwire.Delivery;
import httpwire.Delivery.Stage;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.Origin;
import httpwire.trace.ByteListener;
import httpwire.trace.ConnectionListener;
import httpwire.trace.Moment;
import httpwire.transport.Cancellation;
import httpwire.transport.Dialer;
import httpwire.transport.Layer;
import httpwire.transport.Route;
import httpwire.transport.TimeBudget;
import httpwire.transport.TlsLayer;
import httpwire.transport.Transport;
import httpwire.transport.TunnelLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Opens the connection's transport: what is dialed, then the tunnel, then TLS. */
final class Connector implements Dialer {
  private final ConnectionOptions options;
  private final Watchers watchers;
  private String hostHeader;
  private @Nullable Tunnel tunnel;
  private @Nullable Headers proxyHeaders;
  private @Nullable Transport dialed;

  Connector(ConnectionOptions options, Watchers watchers) {
    this.options = options;
    this.watchers = watchers;
    this.hostHeader = options.origin().hostHeader();
  }

  /**
   * @throws IllegalArgumentException if the fields for the proxy cannot be sent with CONNECT
   */
  void setTunnel(Tunnel tunnel) {
    new TunnelLayer(tunnel.origin(), tunnel.headers(), options.limits());
    this.tunnel = tunnel;
    this.hostHeader = tunnel.origin().hostHeader();
  }

  /** The fields of the last answer to CONNECT. */
  @Nullable Headers proxyHeaders() {
    return proxyHeaders;
  }

  /** Whose resources are asked for: the tunnel's end, or whom we are connected to. */
  Origin origin() {
    return tunnel == null ? options.origin() : tunnel.origin();
  }

  /** The origin as Host names it. */
  String hostHeader() {
    return hostHeader;
  }

  /**
   * @param exchangeNumber the exchange that it is opened for, for the listeners
   */
  Transport open(TimeBudget budget, Cancellation cancellation, long exchangeNumber)
      throws HttpException {
    ConnectionListener listener = watchers.active();
    if (listener != null) listener.connecting(Moment.now(exchangeNumber), options.origin());
    TunnelLayer tunnelLayer = tunnelLayer();
    dialed = null;
    boolean isOpen = false;
    try {
      Transport transport = route(tunnelLayer).open(budget, cancellation);
      report(tunnelLayer, exchangeNumber);
      if (listener != null) {
        listener.connected(Moment.now(exchangeNumber), options.origin(), transport.getPeer());
      }
      isOpen = true;
      return transport;
    } catch (IOException e) {
      report(tunnelLayer, exchangeNumber);
      throw describe(e, budget, cancellation);
    } finally {
      // A listener threw, and nobody else knows of the transport yet.
      if (!isOpen && dialed != null) OpenConnection.closeQuietly(dialed);
    }
  }

  private @Nullable TunnelLayer tunnelLayer() {
    if (tunnel == null) return null;
    return new TunnelLayer(tunnel.origin(), tunnel.headers(), options.limits());
  }

  private Route route(@Nullable TunnelLayer tunnelLayer) {
    List<Layer> layers = new ArrayList<>(2);
    if (tunnelLayer != null) layers.add(tunnelLayer);
    if (origin().isSecure()) layers.add(new TlsLayer(origin(), options.tls()));
    return new Route(this, options.origin(), layers);
  }

  private void report(@Nullable TunnelLayer layer, long exchangeNumber) {
    if (layer == null) return;
    Headers answered = layer.getAnswerHeaders();
    if (answered != null) proxyHeaders = answered;
    ByteListener bytes = watchers.bytes();
    ByteString sent = layer.getSentHead();
    ByteString received = layer.getReceivedHead();
    ConnectionListener listener = watchers.active();
    if (listener == null || sent == null) return;
    if (bytes != null) bytes.headBytesSent(Moment.now(exchangeNumber), sent);
    listener.tunnelRequested(Moment.now(exchangeNumber), origin());
    if (answered == null || received == null) return;
    if (bytes != null) bytes.headBytesReceived(Moment.now(exchangeNumber), received);
    listener.tunnelAnswered(
        Moment.now(exchangeNumber), layer.getStatus(), layer.getReason(), answered);
  }

  /** Nothing of a request was sent, though CONNECT or a handshake may have been. */
  private HttpException describe(IOException e, TimeBudget budget, Cancellation cancellation) {
    HttpException described = Failures.classify(e, budget, cancellation);
    Delivery nothing = new Delivery(Stage.NOTHING_SENT, 0);
    String peer = dialed == null ? options.origin().authority() : dialed.getPeer();
    long sent = dialed == null ? 0 : dialed.getSentByteCount();
    long received = dialed == null ? 0 : dialed.getReceivedByteCount();
    described.initCircumstances(
        new Circumstances(budget.getPhase(), peer, false, sent, received, nothing));
    return described;
  }

  @Override
  public Transport dial(Origin peer) throws IOException {
    return dial(peer, new TimeBudget(options.timeouts()), new Cancellation());
  }

  /** Dials as the options say, and remembers what, for what a failure above it has to tell. */
  @Override
  public Transport dial(Origin peer, TimeBudget budget, Cancellation cancellation)
      throws IOException {
    Transport transport = options.dialer().dial(peer, budget, cancellation);
    dialed = transport;
    return transport;
  }
}
