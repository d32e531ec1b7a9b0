package httpwire.testing;

import java.util.List;

/** A {@link ScriptedPeer} for one connection that no network carries. */
public final class InMemoryPeer extends ScriptedPeer {
  private final InMemoryCarrier carrier;

  InMemoryPeer(Script script, long maxBufferByteCount) {
    carrier = new InMemoryCarrier(maxBufferByteCount);
    play(script, carrier, "httpwire-peer in memory");
  }

  /**
   * The client's end. The caller owns it and closes its source and its sink. It behaves like a
   * socket: after a reset by the peer the bytes sent before can be read, and then reading fails
   * with {@link java.net.SocketException}. Once the peer is closed it fails as cancelled.
   */
  public okio.Socket socket() {
    return carrier.clientSocket();
  }

  @Override
  void acceptPending() {
    // The one connection is there from the start.
  }

  @Override
  void stopAccepting() {
    // Nothing accepts.
  }

  @Override
  List<String> unopened() {
    return List.of();
  }

  @Override
  List<String> strays() {
    return List.of();
  }
}
