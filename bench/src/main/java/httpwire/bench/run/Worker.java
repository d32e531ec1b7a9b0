package httpwire.bench.run;

import httpwire.bench.client.BenchClient;
import httpwire.bench.client.BenchClient.NotOffered;
import httpwire.bench.client.Check;
import httpwire.bench.client.Exchange;
import httpwire.bench.client.Pace;
import httpwire.bench.client.Setup;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of one client on one workload. Each line of its input is answered by one line:
 *
 * <pre>
 * warm MILLIS   runs the exchange with thorough checks     ready
 * run MILLIS    runs and measures it                       done REQUESTS ALL CPU BYTES WALL LATENCIES
 *               what goes wrong                            failed TEXT
 *               what the client does not have              not-offered TEXT
 * </pre>
 *
 * It ends with its input.
 */
public final class Worker {
  /** Runs before each measurement, for caches that other processes have emptied. */
  private static final long LEAD_IN_NANOS = 20_000_000;

  private static final long WARM_SLICE_NANOS = 250_000_000;

  /** Compiling for less than this in each of so many slices is little. */
  private static final long QUIET_MILLIS = 15;

  private static final int QUIET_SLICES = 3;

  private final Workload workload;
  private final Exchange exchange;
  private final List<BenchClient> clients = new ArrayList<>();
  private final ProcessMeter meter = new ProcessMeter();

  private Worker(String[] args) throws ReflectiveOperationException {
    Addresses addresses = Addresses.parse(args);
    ClientKind kind = ClientKind.of(args[2]);
    workload = Workload.of(args[3]);
    exchange = workload.exchange(addresses, kind.id);
    Setup setup = new Setup(addresses.certificate(), workload.callers());
    do {
      clients.add(ClientKind.open(kind.className, setup));
    } while (!clients.get(0).isShared() && clients.size() < workload.callers());
  }

  public static void main(String[] args) throws Exception {
    Worker worker = new Worker(args);
    BufferedReader commands = new BufferedReader(new InputStreamReader(System.in));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      System.out.println(worker.answer(line.split(" ")));
    }
    System.exit(0);
  }

  private String answer(String[] command) {
    try {
      long nanos = Long.parseLong(command[1]) * 1_000_000;
      if (command[0].equals("warm")) {
        repeat(nanos / 10, true);
        warm(nanos);
        return "ready";
      }
      return "done " + measure(nanos).toLine();
    } catch (NotOffered e) {
      return "not-offered " + e.getMessage();
    } catch (Throwable e) {
      e.printStackTrace();
      return "failed " + e.toString().replace('\n', ' ');
    }
  }

  /**
   * Until the compiler has little to do, at most so long. Many callers are preceded by one, since
   * the compiler's threads hardly run among those of 64.
   */
  private void warm(long maxNanos) throws Exception {
    if (workload.callers() > 1) {
      warm(maxNanos, nanos -> repeatOne(clients.get(0), nanos, false));
    }
    warm(maxNanos, nanos -> repeat(nanos, false));
  }

  private interface Slice {
    void run(long nanos) throws Exception;
  }

  private static void warm(long maxNanos, Slice slice) throws Exception {
    CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
    long beginNanos = System.nanoTime();
    int quietCount = 0;
    while (quietCount < QUIET_SLICES && System.nanoTime() - beginNanos < maxNanos) {
      long before = compiler.getTotalCompilationTime();
      slice.run(WARM_SLICE_NANOS);
      boolean isQuiet = compiler.getTotalCompilationTime() - before < QUIET_MILLIS;
      quietCount = isQuiet ? quietCount + 1 : 0;
    }
  }

  private Measurement measure(long nanos) throws Exception {
    long leadIn = repeat(LEAD_IN_NANOS, false);
    List<Double> latencies = List.of();
    long count;
    long wallNanos = System.nanoTime();
    meter.start();
    if (workload.isOpen()) {
      latencies = OpenModel.run(workload, callers(), exchange, nanos);
      count = latencies.size();
    } else {
      count = repeat(nanos, false);
    }
    meter.stop();
    wallNanos = System.nanoTime() - wallNanos;
    return new Measurement(
        count,
        leadIn + count,
        meter.cpuNanos(),
        meter.allocatedBytes(),
        wallNanos,
        Statistics.quantiles(latencies, Measurement.QUANTILES));
  }

  /** The client that each caller uses. */
  private List<BenchClient> callers() {
    List<BenchClient> callers = new ArrayList<>();
    for (int i = 0; i < workload.callers(); i++) callers.add(client(i));
    return callers;
  }

  /** How many requests there were. */
  private long repeat(long nanos, boolean isThorough) throws Exception {
    if (workload.isOpen()) {
      return Callers.runInThreads(workload.callers(), i -> repeatOne(client(i), nanos, isThorough));
    }
    if (workload.callers() > 1) {
      return Callers.run(workload.callers(), i -> repeatOne(client(i), nanos, isThorough));
    }
    return repeatOne(clients.get(0), nanos, isThorough) * workload.requestsPerExchange();
  }

  private BenchClient client(int caller) {
    return clients.get(clients.size() == 1 ? 0 : caller);
  }

  private long repeatOne(BenchClient client, long nanos, boolean isThorough) throws Exception {
    Pace pace = Pace.of(nanos);
    client.run(exchange, pace, new Check(isThorough));
    return pace.count();
  }
}
