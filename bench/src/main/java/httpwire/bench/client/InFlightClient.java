package httpwire.bench.client;

/** A client with a way of its own to have many exchanges under way without a thread for each. */
public interface InFlightClient extends BenchClient {
  /** Starts {@code count} exchanges at once and returns when all were answered and checked. */
  void runAll(Exchange exchange, int count) throws Exception;
}
