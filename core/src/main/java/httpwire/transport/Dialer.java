package httpwire.transport;

import httpwire.Origin;
import java.io.IOException;

/** Opens the connection that all layers run on: bytes to and from a peer. */
@FunctionalInterface
public interface Dialer {
  /**
   * Connects to {@code peer}: the origin, or the first proxy on the way to it. Blocks.
   *
   * @return a transport that the caller owns
   */
  Transport dial(Origin peer) throws IOException;

  /**
   * Connects within the attempt's budget, gives up when it is cancelled, and tells its listener.
   * The default calls {@link #dial(Origin)}, without a bound; a cancellation then takes effect when
   * that returns.
   */
  default Transport dial(Origin peer, ConnectAttempt attempt) throws IOException {
    return dial(peer);
  }
}
