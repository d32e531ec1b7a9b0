package httpwire.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;

/**
 * A server, or a proxy, that plays {@link Script scripts} and holds the client to them.
 *
 * <p>Closing it is what makes a test fail: {@link #close} throws if a client did not do what the
 * script of its connection says, if a script was not played to its end, or if a connection came for
 * which there was no script. All methods may be called from any thread. Each connection is played
 * by a daemon thread of its own; none of them is left when {@code close} returns.
 */
public abstract sealed class ScriptedPeer implements AutoCloseable
    permits InMemoryPeer, ListeningPeer {
  private static final long IN_MEMORY_BUFFER_BYTE_COUNT = 65_536;

  private final Tape tape = new Tape();
  private final List<Play> plays = new CopyOnWriteArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean abandoned;

  ScriptedPeer() {}

  /** A peer for one connection in memory, each direction of which holds 64 KiB. */
  public static InMemoryPeer inMemory(Script script) {
    return inMemory(script, IN_MEMORY_BUFFER_BYTE_COUNT);
  }

  /**
   * A peer for one connection in memory.
   *
   * @param maxBufferByteCount how many bytes each direction holds before a write blocks; at least 1
   */
  public static InMemoryPeer inMemory(Script script, long maxBufferByteCount) {
    return new InMemoryPeer(script, maxBufferByteCount);
  }

  /** A peer on a free port of 127.0.0.1, with one script for each connection it will accept. */
  public static ListeningPeer listening(Script... onePerConnection) {
    return ListeningPeer.open(List.of(onePerConnection));
  }

  /** As {@link #listening(Script...)}, with TLS from the first byte of each connection on. */
  public static ListeningPeer listening(SSLContext context, Script... onePerConnection) {
    return ListeningPeer.open(
        Arrays.stream(onePerConnection).map(script -> script.inside(context)).toList());
  }

  /** What went over all connections so far. */
  public final Transcript transcript() {
    return tape.transcript();
  }

  /**
   * What went over one connection so far; empty if there was no such connection.
   *
   * @param connection the number of the connection in the order of acceptance; the first one is 1
   */
  public final Transcript transcript(int connection) {
    if (connection < 1) {
      throw new IllegalArgumentException("connection < 1: " + connection);
    }
    return tape.transcript(connection);
  }

  /** Makes {@link #close} end everything at once and never throw: the test has seen enough. */
  public final void abandon() {
    abandoned = true;
  }

  /**
   * Waits until the scripts of all connections that were opened so far are played, each step for no
   * longer than its patience. Does nothing after {@link #abandon}.
   *
   * @throws AssertionError with the transcript, if anything went wrong or a script has not begun
   */
  public final void verify() {
    if (abandoned) {
      return;
    }
    try {
      awaitPlayed();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    report(problems());
  }

  /**
   * As {@link #verify}, then closes all connections and the port and ends all threads, also when it
   * throws. Unlike {@code verify} it sees every unexpected byte that the client sent before this
   * call. A second call does nothing. It waits as {@code verify} does: close the client first, or
   * it takes the whole patience of a step that waits for the client.
   *
   * @throws AssertionError with the transcript, if anything went wrong
   */
  @Override
  public final void close() {
    if (closed.getAndSet(true)) {
      return;
    }
    try {
      if (!abandoned) {
        awaitPlayed();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    List<String> leftBehind = release();
    leftBehind.addAll(0, problems());
    if (!abandoned) {
      report(leftBehind);
    }
  }

  /** Makes sure that each connection that a client has opened is being played. */
  abstract void acceptPending() throws InterruptedException;

  /** Accepts no further connections, and ends the thread that did. */
  abstract void stopAccepting() throws InterruptedException;

  /** What went wrong outside of the scripts that are being played, in words. */
  abstract List<String> otherProblems();

  /** Plays {@code script} on a connection of its own. */
  final void play(Script script, Carrier carrier, String peerName) {
    Play play = new Play(plays.size() + 1, script, carrier, tape, peerName);
    plays.add(play);
    play.start();
  }

  /** How many connections were opened so far. */
  final int playCount() {
    return plays.size();
  }

  private void awaitPlayed() throws InterruptedException {
    acceptPending();
    for (Play play : plays) {
      play.awaitSettled();
    }
  }

  private List<String> release() {
    boolean interrupted = Thread.interrupted();
    List<String> leftBehind = new ArrayList<>();
    try {
      stopAccepting();
      for (Play play : plays) {
        leftBehind.addAll(play.stop());
      }
    } catch (InterruptedException e) {
      interrupted = true;
      leftBehind.add("interrupted while closing, so threads may be left");
    } finally {
      plays.forEach(Play::stopNow);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return leftBehind;
  }

  private List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Play play : plays) {
      play.problem().ifPresent(problems::add);
    }
    problems.addAll(otherProblems());
    return problems;
  }

  private void report(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new AssertionError(String.join("\n", problems) + "\n\n" + transcript());
    }
  }
}
