package httpwire.bench.run;

/**
 * What the table says of one client on one workload.
 *
 * @param ratio CPU time over the floor's, the median of the rounds; NaN if it was not measured
 * @param low the lowest quartile of the rounds' ratios
 * @param high the highest
 * @param cpuMicros CPU time for a request, the median
 * @param bytes allocated for a request, the median
 * @param note what else there is to say, or why there is no figure
 */
record Cell(
    Workload workload,
    ClientKind client,
    double ratio,
    double low,
    double high,
    double cpuMicros,
    double bytes,
    String note) {
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
        note);
  }

  static Cell ofLine(String line) {
    String[] words = line.split("\t", -1);
    double[] n = new double[5];
    for (int i = 0; i < n.length; i++) n[i] = Double.parseDouble(words[2 + i]);
    Workload workload = Workload.of(words[0]);
    return new Cell(workload, ClientKind.of(words[1]), n[0], n[1], n[2], n[3], n[4], words[7]);
  }

  boolean isMeasured() {
    return !Double.isNaN(ratio);
  }

  boolean isMissed() {
    return isMeasured() && workload.isTargetOf(client) && ratio > workload.target();
  }
}
