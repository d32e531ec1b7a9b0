package httpwire.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A server, or a proxy, that plays {@link Script scripts} and holds the client to them.
 *
 * <p>Closing it is what makes a test fail: {@link #close} throws if a client did not do what the
 * script of its connection says, if a script was not played to its end, or if a connection came for
 * which there was no script. Each connection is played by a thread of its own.
 */
public abstract sealed class ScriptedPeer extends Peer permits InMemoryPeer, ListeningPeer {
  private static final long IN_MEMORY_BUFFER_BYTE_COUNT = 65_536;

  private final Tape tape = new Tape();
  private final List<Play> plays = new CopyOnWriteArrayList<>();

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

  /** Makes sure that each connection that a client has opened is being played. */
  abstract void acceptPending() throws InterruptedException;

  /** Accepts no further connections, and ends the thread that did. */
  abstract void stopAccepting() throws InterruptedException;

  /** Scripts that no connection has come for, in words. */
  abstract List<String> unopened();

  /** Connections that came without a script, in words. */
  abstract List<String> strays();

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

  @Override
  final void settle(@Nullable Duration limit) throws InterruptedException {
    long from = System.nanoTime();
    acceptPending();
    for (Play play : plays) {
      if (limit == null) {
        play.awaitSettled();
      } else {
        play.awaitSettled(limit.minusNanos(System.nanoTime() - from));
      }
    }
  }

  @Override
  final List<String> release() {
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

  @Override
  final List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (Play play : plays) {
      play.problem().ifPresent(problems::add);
    }
    problems.addAll(unopened());
    problems.addAll(strays());
    return problems;
  }

  @Override
  final boolean isFailed() {
    return plays.stream().anyMatch(Play::isFailed) || !strays().isEmpty();
  }

  @Override
  final String record() {
    return transcript().toString();
  }
}
