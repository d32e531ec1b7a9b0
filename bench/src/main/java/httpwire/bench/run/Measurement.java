package httpwire.bench.run;

/**
 * What one client did in one round.
 *
 * @param requests how many exchanges were measured
 * @param allRequests with those that led in
 */
record Measurement(
    long requests, long allRequests, long cpuNanos, long allocatedBytes, long wallNanos) {
  double cpuMicrosPerRequest() {
    return cpuNanos / 1e3 / requests;
  }

  double bytesPerRequest() {
    return (double) allocatedBytes / requests;
  }

  String toLine() {
    return requests + " " + allRequests + " " + cpuNanos + " " + allocatedBytes + " " + wallNanos;
  }

  static Measurement ofLine(String line) {
    String[] words = line.split(" ");
    long[] n = new long[words.length];
    for (int i = 0; i < n.length; i++) n[i] = Long.parseLong(words[i]);
    return new Measurement(n[0], n[1], n[2], n[3], n[4]);
  }
}
