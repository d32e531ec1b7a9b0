package httpwire.connection;

import httpwire.Circumstances;
import httpwire.Delivery;
import httpwire.Delivery.Stage;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.Origin;
import httpwire.Phase;
import httpwire.trace.ConnectionListener;
import httpwire.trace.internal.Flight;
import httpwire.transport.Cancellation;
import httpwire.transport.ConnectAttempt;
import httpwire.transport.Proxy;
import httpwire.transport.Route;
import httpwire.transport.TimeBudget;
import httpwire.transport.Transport;
import httpwire.transport.TunnelLayer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the connection's transport: what is dialed, then the tunnel, then TLS. */
final class Connector {
  private final ConnectionOptions options;
  private final Watchers watchers;
  private String hostHeader;
  private @Nullable Tunnel tunnel;
  private List<@Nullable Headers> answers = List.of();

  Connector(ConnectionOptions options, Watchers watchers) {
    this.options = options;
    this.watchers = watchers;
    this.hostHeader = options.origin().hostHeader();
  }

  /**
   * Sets the tunnel through which the next transport is opened.
   *
   * @throws IllegalArgumentException if the fields for the proxy cannot be sent with CONNECT
   */
  void setTunnel(Tunnel tunnel) {
    new TunnelLayer(tunnel.origin(), tunnel.headers(), options.limits());
    this.tunnel = tunnel;
    this.hostHeader = tunnel.origin().hostHeader();
  }

  /** The fields of the last answer to CONNECT that came; null if none has come. */
  @Nullable Headers proxyHeaders() {
    for (int i = answers.size() - 1; i >= 0; i--) {
      if (answers.get(i) != null) return answers.get(i);
    }
    return null;
  }

  /** For each proxy on the way, in order, the fields of its answer to CONNECT, or null. */
  List<@Nullable Headers> answers() {
    return answers;
  }

  /** The proxy that requests are given to, in place of the origin; null if there is none. */
  @Nullable Proxy forwarder() {
    List<Proxy> proxies = proxies();
    if (proxies.isEmpty()) return null;
    Proxy last = proxies.get(proxies.size() - 1);
    return last.forwards(origin()) ? last : null;
  }

  /**
   * The origin whose resources are asked for: the end of the tunnel, or else the host of the
   * connection.
   */
  Origin origin() {
    return tunnel == null ? options.origin() : tunnel.origin();
  }

  /** The origin as Host names it. */
  String hostHeader() {
    return hostHeader;
  }

  /**
   * Opens a transport and tells the listeners.
   *
   * @param exchangeNumber the exchange that it is opened for, for the listeners
   * @param hop its place in a client's call, for failures
   */
  Transport open(TimeBudget budget, Cancellation cancellation, long exchangeNumber, int hop)
      throws HttpException {
    ConnectionListener listener = watchers.active();
    ConnectAttempt attempt = new ConnectAttempt(budget, cancellation, listener, exchangeNumber);
    Flight.Connect flight = Flight.connect(options.origin(), exchangeNumber);
    if (listener != null) listener.connecting(attempt.now(), options.origin());
    String address = null;
    HttpException failure = null;
    boolean isOpen = false;
    try {
      Transport transport = open(attempt);
      address = transport.getPeer();
      if (listener != null) {
        listener.connected(attempt.now(), options.origin(), transport.getPeer());
      }
      isOpen = true;
      return transport;
    } catch (IOException e) {
      failure = describe(e, attempt, hop);
      throw failure;
    } finally {
      if (flight != null) flight.end(address, failure);
      // A listener threw, and nobody else knows of the transport yet.
      Transport dialed = attempt.getDialed();
      if (!isOpen && dialed != null) OpenConnection.closeQuietly(dialed);
    }
  }

  private Transport open(ConnectAttempt attempt) throws IOException {
    Route route = Route.of(options.dialing(), origin(), proxies(), options.tls(), options.limits());
    try {
      return route.open(attempt);
    } finally {
      List<@Nullable Headers> answered = route.answers();
      for (Headers fields : answered) if (fields != null) answers = answered;
    }
  }

  /** Those of the options; with a tunnel the host of the connection is one more, the last. */
  private List<Proxy> proxies() {
    if (tunnel == null) return options.proxies();
    List<Proxy> proxies = new ArrayList<>(options.proxies());
    proxies.add(Proxy.http(options.origin()).headers(tunnel.headers()).tunnelling());
    return proxies;
  }

  /** Nothing of a request was sent, though CONNECT or a handshake may have been. */
  private HttpException describe(IOException e, ConnectAttempt attempt, int hop) {
    HttpException described = Failures.classify(e, attempt.getBudget(), attempt.getCancellation());
    Phase phase = attempt.getBudget().getPhase();
    Delivery nothing = new Delivery(Stage.NOTHING_SENT, 0);
    Transport dialed = attempt.getDialed();
    String peer = peer(attempt, dialed);
    long sent = dialed == null ? 0 : dialed.getSentByteCount();
    long received = dialed == null ? 0 : dialed.getReceivedByteCount();
    described.initCircumstances(
        new Circumstances(phase, peer, false, sent, received, nothing, hop));
    return described;
  }

  /**
   * The peer of the step that failed: the one that was dialed, or a proxy that was reached through
   * it. Proxies that a caller's own dialer goes through are not known here.
   */
  private String peer(ConnectAttempt attempt, @Nullable Transport dialed) {
    if (dialed == null) return options.origin().authority();
    Origin hop = attempt.getHop();
    List<Proxy> proxies = proxies();
    boolean isDialed = proxies.isEmpty() || proxies.get(0).getAddress().equals(hop);
    return hop == null || isDialed
        ? dialed.getPeer()
        : hop.authority() + " through " + dialed.getPeer();
  }
}
