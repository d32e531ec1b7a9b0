package httpwire.bench.run;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What one client did in one round.
 *
 * @param requests how many exchanges were measured
 * @param allRequests with those that led in
 * @param latencyMicros the {@link #QUANTILES} of the latencies; empty if they were not measured
 */
record Measurement(
    long requests,
    long allRequests,
    long cpuNanos,
    long allocatedBytes,
    long wallNanos,
    List<Double> latencyMicros) {
  static final List<Double> QUANTILES = List.of(0.5, 0.99, 0.999);

  double cpuMicrosPerRequest() {
    return cpuNanos / 1e3 / requests;
  }

  double bytesPerRequest() {
    return (double) allocatedBytes / requests;
  }

  String toLine() {
    StringBuilder line = new StringBuilder();
    line.append(requests).append(' ').append(allRequests).append(' ').append(cpuNanos);
    line.append(' ').append(allocatedBytes).append(' ').append(wallNanos);
    for (double micros : latencyMicros) line.append(' ').append(micros);
    return line.toString();
  }

  static Measurement ofLine(String line) {
    List<String> words = Arrays.asList(line.split(" "));
    long[] n = words.stream().limit(5).mapToLong(Long::parseLong).toArray();
    List<Double> latencies = new ArrayList<>();
    for (String word : words.subList(n.length, words.size())) {
      latencies.add(Double.parseDouble(word));
    }
    return new Measurement(n[0], n[1], n[2], n[3], n[4], latencies);
  }
}
