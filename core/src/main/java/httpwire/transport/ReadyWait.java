package httpwire.transport;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Waits for bytes on a channel that has no timer of its own, as a Unix domain socket has none. */
final class ReadyWait {
  /** The channel may be closed by another thread, which does not end a selector's wait. */
  private static final int SLICE_MILLIS = 20;

  private final SocketChannel channel;

  ReadyWait(SocketChannel channel) {
    this.channel = channel;
  }

  /** Whether there is something to read, the end too, within that time. Blocks again afterwards. */
  boolean await(int millis) throws IOException {
    channel.configureBlocking(false);
    try (Selector selector = Selector.open()) {
      channel.register(selector, SelectionKey.OP_READ);
      long endNanos = Watch.nowNanos() + millis * 1_000_000L;
      for (long left = millis; left > 0; left = (endNanos - Watch.nowNanos()) / 1_000_000) {
        if (selector.select(Math.min(SLICE_MILLIS, left)) > 0) return true;
        if (!channel.isOpen()) return true;
      }
      return false;
    } finally {
      // Only now that the selector is closed and has let go of it.
      if (channel.isOpen()) channel.configureBlocking(true);
    }
  }
}
