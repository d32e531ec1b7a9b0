package httpwire.transport;

import httpwire.HttpException;
import httpwire.Limits;
import httpwire.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How to get to an origin: whom to dial, and which layers to run on top, bottom first. Opened once.
 *
 * @param peer the origin, or the first proxy on the way
 */
public record Route(Dialer dialer, Origin peer, List<Layer> layers) {
  /** Keeps its own copy of the layers. */
  public Route {
    layers = List.copyOf(layers);
  }

  /**
   * The route to {@code origin} through each of {@code proxies} in turn, or straight if there are
   * none. A tunnel leads from each proxy to the next, and one from the last to the origin unless
   * the proxy {@link Proxy#forwards forwards} requests for it. TLS with an {@code https} origin is
   * the top.
   *
   * @param dialer connects to the origin, or to the first proxy
   * @param limits bound what the proxies answer
   * @throws IllegalArgumentException if the fields of a proxy cannot be sent with CONNECT
   */
  public static Route of(
      Dialer dialer, Origin origin, List<Proxy> proxies, TlsOptions tls, Limits limits) {
    List<Layer> layers = new ArrayList<>(2);
    for (int i = 0; i < proxies.size(); i++) {
      Proxy proxy = proxies.get(i);
      boolean isLast = i == proxies.size() - 1;
      if (isLast && proxy.forwards(origin)) break;
      Origin next = isLast ? origin : proxies.get(i + 1).getAddress();
      layers.add(new TunnelLayer(next, proxy.getHeaders(), limits));
    }
    if (origin.isSecure()) layers.add(new TlsLayer(origin, tls));
    return new Route(dialer, proxies.isEmpty() ? origin : proxies.get(0).getAddress(), layers);
  }

  /** The tunnels in their order, each with what its proxy has answered. */
  public List<TunnelLayer> tunnels() {
    List<TunnelLayer> tunnels = new ArrayList<>(layers.size());
    for (Layer layer : layers) {
      if (layer instanceof TunnelLayer tunnel) tunnels.add(tunnel);
    }
    return tunnels;
  }

  /**
   * Dials and opens each layer in turn. When one fails, whatever it throws, everything below it is
   * closed.
   */
  public Transport open(ConnectAttempt attempt) throws IOException {
    Cancellation cancellation = attempt.getCancellation();
    if (cancellation.isCancelled()) throw cancelled();
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
  private static void abandon(Transport bottom) throws IOException {
    bottom.cancel();
    bottom.close();
  }

  private static HttpException.Cancelled cancelled() {
    return new HttpException.Cancelled("cancelled while connecting", null);
  }

  private record Cut(Transport transport) implements Runnable {
    @Override
    public void run() {
      transport.cancel();
    }
  }
}
