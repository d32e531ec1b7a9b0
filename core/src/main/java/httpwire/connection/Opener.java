package httpwire.connection;

import httpwire.Circumstances;
import httpwire.Delivery;
import httpwire.Delivery.Stage;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.Origin;
import httpwire.internal.wire.ResponseHead;
import httpwire.transport.Cancellation;
import httpwire.transport.Layer;
import httpwire.transport.Route;
import httpwire.transport.TimeBudget;
import httpwire.transport.TlsLayer;
import httpwire.transport.Transport;
import httpwire.transport.TunnelLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the connection's transport: the one who is dialed, then the tunnel, then TLS. */
final class Opener {
  private final ConnectionOptions options;
  private final Listeners listeners;
  private String hostHeader;
  private @Nullable Tunnel tunnel;
  private @Nullable Headers proxyHeaders;

  Opener(ConnectionOptions options, Listeners listeners) {
    this.options = options;
    this.listeners = listeners;
    this.hostHeader = options.origin().hostHeader();
  }

  void setTunnel(Tunnel tunnel) {
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

  Transport open(TimeBudget budget, Cancellation cancellation) throws HttpException {
    ConnectionListener listener = listeners.active();
    if (listener != null) listener.connecting(options.origin());
    TunnelLayer tunnelLayer = tunnelLayer();
    Transport transport;
    try {
      transport = route(tunnelLayer).open(budget, cancellation);
    } catch (IOException e) {
      report(tunnelLayer, listener);
      throw describe(e, budget, cancellation);
    }
    try {
      report(tunnelLayer, listener);
      if (listener != null) listener.connected(options.origin(), transport.getPeer());
    } catch (RuntimeException e) {
      // The listener threw, and nobody else knows of the transport yet.
      Closing.quietly(transport);
      throw e;
    }
    return transport;
  }

  private @Nullable TunnelLayer tunnelLayer() {
    if (tunnel == null) return null;
    return new TunnelLayer(tunnel.origin(), tunnel.headers(), options.limits());
  }

  private Route route(@Nullable TunnelLayer tunnelLayer) {
    List<Layer> layers = new ArrayList<>(2);
    if (tunnelLayer != null) layers.add(tunnelLayer);
    if (origin().isSecure()) layers.add(new TlsLayer(origin(), options.tls()));
    return new Route(options.dialer(), options.origin(), layers);
  }

  private void report(@Nullable TunnelLayer layer, @Nullable ConnectionListener listener) {
    if (layer == null) return;
    ResponseHead reply = layer.getReply();
    if (reply != null) proxyHeaders = reply.headers();
    if (listener == null) return;
    if (layer.getSentHead() != null) listener.headSent(layer.getSentHead());
    if (reply != null) listener.tunnelAnswered(reply.statusLine(), reply.status(), reply.headers());
  }

  private HttpException describe(IOException e, TimeBudget budget, Cancellation cancellation) {
    HttpException described = Failures.classify(e, budget, cancellation);
    Delivery nothing = new Delivery(Stage.NOTHING_SENT, 0);
    String peer = options.origin().authority();
    described.initCircumstances(new Circumstances(budget.getPhase(), peer, false, 0, 0, nothing));
    return described;
  }
}
