package httpwire.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a {@link RecordingPeer}, with one to the real server, and a thread for each
 * direction. What is read is recorded before it is passed on, so that a request stands before its
 * answer.
 */
final class Relay {
  private static final int READ_BYTE_COUNT = 65_536;

  private final int number;
  private final Socket client;
  private final Upstream upstream;
  private final Tape tape;
  private final Thread forth;
  private final Thread back;
  private final Socket plainServer = new Socket();
  private volatile @Nullable Socket server;
  private volatile @Nullable String failure;
  private final CountDownLatch passed = new CountDownLatch(1);
  private volatile boolean finishing;
  private volatile boolean stopping;

  /** Where the bytes are recorded. */
  interface Tape {
    /** Takes them, or returns false if there is no room for them. */
    boolean record(Exchanged entry);
  }

  Relay(int number, Socket client, Upstream upstream, Tape tape, String peerName) {
    this.number = number;
    this.client = client;
    this.upstream = upstream;
    this.tape = tape;
    this.forth = thread(this::run, peerName + " connection " + number);
    this.back = thread(this::passBack, peerName + " connection " + number + " back");
  }

  private static Thread thread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  void start() {
    forth.start();
  }

  /** What went wrong with it, in words. */
  @Nullable String failure() {
    return failure;
  }

  /** Waits until all that the client has sent is passed on. */
  void awaitQuiet(long deadlineNanos) throws InterruptedException {
    while (isPassing() && deadlineNanos - System.nanoTime() > 0) {
      Thread.sleep(1);
    }
  }

  private boolean isPassing() {
    try {
      return !isOver()
          && !client.isClosed()
          && (server == null || client.getInputStream().available() > 0);
    } catch (IOException e) {
      return false;
    }
  }

  boolean isOver() {
    return !forth.isAlive() && !back.isAlive();
  }

  /** Reads no more from the client, and waits until what was read is passed on. */
  void finish(long deadlineNanos) throws InterruptedException {
    finishing = true;
    try {
      client.shutdownInput();
    } catch (IOException e) {
      // It is closed already.
    }
    passed.await(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /** Ends the connections and so the threads, without waiting for them. */
  void stop() {
    stopping = true;
    close();
  }

  /** Whether the threads have ended within the time that is left. */
  boolean isOverBy(long deadlineNanos) throws InterruptedException {
    for (Thread thread : new Thread[] {forth, back}) {
      long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
      thread.join(Math.max(1, millis));
    }
    return isOver();
  }

  @Override
  public String toString() {
    return forth.getName();
  }

  private void run() {
    try {
      client.setTcpNoDelay(true);
      Socket connected = upstream.connect(plainServer);
      server = connected;
      back.start();
      pass(client, connected, Exchanged.Kind.RECEIVED);
      passed.countDown();
      back.join();
    } catch (IOException e) {
      fail(upstream + " cannot be reached: " + e);
    } catch (InterruptedException e) {
      // The peer is closed.
    } finally {
      passed.countDown();
      close();
    }
  }

  private void passBack() {
    Socket from = server;
    if (from != null) pass(from, client, Exchanged.Kind.SENT);
  }

  private void pass(Socket from, Socket to, Exchanged.Kind kind) {
    byte[] bytes = new byte[READ_BYTE_COUNT];
    boolean isOpen = true;
    while (isOpen) {
      int count = read(from, bytes, kind);
      if (count == -1) {
        isOpen = false;
        shutdownOutput(to);
      } else {
        ByteString piece = ByteString.of(bytes, 0, Math.max(0, count));
        isOpen = count > 0 && record(kind, piece) && write(to, piece);
      }
    }
  }

  /** How many bytes were read; -1 at the end, 0 if the connection is lost. */
  private int read(Socket from, byte[] bytes, Exchanged.Kind kind) {
    boolean isClient = kind == Exchanged.Kind.RECEIVED;
    try {
      InputStream input = from.getInputStream();
      int count = input.read(bytes);
      if (count == -1 && !(isClient && finishing)) {
        event(isClient ? Recording.CLIENT_ENDED : Recording.SERVER_ENDED);
      }
      return count;
    } catch (IOException e) {
      if (!stopping) {
        event(isClient ? Recording.CLIENT_RESET : Recording.SERVER_RESET);
        reset();
      }
      return 0;
    }
  }

  private boolean record(Exchanged.Kind kind, ByteString piece) {
    boolean isRecorded = tape.record(new Exchanged(number, kind, piece));
    if (!isRecorded) {
      fail("there is more to record than the options allow");
      stop();
    }
    return isRecorded;
  }

  private void event(String words) {
    tape.record(Exchanged.event(number, words));
  }

  /** Whether the bytes could be passed on; if not, the other direction finds out why. */
  private static boolean write(Socket to, ByteString piece) {
    try {
      OutputStream output = to.getOutputStream();
      piece.write(output);
      output.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static void shutdownOutput(Socket to) {
    try {
      to.shutdownOutput();
    } catch (IOException e) {
      // The other end has left already.
    }
  }

  private void reset() {
    stopping = true;
    for (Socket socket : new Socket[] {client, plainServer}) {
      try {
        socket.setSoLinger(true, 0);
      } catch (IOException e) {
        // It is closed already.
      }
    }
    close();
  }

  private void close() {
    for (Socket socket : new Socket[] {client, plainServer}) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed, as it should be.
      }
    }
  }

  private void fail(String words) {
    if (!stopping && failure == null) {
      failure = "connection " + number + ", " + words;
    }
  }
}
