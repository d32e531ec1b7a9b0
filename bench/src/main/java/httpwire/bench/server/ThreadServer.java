package httpwire.bench.server;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/** A server with a thread for each connection. */
abstract class ThreadServer implements BenchServer {
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();

  ThreadServer() throws IOException {
    listener.bind(new InetSocketAddress("127.0.0.1", 0), 1024);
  }

  @Override
  public final int port() {
    return listener.socket().getLocalPort();
  }

  @Override
  public final Counts counts() {
    return new Counts(connections.get(), requests.get());
  }

  @Override
  public final void start() {
    Daemons.start(getClass().getSimpleName(), this::acceptAll);
  }

  private void acceptAll() throws IOException {
    while (true) {
      SocketChannel channel = listener.accept();
      connections.incrementAndGet();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      Daemons.start("connection", () -> serve(channel));
    }
  }

  private void serve(SocketChannel channel) throws IOException {
    try (channel) {
      RequestReader reader = new RequestReader(channel);
      while (reader.readHead()) {
        requests.incrementAndGet();
        answer(reader, channel);
      }
    }
  }

  /** Reads the request's body, if it has one, and writes the answer. */
  abstract void answer(RequestReader request, SocketChannel channel) throws IOException;

  static void writeAll(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) channel.write(bytes);
  }
}
