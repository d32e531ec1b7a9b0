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

  boolean isMeasured() {
    return !Double.isNaN(ratio);
  }

  boolean isMissed() {
    return client.isOurs() && isMeasured() && ratio > workload.target();
  }
}
