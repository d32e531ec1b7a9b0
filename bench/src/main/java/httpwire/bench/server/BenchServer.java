package httpwire.bench.server;

/** A small server of our own, for what nginx cannot do. Listens from its construction on. */
interface BenchServer {
  int port();

  Counts counts();

  void start();
}
