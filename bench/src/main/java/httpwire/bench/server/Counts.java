package httpwire.bench.server;

/** What a server has seen so far. */
public record Counts(long connections, long requests) {
  public Counts since(Counts earlier) {
    return new Counts(connections - earlier.connections, requests - earlier.requests);
  }
}
