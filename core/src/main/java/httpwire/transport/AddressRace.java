package httpwire.transport;

import httpwire.HttpException;
import httpwire.Phase;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that answers, RFC 8305 ("Happy Eyeballs"), in the
 * calling thread.
 *
 * <ol>
 *   <li>the addresses are tried in turn, IPv6 and IPv4 by turns, the first one's family first (§4)
 *   <li>the next one is tried when the one before has failed, or has not answered within 250 ms
 *       (§5)
 *   <li>the first that answers wins, and the others are closed at once
 * </ol>
 */
class AddressRace implements Runnable {
  /** RFC 8305 §8, Connection Attempt Delay. */
  private static final long DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  private final SocketSettings settings;
  private final ConnectAttempt attempt;
  private final Selector selector;
  private final Deque<InetSocketAddress> waiting = new ArrayDeque<>();
  private final List<Runner> running = new ArrayList<>();
  private final List<IOException> failures = new ArrayList<>();
  private long nextNanos = Watch.nowNanos();

  /** An address that is being connected to. */
  private record Runner(InetSocketAddress remote, SocketChannel channel, long deadlineNanos) {}

  AddressRace(SocketSettings settings, ConnectAttempt attempt) throws IOException {
    this.settings = settings;
    this.attempt = attempt;
    this.selector = Selector.open();
  }

  /**
   * Connects to one of {@code addresses}.
   *
   * @param failures gets the reason of each address that failed, whatever the end
   * @return the winner, blocking; null if all have failed
   * @throws HttpException.Timeout if the deadline has passed
   * @throws HttpException.Cancelled if the attempt was cancelled, or the thread interrupted
   */
  static @Nullable Connected run(
      List<InetAddress> addresses,
      int port,
      SocketSettings settings,
      ConnectAttempt attempt,
      List<IOException> failures)
      throws IOException {
    return new AddressRace(settings, attempt).connectToOne(addresses, port, failures);
  }

  /** Like the static method. Called once. */
  @Nullable Connected connectToOne(List<InetAddress> addresses, int port, List<IOException> told)
      throws IOException {
    try {
      for (InetAddress address : byTurns(addresses)) {
        waiting.add(new InetSocketAddress(address, port));
      }
      return connect();
    } finally {
      told.addAll(failures);
      close();
    }
  }

  /** A connection, and to whom. */
  record Connected(SocketChannel channel, InetSocketAddress remote) {}

  /** One of each family by turns, in their order otherwise. */
  static List<InetAddress> byTurns(List<InetAddress> addresses) {
    Deque<InetAddress> first = new ArrayDeque<>();
    Deque<InetAddress> second = new ArrayDeque<>();
    boolean isFirst4 = addresses.get(0) instanceof Inet4Address;
    for (InetAddress address : addresses) {
      (address instanceof Inet4Address == isFirst4 ? first : second).add(address);
    }
    List<InetAddress> byTurns = new ArrayList<>(addresses.size());
    while (!first.isEmpty() || !second.isEmpty()) {
      if (!first.isEmpty()) byTurns.add(first.remove());
      if (!second.isEmpty()) byTurns.add(second.remove());
    }
    return byTurns;
  }

  /** For a cancellation: ends the wait. */
  @Override
  public void run() {
    selector.wakeup();
  }

  private @Nullable Connected connect() throws IOException {
    if (!attempt.getCancellation().onCancel(this)) throw cancelled(null);
    while (!waiting.isEmpty() || !running.isEmpty()) {
      Connected started = isTimeForNext() ? startNext() : null;
      Connected winner = started != null ? started : awaitOne();
      if (winner != null) return winner;
    }
    return null;
  }

  private boolean isTimeForNext() {
    return !waiting.isEmpty() && (running.isEmpty() || Watch.nowNanos() >= nextNanos);
  }

  /** Not null if the connection was there at once, as it can be on this machine. */
  private @Nullable Connected startNext() throws IOException {
    InetSocketAddress remote = waiting.remove();
    Duration bound = attempt.getBudget().enter(Phase.CONNECT);
    long now = Watch.nowNanos();
    nextNanos = now + DELAY_NANOS;
    attempt.tcpConnecting(TcpDialer.text(remote));
    SocketChannel channel;
    try {
      channel = newChannel();
    } catch (IOException noneLeft) {
      lost(remote, noneLeft);
      return null;
    }
    Runner runner =
        new Runner(remote, channel, bound == null ? Watch.NEVER : now + bound.toNanos());
    running.add(runner);
    try {
      settings.applyTo(channel);
      channel.configureBlocking(false);
      if (channel.connect(remote)) return won(runner);
      channel.register(selector, SelectionKey.OP_CONNECT, runner);
    } catch (IOException | IllegalArgumentException e) {
      lost(runner, e);
    }
    return null;
  }

  /** Fails if the process has no descriptor left. */
  SocketChannel newChannel() throws IOException {
    return SocketChannel.open();
  }

  private @Nullable Connected awaitOne() throws IOException {
    if (running.isEmpty()) return null;
    selector.select(Math.max(1, waitMillis()));
    if (attempt.getCancellation().isCancelled()) throw cancelled(null);
    if (Thread.currentThread().isInterrupted()) throw cancelled(null);
    for (SelectionKey key : selector.selectedKeys()) {
      Runner runner = (Runner) key.attachment();
      try {
        if (runner.channel().finishConnect()) return won(runner);
      } catch (IOException e) {
        lost(runner, e);
      }
    }
    selector.selectedKeys().clear();
    giveUpOverdue();
    return null;
  }

  private long waitMillis() {
    long until = waiting.isEmpty() ? Watch.NEVER : nextNanos;
    for (Runner runner : running) until = Math.min(until, runner.deadlineNanos());
    if (until == Watch.NEVER) return Integer.MAX_VALUE;
    return TimeUnit.NANOSECONDS.toMillis(until - Watch.nowNanos() + 999_999);
  }

  private void giveUpOverdue() throws IOException {
    for (Runner runner : List.copyOf(running)) {
      if (runner.deadlineNanos() <= Watch.nowNanos()) {
        lost(runner, attempt.getBudget().expired(null));
      }
    }
  }

  private Connected won(Runner runner) throws IOException {
    running.remove(runner);
    SelectionKey key = runner.channel().keyFor(selector);
    boolean isReady = false;
    try {
      if (key != null) key.cancel();
      selector.selectNow();
      runner.channel().configureBlocking(true);
      isReady = true;
    } finally {
      if (!isReady) runner.channel().close();
    }
    return new Connected(runner.channel(), runner.remote());
  }

  private void lost(Runner runner, Exception reason) throws IOException {
    running.remove(runner);
    runner.channel().close();
    lost(runner.remote(), reason);
  }

  /** One address has failed: the next need not wait any longer. */
  private void lost(InetSocketAddress remote, Exception reason) {
    nextNanos = Watch.nowNanos();
    String address = TcpDialer.text(remote);
    IOException failure = new IOException(address + ": " + TcpDialer.reason(reason), reason);
    failures.add(failure);
    attempt.tcpFailed(address, reason instanceof HttpException.Timeout late ? late : failure);
  }

  private void close() throws IOException {
    for (Runner runner : running) runner.channel().close();
    // A channel is closed only when no selector has it any more.
    selector.close();
  }

  private static HttpException.Cancelled cancelled(@Nullable Throwable cause) {
    return new HttpException.Cancelled("cancelled while " + Phase.CONNECT, cause);
  }
}
