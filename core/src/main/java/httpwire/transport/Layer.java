package httpwire.transport;

import java.io.IOException;

/** Runs a new stream of bytes inside an open one: a tunnel, TLS. */
@FunctionalInterface
public interface Layer {
  /**
   * Opens the layer; its handshake is done when this returns.
   *
   * @param carrier what to run in; owned by the layer from then on. If this throws, the caller
   *     closes it.
   * @param budget bounds the handshake; the layer says which phase it is
   */
  Transport over(Transport carrier, TimeBudget budget) throws IOException;
}
