package httpwire.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The thread that accepts connections at one port, and hands each to its taker. */
final class Acceptor {
  private static final int LIMIT_MILLIS = 5_000;

  private final ServerSocket serverSocket;
  private final Taker taker;
  private final Thread thread;
  private final Map<Integer, CountDownLatch> probes = new ConcurrentHashMap<>();

  /** What happens to an accepted connection, on the accepting thread. */
  interface Taker {
    void accepted(Socket socket) throws IOException;
  }

  Acceptor(ServerSocket serverSocket, Taker taker, String name) {
    this.serverSocket = serverSocket;
    this.taker = taker;
    this.thread = new Thread(this::acceptAll, name);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  int port() {
    return serverSocket.getLocalPort();
  }

  /**
   * Returns when every connection that was opened before the call is accepted: it opens one itself,
   * and they are accepted in order.
   */
  void catchUp() throws InterruptedException {
    try (Socket probe = new Socket()) {
      probe.bind(new InetSocketAddress(serverSocket.getInetAddress(), 0));
      CountDownLatch accepted = new CountDownLatch(1);
      probes.put(probe.getLocalPort(), accepted);
      probe.connect(serverSocket.getLocalSocketAddress(), LIMIT_MILLIS);
      accepted.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // Nobody listens any more, so nothing is pending.
    }
  }

  /** Closes the port and ends the thread. */
  void stop() throws InterruptedException {
    closePort();
    thread.join(LIMIT_MILLIS);
  }

  /** Closes the port. */
  void closePort() {
    try {
      serverSocket.close();
    } catch (IOException e) {
      throw new IllegalStateException("port " + port() + " cannot be closed", e);
    }
  }

  private void acceptAll() {
    while (!serverSocket.isClosed()) {
      try {
        take(serverSocket.accept());
      } catch (IOException e) {
        // The port was closed, or one connection was gone before it was taken.
      } catch (Throwable failure) {
        // Of the taker. The connections after this one are taken all the same.
        thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
      }
    }
  }

  private void take(Socket socket) throws IOException {
    CountDownLatch probe = probes.remove(socket.getPort());
    if (probe == null) {
      hand(socket);
    } else {
      socket.close();
      probe.countDown();
    }
  }

  private void hand(Socket socket) throws IOException {
    boolean isTaken = false;
    try {
      taker.accepted(socket);
      isTaken = true;
    } finally {
      if (!isTaken) socket.close();
    }
  }
}
