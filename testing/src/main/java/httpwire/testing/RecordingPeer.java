package httpwire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A port of 127.0.0.1 that leads to a real server: all bytes are passed on unchanged, and recorded.
 * {@link #close} ends the connections and writes the {@link Recording} into a file.
 *
 * <p>The recording shows {@code [hidden]} for the values of secret fields, and {@code [peer]} for
 * this peer's address, in the heads of well-formed messages. Targets, bodies, and what follows an
 * upgrade are recorded as they are.
 *
 * <p>The Host that a client sends is this peer's address, unless it is told otherwise; a server
 * with several names may want its own.
 *
 * <p>{@code close} throws if the server could not be reached, or sent more than can be recorded.
 */
public final class RecordingPeer extends Peer {
  private static final int BACKLOG = 128;
  private static final Duration QUIET_LIMIT = Duration.ofSeconds(1);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

  private final Upstream upstream;
  private final Path file;
  private final RecordingOptions options;
  private final String name;
  private final Acceptor acceptor;
  private final List<Relay> relays = new CopyOnWriteArrayList<>();

  /** Guarded by itself. */
  private final List<Exchanged> entries = new ArrayList<>();

  private long byteCount;

  private RecordingPeer(
      Upstream upstream, Path file, RecordingOptions options, ServerSocket serverSocket) {
    this.upstream = upstream;
    this.file = file;
    this.options = options;
    this.name = "httpwire-peer at port " + serverSocket.getLocalPort();
    this.acceptor = new Acceptor(serverSocket, this::accepted, name);
  }

  /**
   * Starts to record, with the default options.
   *
   * @param server {@code host:port}
   * @param file what {@link #close} writes, in place of what is there
   */
  public static RecordingPeer start(String server, Path file) {
    return start(server, file, RecordingOptions.defaults());
  }

  /** As {@link #start(String, Path)}. */
  public static RecordingPeer start(String server, Path file, RecordingOptions options) {
    Upstream upstream = Upstream.of(server, options.context());
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      ServerSocket serverSocket = new ServerSocket(0, BACKLOG, loopback);
      RecordingPeer peer = new RecordingPeer(upstream, file, options, serverSocket);
      peer.acceptor.start();
      return peer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The port; after {@link #close} nobody listens there any more. */
  public int port() {
    return acceptor.port();
  }

  /** The address as in a URL: {@code 127.0.0.1:port}. */
  public String address() {
    return "127.0.0.1:" + port();
  }

  /**
   * A URL of this peer.
   *
   * @param path with its slash
   */
  public String url(String path) {
    return "http://" + address() + path;
  }

  /** What was recorded so far. That a client has left is not in it, unless more came after that. */
  public Recording recording() {
    List<String> addresses = List.of(address(), "localhost:" + port());
    return HeadEdits.hide(new Recording(trimmed()), options.secrets(), addresses);
  }

  @Override
  void settle(@Nullable Duration limit) throws InterruptedException {
    acceptor.catchUp();
    long deadlineNanos = System.nanoTime() + QUIET_LIMIT.toNanos();
    for (Relay relay : relays) {
      relay.awaitQuiet(deadlineNanos);
    }
  }

  @Override
  List<String> problems() {
    return relays.stream().map(Relay::failure).filter(Objects::nonNull).toList();
  }

  @Override
  boolean isFailed() {
    return !problems().isEmpty();
  }

  @Override
  List<String> release() {
    List<String> leftBehind = end();
    try {
      recording().write(file);
    } catch (IOException e) {
      leftBehind.add("the recording cannot be written: " + e);
    }
    return leftBehind;
  }

  private List<String> end() {
    boolean interrupted = Thread.interrupted();
    List<String> leftBehind = new ArrayList<>();
    try {
      acceptor.stop();
      long quietNanos = System.nanoTime() + QUIET_LIMIT.toNanos();
      for (Relay relay : relays) {
        relay.finish(quietNanos);
      }
      relays.forEach(Relay::stop);
      long deadlineNanos = System.nanoTime() + STOP_LIMIT.toNanos();
      for (Relay relay : relays) {
        if (!relay.isOverBy(deadlineNanos)) leftBehind.add(relay + " does not end");
      }
    } catch (InterruptedException e) {
      interrupted = true;
      leftBehind.add("interrupted while closing, so threads may be left");
    } finally {
      relays.forEach(Relay::stop);
    }
    if (interrupted) Thread.currentThread().interrupt();
    return leftBehind;
  }

  @Override
  String record() {
    return recording().toString();
  }

  private void accepted(Socket socket) {
    Relay relay = new Relay(relays.size() + 1, socket, upstream, this::record, name);
    relays.add(relay);
    relay.start();
  }

  private boolean record(Exchanged entry) {
    synchronized (entries) {
      byteCount += entry.bytes().size();
      if (byteCount > options.maxBytes()) {
        return false;
      }
      entries.add(entry);
      return true;
    }
  }

  /** When a client leaves depends on when it is closed, so it is left out at the end. */
  private List<Exchanged> trimmed() {
    List<Exchanged> all;
    synchronized (entries) {
      all = List.copyOf(entries);
    }
    List<Exchanged> trimmed = new ArrayList<>();
    for (int number = 1; number <= relays.size(); number++) {
      int connection = number;
      List<Exchanged> own = all.stream().filter(e -> e.connection() == connection).toList();
      trimmed.addAll(own.subList(0, endOf(own)));
    }
    return trimmed;
  }

  private static int endOf(List<Exchanged> own) {
    int end = own.size();
    for (int i = own.size() - 1; i >= 0; i--) {
      Exchanged entry = own.get(i);
      if (entry.kind() != Exchanged.Kind.EVENT) break;
      if (entry.text().startsWith("client")) end = i;
    }
    return end;
  }
}
