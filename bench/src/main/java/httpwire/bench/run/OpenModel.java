package httpwire.bench.run;

import httpwire.bench.client.BenchClient;
import httpwire.bench.client.Check;
import httpwire.bench.client.Exchange;
import httpwire.bench.client.TimedPace;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests at a fixed rate, the callers taking turns. A request that is late delays the next one of
 * its caller only, and that one's latency counts from when it was to start.
 */
final class OpenModel {
  private static final long SECOND_NANOS = 1_000_000_000;

  /** For the callers' threads to be there. */
  private static final long LEAD_NANOS = 20_000_000;

  /** How much longer than planned it may take. */
  private static final long GRACE_NANOS = SECOND_NANOS;

  private OpenModel() {}

  /** How many requests each caller makes. */
  private static int requestsPerCaller(Workload workload, long nanos) {
    return (int) (nanos / stepNanos(workload));
  }

  private static long stepNanos(Workload workload) {
    return SECOND_NANOS / workload.requestsPerSecond() * workload.callers();
  }

  /** How many requests there are if the client keeps up. */
  static long plannedRequests(Workload workload, long nanos) {
    return (long) requestsPerCaller(workload, nanos) * workload.callers();
  }

  /**
   * The latency of each request, in microseconds.
   *
   * @param clients one for each caller
   */
  static List<Double> run(
      Workload workload, List<BenchClient> clients, Exchange exchange, long nanos)
      throws Exception {
    long gap = SECOND_NANOS / workload.requestsPerSecond();
    long first = System.nanoTime() + LEAD_NANOS;
    List<TimedPace> paces = new ArrayList<>();
    for (int i = 0; i < clients.size(); i++) {
      int count = requestsPerCaller(workload, nanos);
      long end = first + nanos + GRACE_NANOS;
      paces.add(new TimedPace(first + i * gap, stepNanos(workload), count, end));
    }
    Callers.runInThreads(
        clients.size(),
        i -> {
          clients.get(i).run(exchange, paces.get(i), new Check(false));
          return paces.get(i).count();
        });
    return micros(paces);
  }

  private static List<Double> micros(List<TimedPace> paces) {
    List<Double> micros = new ArrayList<>();
    for (TimedPace pace : paces) {
      for (long nanos : pace.latencyNanos()) micros.add(nanos / 1e3);
    }
    return micros;
  }
}
