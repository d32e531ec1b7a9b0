package httpwire.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All peers of one test: verified, and closed, together. One that the test has closed or abandoned
 * itself is left out.
 */
public final class Peers extends Peer {
  private final List<Peer> peers = new CopyOnWriteArrayList<>();

  /** Without a peer so far. */
  public Peers() {}

  /** Starts a server without a rule. */
  public AnsweringPeer answering() {
    return add(AnsweringPeer.start());
  }

  /** Starts a server with one script for each connection it will accept. */
  public ListeningPeer listening(Script... onePerConnection) {
    return add(ScriptedPeer.listening(onePerConnection));
  }

  /** Starts a peer for one connection in memory. */
  public InMemoryPeer inMemory(Script script) {
    return add(ScriptedPeer.inMemory(script));
  }

  /** Takes a peer that is started. */
  public <P extends Peer> P add(P peer) {
    peers.add(peer);
    return peer;
  }

  @Override
  void settle(@Nullable Duration limit) throws InterruptedException {
    for (Peer peer : heard()) {
      peer.settle(limit);
    }
  }

  @Override
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    heard().forEach(peer -> problems.addAll(peer.problems()));
    return problems;
  }

  @Override
  boolean isFailed() {
    return heard().stream().anyMatch(Peer::isFailed);
  }

  /** The caller has collected the problems of those that count before it calls this. */
  @Override
  List<String> release() {
    List<String> leftBehind = new ArrayList<>();
    for (Peer peer : peers) {
      if (!peer.isClosed()) leftBehind.addAll(peer.release());
    }
    return leftBehind;
  }

  @Override
  String record() {
    return heard().stream().map(Peer::record).collect(Collectors.joining("\n\n"));
  }

  private List<Peer> heard() {
    return peers.stream().filter(Peer::isHeard).toList();
  }
}
