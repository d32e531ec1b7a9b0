package httpwire.transport;

import httpwire.Headers;
import httpwire.HttpException;
import httpwire.Limits;
import httpwire.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How to get to an origin: whom to dial, and which layers to run on top, bottom first. Opened once.
 *
 * <p>This is the only place where layers are put together:
 *
 * <pre>
 * origin   through                 dialed       layers, bottom first
 * http     –                       the origin   –
 * https    –                       the origin   TLS
 * http     HTTP proxy              the proxy    –
 * any      HTTP proxy, tunnelling  the proxy    CONNECT, then TLS for https
 * any      HTTPS proxy             the proxy    TLS with the proxy, then as with an HTTP proxy
 * any      SOCKS proxy             the proxy    SOCKS, then TLS for https
 * any      several proxies         the first    the layers of each, one leading to the next
 * any      Unix domain socket      its path     as without it
 * </pre>
 */
public final class Route {
  private final Dialer dialer;
  private final Origin peer;
  private final Addresses addresses;

  /** What the proxies are asked to connect to, in their order; the origin is the last. */
  private final List<Origin> asked = new ArrayList<>(0);

  private final List<Layer> layers = new ArrayList<>(2);

  /** One for each proxy; null for one that is not sent CONNECT. */
  private final List<@Nullable TunnelLayer> tunnels = new ArrayList<>(0);

  private Route(Dialer dialer, Origin peer, Addresses addresses) {
    this.dialer = dialer;
    this.peer = peer;
    this.addresses = addresses;
  }

  /** A route that was put together elsewhere, for tests of single layers. */
  Route(Dialer dialer, Origin peer, List<? extends Layer> layers) {
    this(dialer, peer, DialOptions.DEFAULT.addresses());
    this.layers.addAll(layers);
  }

  /**
   * The route to {@code origin} through each of {@code proxies} in turn, or directly if there are
   * none. Each proxy is asked to connect to the next, and the last one to the origin, unless it
   * {@link Proxy#forwards forwards} requests for it. TLS with an {@code https} origin is the top.
   *
   * @param limits bound what the proxies answer
   * @throws IllegalArgumentException if another proxy than the first is reached at a path
   */
  public static Route of(
      DialOptions options, Origin origin, List<Proxy> proxies, TlsOptions tls, Limits limits) {
    requireOrder(proxies);
    Proxy first = proxies.isEmpty() ? null : proxies.get(0);
    Origin peer = first == null ? origin : first.getAddress();
    Route route = new Route(options.dialer(first), peer, options.addresses());
    for (int i = 0; i < proxies.size(); i++) {
      boolean isLast = i == proxies.size() - 1;
      route.addHop(
          proxies.get(i), isLast ? origin : proxies.get(i + 1).getAddress(), isLast, limits);
    }
    if (origin.isSecure()) route.layers.add(new TlsLayer(origin, tls));
    return route;
  }

  /**
   * Checks that {@code proxies} can be gone through in this order.
   *
   * @throws IllegalArgumentException if another proxy than the first is reached at a path
   */
  public static void requireOrder(List<Proxy> proxies) {
    for (int i = 1; i < proxies.size(); i++) {
      if (proxies.get(i).getUnixSocket() == null) continue;
      throw new IllegalArgumentException(
          "only the first proxy on the way can be reached at a Unix domain socket");
    }
  }

  private void addHop(Proxy proxy, Origin next, boolean isLast, Limits limits) {
    asked.add(next);
    if (proxy.getAddress().isSecure()) layers.add(new TlsLayer(proxy.getAddress(), proxy.getTls()));
    boolean isForwarding = isLast && proxy.forwards(next);
    boolean isSocks = proxy.getProtocol().isSocks();
    TunnelLayer tunnel = isForwarding || isSocks ? null : new TunnelLayer(proxy, next, limits);
    if (isSocks) layers.add(new SocksLayer(proxy, next, !isLast, addresses));
    if (tunnel != null) layers.add(tunnel);
    tunnels.add(tunnel);
  }

  /** Whom it dials: the origin, or the first proxy on the way. */
  public Origin peer() {
    return peer;
  }

  /** The layers on what is dialed, bottom first. */
  public List<Layer> layers() {
    return List.copyOf(layers);
  }

  /**
   * For each proxy in its order the fields of its answer to CONNECT, also of one that refused; null
   * if it has not answered, or is not sent CONNECT.
   */
  public List<@Nullable Headers> answers() {
    List<@Nullable Headers> answers = new ArrayList<>(tunnels.size());
    for (TunnelLayer tunnel : tunnels) {
      answers.add(tunnel == null ? null : tunnel.getAnswerHeaders());
    }
    return answers;
  }

  /**
   * Dials and opens each layer in turn. When one fails, whatever it throws, everything below it is
   * closed.
   *
   * @throws HttpException.AddressRefused if the policy does not allow an address, before anything
   *     is dialed
   */
  public Transport open(ConnectAttempt attempt) throws IOException {
    Cancellation cancellation = attempt.getCancellation();
    if (cancellation.isCancelled()) throw cancelled();
    for (int i = 0; i < asked.size(); i++) {
      addresses.requireAllowed(asked.get(i), i < asked.size() - 1);
    }
    Transport bottom = dialer.dial(peer, attempt);
    boolean isOpen = false;
    try {
      attempt.dialed(bottom);
      if (!cancellation.onCancel(new Cut(bottom))) throw cancelled();
      Transport top = bottom;
      for (Layer layer : layers) top = layer.over(top, attempt);
      attempt.getBudget().connected(bottom);
      isOpen = true;
      return top;
    } finally {
      if (!isOpen) abandon(bottom);
    }
  }

  /** Cuts first, so that closing cannot wait for the peer. */
  private static void abandon(Transport bottom) {
    bottom.cancel();
    try {
      bottom.close();
    } catch (IOException alreadyBroken) {
      // What is told is why nothing could be opened.
      return;
    }
  }

  private static HttpException.Cancelled cancelled() {
    return new HttpException.Cancelled("cancelled while connecting", null);
  }

  /** In one line: {@code tcp p.test:3128 > connect a.test:443 > tls a.test}. */
  @Override
  public String toString() {
    String dialed = dialer instanceof UnixDialer ? dialer.toString() : "tcp " + peer.authority();
    StringBuilder line = new StringBuilder(dialed);
    for (Layer layer : layers) line.append(" > ").append(layer);
    return line.toString();
  }

  private record Cut(Transport transport) implements Runnable {
    @Override
    public void run() {
      transport.cancel();
    }
  }
}
