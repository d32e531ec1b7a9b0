package httpwire.testing;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import okio.Buffer;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/** One connection of an {@link AnsweringPeer}, which a thread of its own serves. */
final class Serving {
  private static final long DISCARD_BYTE_COUNT = 8_192;

  private final int number;
  private final Socket socket;
  private final @Nullable SSLContext context;
  private final Answers answers;
  private final Thread thread;

  /** Whether something may come of what the client has sent, before it sends more. */
  private volatile boolean busy = true;

  /** Answers the requests of a connection. */
  interface Answers {
    /** The answer to a request, whatever the test's code throws. */
    Answer answer(Received request);

    /** Called when something came that was not a request, or not TLS. */
    void failed(int connection, String words);
  }

  Serving(
      int number, Socket socket, @Nullable SSLContext context, Answers answers, String peerName) {
    this.number = number;
    this.socket = socket;
    this.context = context;
    this.answers = answers;
    this.thread = new Thread(this::run, peerName + " connection " + number);
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Ends the connection. */
  void cut() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed, as it should be.
    }
  }

  /** Ends the connection, and interrupts what its thread waits for. */
  void stop() {
    cut();
    thread.interrupt();
  }

  /**
   * Waits until each request that the client has sent has got its answer, which may still be on its
   * way to the client.
   */
  void awaitQuiet(long deadlineNanos) throws InterruptedException {
    while (!isOver() && (busy || hasUnreadInput()) && deadlineNanos - System.nanoTime() > 0) {
      Thread.sleep(1);
    }
  }

  private boolean hasUnreadInput() {
    try {
      return !socket.isClosed() && socket.getInputStream().available() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether its thread has ended. */
  boolean isOver() {
    return !thread.isAlive();
  }

  /** Whether the thread has ended within the time that is left. */
  boolean isOverBy(long deadlineNanos) throws InterruptedException {
    long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
    thread.join(Math.max(1, millis));
    return isOver();
  }

  @Override
  public String toString() {
    return thread.getName();
  }

  private void run() {
    try (socket) {
      socket.setTcpNoDelay(true);
      serve(secured());
    } catch (MalformedRequest e) {
      answers.failed(number, String.valueOf(e.getMessage()));
    } catch (SSLException e) {
      answers.failed(number, "TLS failed: " + e);
    } catch (IOException | InterruptedException e) {
      // The client has gone, or the peer is closed.
    }
  }

  private Socket secured() throws IOException {
    if (context == null) {
      return socket;
    }
    SSLSocket tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true);
    try {
      tls.startHandshake();
      return tls;
    } catch (IOException e) {
      // A client that is gone has changed its mind. One that refuses may reset the connection
      // before its alert is read.
      if (e.getCause() instanceof EOFException) throw new EOFException("no TLS");
      throw e instanceof SSLException ? e : new SSLException(e);
    }
  }

  private void serve(Socket secured) throws IOException, InterruptedException {
    BufferedSource source = Okio.buffer(Okio.source(secured));
    BufferedSink sink = Okio.buffer(Okio.sink(secured));
    RequestReader requests = new RequestReader(source, number);
    Answer.After after = Answer.After.KEEP;
    while (after == Answer.After.KEEP) {
      busy = false;
      boolean isEnd = source.exhausted();
      busy = !isEnd;
      Received request = requests.read();
      Answer answer = answers.answer(request);
      busy = false;
      send(answer, request, sink);
      after = answer.after();
    }
    switch (after) {
      case RESET -> socket.setSoLinger(true, 0);
      case STALL -> awaitEnd(source);
      default -> secured.close();
    }
  }

  private static void send(Answer answer, Received request, BufferedSink sink)
      throws IOException, InterruptedException {
    TimeUnit.NANOSECONDS.sleep(answer.delay().toNanos());
    sink.write(answer.head());
    if (!answer.pace().equals(Pace.UNBOUNDED)) sink.flush();
    answer
        .pace()
        .send(answer.body(request.method().equals("HEAD")), piece -> sink.write(piece).flush());
    sink.flush();
  }

  private static void awaitEnd(BufferedSource source) throws IOException {
    Buffer discarded = new Buffer();
    while (source.read(discarded, DISCARD_BYTE_COUNT) != -1L) {
      discarded.clear();
    }
  }
}
