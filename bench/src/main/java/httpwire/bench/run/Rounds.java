package httpwire.bench.run;

import httpwire.bench.server.Counts;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One workload in rounds: in each, every client runs once, one after the other, and is set against
 * the floor of the same round. Processes that wait are stopped.
 */
final class Rounds implements Closeable {
  private final Workload workload;
  private final Options options;
  private final Servers servers;
  private final Map<ClientKind, WorkerProcess> workers = new LinkedHashMap<>();
  private final Map<ClientKind, List<Measurement>> measured = new LinkedHashMap<>();
  private final Map<ClientKind, String> unmeasured = new LinkedHashMap<>();
  private final Map<ClientKind, String> notes = new LinkedHashMap<>();

  Rounds(Workload workload, Options options, Servers servers) {
    this.workload = workload;
    this.options = options;
    this.servers = servers;
  }

  List<Cell> run(Jvm jvm) throws IOException, InterruptedException {
    for (ClientKind client : options.clients) {
      if (client.runs(workload)) measured.put(client, new ArrayList<>());
      if (client.absence() != null) unmeasured.put(client, client.absence());
    }
    for (int fork = 0; fork < options.forks; fork++) runFork(jvm);
    return cells();
  }

  /**
   * With new processes: each compiles its code in its own way, and that differs by some percent.
   */
  private void runFork(Jvm jvm) throws IOException, InterruptedException {
    for (ClientKind client : measured.keySet()) {
      if (!unmeasured.containsKey(client)) start(client, jvm);
    }
    for (int round = 0; round < options.rounds(workload); round++) {
      for (ClientKind client : List.copyOf(workers.keySet())) measure(client);
    }
    close();
  }

  private void start(ClientKind client, Jvm jvm) throws IOException, InterruptedException {
    List<String> command = jvm.steady(client, Worker.class.getName());
    command.addAll(List.of(servers.addresses().words()));
    command.addAll(List.of(client.id, workload.id));
    var errors = servers.addresses().folder().resolve("errors-" + client.id + "-" + workload.id);
    workers.put(client, new WorkerProcess(command, errors));
    try {
      workers.get(client).warm(options.warmMillis);
    } catch (Unmeasured e) {
      giveUp(client, e);
    }
  }

  private void measure(ClientKind client) throws IOException, InterruptedException {
    Counts before = servers.counts(workload.site);
    try {
      long millis = options.runMillis(workload);
      Measurement measurement = workers.get(client).run(millis);
      requireReuse(client, measurement, servers.counts(workload.site).since(before));
      if (workload.isOpen()) noteRate(client, measurement, millis);
      measured.get(client).add(measurement);
    } catch (Unmeasured e) {
      giveUp(client, e);
    }
  }

  /** What the client says it did, and over how few connections, is what the server saw. */
  private void requireReuse(ClientKind client, Measurement measurement, Counts seen)
      throws Unmeasured {
    if (seen.requests() != measurement.allRequests()) {
      throw new Unmeasured(
          "failed: made " + measurement.allRequests() + " requests, not " + seen.requests());
    }
    // Two, since a client may open one for what leads in and one for what is measured.
    if (seen.connections() <= 2L * workload.callers()) return;
    String opened = "opened " + seen.connections() + " connections";
    if (client.isFloor() || client.isOurs()) throw new Unmeasured("failed: " + opened);
    notes.put(client, opened + " for " + seen.requests() + " requests");
  }

  private void noteRate(ClientKind client, Measurement measurement, long millis) {
    long planned = OpenModel.plannedRequests(workload, millis * 1_000_000);
    if (measurement.requests() == planned) return;
    notes.put(client, "made " + measurement.requests() + " of " + planned + " requests in time");
  }

  private void giveUp(ClientKind client, Unmeasured reason) {
    unmeasured.put(client, reason.getMessage());
    workers.remove(client).close();
  }

  private List<Cell> cells() {
    List<Double> floor = cpu(ClientKind.FLOOR);
    List<Cell> cells = new ArrayList<>();
    for (ClientKind client : measured.keySet()) {
      String reason = unmeasured.get(client);
      cells.add(reason == null ? cell(client, floor) : Cell.none(workload, client, reason));
    }
    return cells;
  }

  private List<Double> cpu(ClientKind client) {
    return measured.get(client).stream().map(Measurement::cpuMicrosPerRequest).toList();
  }

  private Cell cell(ClientKind client, List<Double> floor) {
    List<Double> cpu = cpu(client);
    List<Double> ratios = Statistics.ratios(cpu, floor);
    List<Double> bytes = measured.get(client).stream().map(Measurement::bytesPerRequest).toList();
    return new Cell(
        workload,
        client,
        Statistics.median(ratios),
        Statistics.quantile(ratios, 0.25),
        Statistics.quantile(ratios, 0.75),
        Statistics.median(cpu),
        Statistics.median(bytes),
        notes.getOrDefault(client, ""),
        Statistics.medians(measured.get(client).stream().map(Measurement::latencyMicros).toList()));
  }

  @Override
  public void close() {
    workers.values().forEach(WorkerProcess::close);
    workers.clear();
  }
}
