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
   * @param budget bounds the handshake; the layer enters its phase
   */
  Transport over(Transport carrier, TimeBudget budget) throws IOException;
}
