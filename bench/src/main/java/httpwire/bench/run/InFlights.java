package httpwire.bench.run;

import httpwire.bench.server.Counts;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Ten thousand in flight, in rounds: a process for each client in each round. */
final class InFlights {
  private static final int MAX_ROUNDS = 3;
  private static final double TICKS_PER_SECOND = 100;
  private static final int WITHIN_SECONDS = 60;

  /** A heap that may grow, so that what is held is seen in what is resident. */
  private static final List<String> FLAGS = List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmx1g");

  private record Use(double cpuSeconds, long peakKib, long threads, double wallSeconds) {}

  private final Options options;
  private final Servers servers;
  private final Jvm jvm;
  private final Map<ClientKind, List<Use>> uses = new LinkedHashMap<>();
  private final Map<ClientKind, String> unmeasured = new LinkedHashMap<>();

  InFlights(Options options, Servers servers, Jvm jvm) {
    this.options = options;
    this.servers = servers;
    this.jvm = jvm;
  }

  List<Cell> run() throws IOException, InterruptedException {
    for (ClientKind client : options.clients) {
      if (!client.runs(Workload.S9)) continue;
      uses.put(client, new ArrayList<>());
      String absence = Runtime.version().feature() < 21 ? "needs JDK 21" : client.absence();
      if (absence != null) unmeasured.put(client, absence);
    }
    for (int round = 0; round < Math.min(options.rounds, MAX_ROUNDS); round++) {
      for (ClientKind client : uses.keySet()) measure(client);
    }
    List<Cell> cells = new ArrayList<>();
    for (ClientKind client : uses.keySet()) cells.add(cell(client));
    return cells;
  }

  private void measure(ClientKind client) throws IOException, InterruptedException {
    if (unmeasured.containsKey(client)) return;
    Counts before = servers.counts(Site.SLOW);
    Path errors = servers.addresses().folder().resolve("errors-in-flight-" + client.id);
    Process process = new ProcessBuilder(command(client)).redirectError(errors.toFile()).start();
    try {
      Use use = watch(process);
      requireAll(servers.counts(Site.SLOW).since(before));
      uses.get(client).add(use);
    } catch (Unmeasured e) {
      String why = Files.readString(errors).lines().findFirst().orElse("");
      unmeasured.put(client, e.getMessage() + " " + why);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private List<String> command(ClientKind client) {
    List<String> command = jvm.cold(client, FLAGS, InFlight.class.getName());
    command.addAll(List.of(servers.freshAddresses().words()));
    command.add(client.id);
    return command;
  }

  private static void requireAll(Counts seen) throws Unmeasured {
    if (seen.requests() != InFlight.COUNT) {
      throw new Unmeasured("failed: the server saw " + seen.requests() + " requests");
    }
  }

  /** Looks at it all the time for its most threads, and at its end for the rest. */
  private static Use watch(Process process) throws IOException, InterruptedException, Unmeasured {
    Path proc = Path.of("/proc", Long.toString(process.pid()));
    long start = System.nanoTime();
    long threads = 0;
    BufferedReader output = process.inputReader();
    while (!output.ready()) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) throw new Unmeasured("failed: it ended");
      if (System.nanoTime() - start > WITHIN_SECONDS * 1_000_000_000L) {
        throw new Unmeasured("failed: not within " + WITHIN_SECONDS + " s");
      }
      threads = Math.max(threads, status(proc, "Threads:"));
    }
    double wallSeconds = (System.nanoTime() - start) / 1e9;
    return new Use(cpuSeconds(proc), status(proc, "VmHWM:"), threads, wallSeconds);
  }

  private static long status(Path proc, String name) throws IOException {
    for (String line : Files.readAllLines(proc.resolve("status"))) {
      if (line.startsWith(name)) return Long.parseLong(line.replaceAll("\\D", ""));
    }
    return 0;
  }

  private static double cpuSeconds(Path proc) throws IOException {
    String stat = Files.readString(proc.resolve("stat"));
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(words[11]) + Long.parseLong(words[12])) / TICKS_PER_SECOND;
  }

  private Cell cell(ClientKind client) {
    String reason = unmeasured.get(client);
    if (reason != null) return Cell.none(Workload.S9, client, reason);
    List<Double> cpu = cpu(client);
    List<Double> ratios = Statistics.ratios(cpu, cpu(ClientKind.FLOOR));
    return new Cell(
        Workload.S9,
        client,
        Statistics.median(ratios),
        Statistics.quantile(ratios, 0.25),
        Statistics.quantile(ratios, 0.75),
        Statistics.median(cpu) * 1e6 / InFlight.COUNT,
        Double.NaN,
        note(uses.get(client), Statistics.median(cpu)));
  }

  private List<Double> cpu(ClientKind client) {
    return uses.get(client).stream().map(Use::cpuSeconds).toList();
  }

  private static String note(List<Use> uses, double cpuSeconds) {
    long kib = uses.stream().mapToLong(Use::peakKib).max().orElse(0);
    long threads = uses.stream().mapToLong(Use::threads).max().orElse(0);
    double wall = uses.stream().mapToDouble(Use::wallSeconds).max().orElse(0);
    return String.format(
        Locale.ROOT,
        "%.2f s CPU, %d MiB, %d threads, %.1f s",
        cpuSeconds,
        kib >> 10,
        threads,
        wall);
  }
}
