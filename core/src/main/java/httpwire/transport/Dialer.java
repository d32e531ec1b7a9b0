package httpwire.transport;

import httpwire.Origin;
import java.io.IOException;

/** Opens the bottom of a connection: the bytes to and from a peer, before any layer. */
@FunctionalInterface
public interface Dialer {
  /**
   * Connects to {@code peer}: the origin itself, or the proxy in front of it.
   *
   * @return a transport that the caller owns
   */
  Transport dial(Origin peer) throws IOException;

  /**
   * Connects within a budget, and gives up when cancelled. Dialers that can be interrupted override
   * this; for the others, cancelling takes effect when they return.
   */
  default Transport dial(Origin peer, TimeBudget budget, Cancellation cancellation)
      throws IOException {
    return dial(peer);
  }
}
