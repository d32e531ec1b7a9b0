package httpwire.bench.client;

import java.io.Closeable;

/**
 * One client under test. An implementation has a public constructor that takes a {@link Setup}, and
 * is found by its name in {@code ClientKind}: nothing loads the class of another client.
 */
public interface BenchClient extends Closeable {
  /**
   * Repeats the exchange, each answer read whole and checked, while {@code pace} goes on. The loop
   * is the client's, since some clients want their calls inside a block or a coroutine.
   *
   * @throws NotOffered if the client has no such thing, before anything was sent
   */
  void run(Exchange exchange, Pace pace, Check check) throws Exception;

  /** Whether many threads may run exchanges on this one object; else each makes its own. */
  default boolean isShared() {
    return false;
  }

  /** A client lacks what a workload asks for. */
  final class NotOffered extends Exception {
    public NotOffered(String reason) {
      super(reason, null, false, false);
    }
  }
}
