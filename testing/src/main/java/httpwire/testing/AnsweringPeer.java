package httpwire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import okio.BufferedSink;
import okio.Okio;

/**
 * A server on a port of 127.0.0.1 that answers each request as a function says, on any number of
 * connections, each of which has a thread. For clients that send well-formed requests; {@link
 * ScriptedPeer} is for looking at single bytes. Ends its connections when it is closed.
 */
public final class AnsweringPeer implements AutoCloseable {
  private static final int BACKLOG = 512;
  private static final int MAX_RECEIVED = 10_000;

  private final Function<? super Received, Answer> answers;
  private final ServerSocket serverSocket;
  private final AtomicInteger connectionCount = new AtomicInteger();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Guarded by itself. */
  private final ArrayDeque<Received> received = new ArrayDeque<>();

  private AnsweringPeer(Function<? super Received, Answer> answers, ServerSocket serverSocket) {
    this.answers = answers;
    this.serverSocket = serverSocket;
  }

  /**
   * Starts a server.
   *
   * @param answers called for each request, in the thread of its connection; may block
   */
  public static AnsweringPeer start(Function<? super Received, Answer> answers) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      AnsweringPeer peer = new AnsweringPeer(answers, new ServerSocket(0, BACKLOG, loopback));
      peer.startThread("accept", peer::accept);
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startThread(String name, Runnable task) {
    Thread thread = new Thread(task, "answering-peer-" + name);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!serverSocket.isClosed()) {
      try {
        Socket socket = serverSocket.accept();
        open.add(socket);
        if (serverSocket.isClosed()) closeConnections();
        int number = connectionCount.incrementAndGet();
        startThread(String.valueOf(number), () -> serve(socket, number));
      } catch (IOException e) {
        // It was closed, or a client has gone before it was accepted.
      }
    }
  }

  private void serve(Socket socket, int number) {
    try (socket) {
      socket.setTcpNoDelay(true);
      RequestReader requests = new RequestReader(Okio.buffer(Okio.source(socket)), number);
      BufferedSink sink = Okio.buffer(Okio.sink(socket));
      Answer.After after = Answer.After.KEEP;
      while (after == Answer.After.KEEP) {
        Received request = requests.read();
        remember(request);
        Answer answer = answers.apply(request);
        sink.write(answer.bytes(request.method())).flush();
        after = answer.after();
      }
      if (after == Answer.After.RESET) socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // The client has gone.
    } finally {
      open.remove(socket);
    }
  }

  private void remember(Received request) {
    synchronized (received) {
      received.add(request);
      if (received.size() > MAX_RECEIVED) received.remove();
    }
  }

  public int port() {
    return serverSocket.getLocalPort();
  }

  /** The address as in a URL: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  /**
   * A URL of this server.
   *
   * @param path with its slash
   */
  public String url(String path) {
    return "http://" + address() + path;
  }

  /** The latest requests, 10,000 at most, in the order in which they were read. */
  public List<Received> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  /** How many connections were accepted so far. */
  public int connectionCount() {
    return connectionCount.get();
  }

  /** Ends the connections that are open, and goes on accepting others. */
  public void closeConnections() {
    for (Socket socket : open) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed, as it should be.
      }
    }
  }

  @Override
  public void close() {
    try {
      serverSocket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    closeConnections();
  }
}
