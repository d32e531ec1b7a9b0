package httpwire.bench.run;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the table says of one client on one workload.
 *
 * @param ratio CPU time over the floor's, the median of the rounds; NaN if it was not measured
 * @param low the lowest quartile of the rounds' ratios
 * @param high the highest
 * @param cpuMicros CPU time for a request, the median
 * @param bytes allocated for a request, the median
 * @param note what else there is to say, or why there is no figure
 * @param latencyMicros as in {@link Measurement}, the median of each
 */
record Cell(
    Workload workload,
    ClientKind client,
    double ratio,
    double low,
    double high,
    double cpuMicros,
    double bytes,
    String note,
    List<Double> latencyMicros) {
  Cell(
      Workload workload,
      ClientKind client,
      double ratio,
      double low,
      double high,
      double cpuMicros,
      double bytes,
      String note) {
    this(workload, client, ratio, low, high, cpuMicros, bytes, note, List.of());
  }

  static Cell none(Workload workload, ClientKind client, String reason) {
    double nan = Double.NaN;
    return new Cell(workload, client, nan, nan, nan, nan, nan, reason);
  }

  /** As a line of words between tabs, which {@link #ofLine} reads. */
  String toLine() {
    return String.join(
        "\t",
        workload.id,
        client.id,
        Double.toString(ratio),
        Double.toString(low),
        Double.toString(high),
        Double.toString(cpuMicros),
        Double.toString(bytes),
        note,
        latencyMicros.stream().map(Object::toString).collect(Collectors.joining(" ")));
  }

  static Cell ofLine(String line) {
    String[] words = line.split("\t", -1);
    double[] n = new double[5];
    for (int i = 0; i < n.length; i++) n[i] = Double.parseDouble(words[2 + i]);
    Workload workload = Workload.of(words[0]);
    ClientKind client = ClientKind.of(words[1]);
    return new Cell(workload, client, n[0], n[1], n[2], n[3], n[4], words[7], numbers(words[8]));
  }

  private static List<Double> numbers(String words) {
    if (words.isEmpty()) return List.of();
    return Arrays.stream(words.split(" ")).map(Double::valueOf).toList();
  }

  boolean isMeasured() {
    return !Double.isNaN(ratio);
  }

  boolean isMissed() {
    return isMeasured() && workload.isTargetOf(client) && ratio > workload.target();
  }
}
