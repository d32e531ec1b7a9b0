package httpwire.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.bench.client.Content;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** Answers two seconds after the request; one thread for any number of connections. */
final class SlowServer implements BenchServer {
  /**
   * A client's process gets one of its own: the local ports of the one before, which still wait for
   * late packets, would make its connecting dearer.
   */
  static final int PORTS = 64;

  private static final long DELAY_NANOS = 2_000_000_000L;

  private record Due(SocketChannel channel, long atNanos) {}

  private final Selector selector = Selector.open();
  private final List<ServerSocketChannel> listeners = new ArrayList<>();
  private final ArrayDeque<Due> dues = new ArrayDeque<>();
  private final ByteBuffer input = ByteBuffer.allocateDirect(4 << 10);
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong requests = new AtomicLong();
  private final byte[] answer = answer();

  SlowServer() throws IOException {
    for (int i = 0; i < PORTS; i++) listen();
  }

  private void listen() throws IOException {
    ServerSocketChannel listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress("127.0.0.1", 0), 1 << 14);
    listener.configureBlocking(false);
    listener.register(selector, SelectionKey.OP_ACCEPT);
    listeners.add(listener);
  }

  private static byte[] answer() {
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
            + Content.SMALL_BYTES
            + "\r\n\r\n";
    byte[] body = Content.small();
    return ByteBuffer.allocate(head.length() + body.length)
        .put(head.getBytes(ISO_8859_1))
        .put(body)
        .array();
  }

  @Override
  public int port() {
    return port(0);
  }

  int port(int i) {
    return listeners.get(i).socket().getLocalPort();
  }

  @Override
  public Counts counts() {
    return new Counts(connections.get(), requests.get());
  }

  @Override
  public void start() {
    Daemons.start("SlowServer", this::run);
  }

  private void run() throws IOException {
    while (true) {
      selector.select(this::ready, waitMillis());
      answerDue();
    }
  }

  /** 0 would mean for ever. */
  private long waitMillis() {
    Due next = dues.peek();
    return next == null ? 0 : Math.max(1, (next.atNanos - System.nanoTime()) / 1_000_000);
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) accept((ServerSocketChannel) key.channel());
      else read(key);
    } catch (IOException e) {
      key.cancel();
    }
  }

  private void accept(ServerSocketChannel listener) throws IOException {
    for (SocketChannel c = listener.accept(); c != null; c = listener.accept()) {
      connections.incrementAndGet();
      c.configureBlocking(false);
      c.register(selector, SelectionKey.OP_READ);
    }
  }

  /** A request is small, and comes in one piece. */
  private void read(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    int n = channel.read(input.clear());
    if (n < 0) {
      channel.close();
      return;
    }
    if (n < 4 || input.getInt(n - 4) != 0x0d0a0d0a) throw new IOException("half a request");
    requests.incrementAndGet();
    dues.add(new Due(channel, System.nanoTime() + DELAY_NANOS));
  }

  private void answerDue() {
    for (Due due = dues.peek(); due != null; due = dues.peek()) {
      if (due.atNanos - System.nanoTime() > 0) return;
      dues.remove();
      try {
        due.channel.write(ByteBuffer.wrap(answer));
      } catch (IOException e) {
        if (Boolean.getBoolean("bench.server.trace")) e.printStackTrace();
      }
    }
  }
}
