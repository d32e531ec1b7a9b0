package httpwire.transport;

import httpwire.HttpException;
import httpwire.Origin;
import java.io.IOException;
import java.util.List;

/**
 * How to get to an origin: whom to dial, and which layers to run on top, bottom first.
 *
 * @param peer the origin, or the proxy in front of it
 */
public record Route(Dialer dialer, Origin peer, List<Layer> layers) {
  /** Keeps its own copy of the layers. */
  public Route {
    layers = List.copyOf(layers);
  }

  /**
   * Dials and opens each layer in turn. When one fails, everything below it is closed: the one
   * place for that.
   */
  public Transport open(TimeBudget budget, Cancellation cancellation) throws IOException {
    if (cancellation.isCancelled()) throw cancelled();
    Transport bottom = dialer.dial(peer, budget, cancellation);
    if (!cancellation.onCancel(new Cut(bottom))) {
      bottom.close();
      throw cancelled();
    }
    try {
      Transport top = bottom;
      for (Layer layer : layers) top = layer.over(top, budget);
      budget.connected(bottom);
      return top;
    } catch (IOException | RuntimeException e) {
      bottom.cancel();
      bottom.close();
      throw e;
    }
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
