package httpwire.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Cold starts in rounds: each client's process once in each round; then once to count. */
final class ColdStarts {
  private final Options options;
  private final Servers servers;
  private final Jvm jvm;
  private final Map<ClientKind, List<Double>> cpuMicros = new LinkedHashMap<>();
  private final Map<ClientKind, String> unmeasured = new LinkedHashMap<>();

  ColdStarts(Options options, Servers servers, Jvm jvm) {
    this.options = options;
    this.servers = servers;
    this.jvm = jvm;
  }

  List<Cell> run() throws IOException, InterruptedException {
    for (ClientKind client : options.clients) {
      if (!client.runs(Workload.S8)) continue;
      cpuMicros.put(client, new ArrayList<>());
      if (client.absence() != null) unmeasured.put(client, client.absence());
    }
    // The first of each only warms the caches of files.
    for (int round = 0; round <= options.rounds; round++) {
      for (ClientKind client : cpuMicros.keySet()) measure(client, round > 0);
    }
    List<Cell> cells = new ArrayList<>();
    for (ClientKind client : cpuMicros.keySet()) cells.add(cell(client));
    return cells;
  }

  private void measure(ClientKind client, boolean counts) throws IOException, InterruptedException {
    if (unmeasured.containsKey(client)) return;
    try {
      double micros = start(client);
      if (counts) cpuMicros.get(client).add(micros);
    } catch (Unmeasured e) {
      unmeasured.put(client, e.getMessage());
    }
  }

  /** The shell tells what the kernel counted for the whole process, start and end included. */
  private double start(ClientKind client) throws IOException, InterruptedException, Unmeasured {
    List<String> command = new ArrayList<>(List.of("bash", "-c"));
    command.add("TIMEFORMAT='%3U %3S'; time \"$@\" 2>&1");
    command.add("cold-start");
    command.addAll(command(client, List.of()));
    String[] lines = output(command).trim().split("\n");
    if (lines.length < 2 || !lines[lines.length - 2].equals("answered")) {
      throw new Unmeasured("failed: " + lines[0]);
    }
    String[] seconds = lines[lines.length - 1].replace(',', '.').split(" ");
    return (Double.parseDouble(seconds[0]) + Double.parseDouble(seconds[1])) * 1e6;
  }

  private List<String> command(ClientKind client, List<String> flags) {
    List<String> command = jvm.cold(client, flags, ColdStart.class.getName());
    int port = servers.addresses().port(Site.SMALL);
    command.addAll(List.of(client.className, Integer.toString(port), Site.SMALL.path));
    return command;
  }

  private static String output(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    byte[] bytes = process.getInputStream().readAllBytes();
    process.waitFor();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private Cell cell(ClientKind client) throws IOException, InterruptedException {
    if (unmeasured.containsKey(client)) {
      return Cell.none(Workload.S8, client, unmeasured.get(client));
    }
    List<Double> ratios = Statistics.ratios(cpuMicros.get(client), cpuMicros.get(ClientKind.FLOOR));
    return new Cell(
        Workload.S8,
        client,
        Statistics.median(ratios),
        Statistics.quantile(ratios, 0.25),
        Statistics.quantile(ratios, 0.75),
        Statistics.median(cpuMicros.get(client)),
        Double.NaN,
        counts(client));
  }

  private String counts(ClientKind client) throws IOException, InterruptedException {
    Path log = servers.addresses().folder().resolve("classes-" + client.id);
    List<String> command = command(client, List.of("-Xlog:class+load:file=" + log));
    command.add("count");
    String threads = output(command).split("\n")[0];
    long classes = 0;
    for (String line : Files.readAllLines(log)) {
      if (line.contains(ColdStart.Answered.class.getName() + " ")) break;
      classes++;
    }
    return classes + " classes, " + threads + " threads";
  }
}
