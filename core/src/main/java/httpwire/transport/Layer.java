package httpwire.transport;

import java.io.IOException;

/** Runs a stream of bytes inside another: a tunnel, TLS. */
@FunctionalInterface
public interface Layer {
  /**
   * Opens the layer; its handshake is done when this returns. Blocks.
   *
   * @param carrier what to run in. The layer owns it if this returns; if this throws, the caller
   *     closes it.
   * @param attempt bounds the handshake; the layer enters its phase, and tells the listener of it
   */
  Transport over(Transport carrier, ConnectAttempt attempt) throws IOException;
}
