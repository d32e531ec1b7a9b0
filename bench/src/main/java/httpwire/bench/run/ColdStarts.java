package httpwire.bench.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Cold starts in rounds: each client's process once in each round; then once to count. In {@link
 * Workload#S8_ARCHIVE} each client but the floor starts from an archive of its classes, which a run
 * before the rounds has written.
 */
final class ColdStarts {
  private final Workload workload;
  private final Options options;
  private final Servers servers;
  private final Jvm jvm;
  private final Map<ClientKind, List<Double>> cpuMicros = new LinkedHashMap<>();
  private final Map<ClientKind, String> unmeasured = new LinkedHashMap<>();

  ColdStarts(Workload workload, Options options, Servers servers, Jvm jvm) {
    this.workload = workload;
    this.options = options;
    this.servers = servers;
    this.jvm = jvm;
  }

  List<Cell> run() throws IOException, InterruptedException {
    for (ClientKind client : options.clients) {
      if (!client.runs(workload)) continue;
      cpuMicros.put(client, new ArrayList<>());
      if (client.absence() != null) unmeasured.put(client, client.absence());
    }
    for (ClientKind client : cpuMicros.keySet()) archive(client);
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

  private boolean isArchived(ClientKind client) {
    return workload == Workload.S8_ARCHIVE && !client.isFloor();
  }

  private Path archiveFile(ClientKind client) {
    return servers.addresses().folder().resolve("archive-" + client.id + ".jsa");
  }

  private void archive(ClientKind client) throws IOException, InterruptedException {
    if (!isArchived(client) || unmeasured.containsKey(client)) return;
    Path file = archiveFile(client);
    output(commandWith(client, List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + file)));
    if (!Files.exists(file)) unmeasured.put(client, "failed: no archive was written");
  }

  private List<String> command(ClientKind client, List<String> flags) {
    List<String> all = new ArrayList<>(flags);
    if (isArchived(client)) all.add("-XX:SharedArchiveFile=" + archiveFile(client));
    return commandWith(client, all);
  }

  private List<String> commandWith(ClientKind client, List<String> flags) {
    String main = ColdStart.class.getName();
    List<String> command =
        isArchived(client) ? jvm.coldFromJars(client, flags, main) : jvm.cold(client, flags, main);
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
      return Cell.none(workload, client, unmeasured.get(client));
    }
    List<Double> ratios = Statistics.ratios(cpuMicros.get(client), cpuMicros.get(ClientKind.FLOOR));
    return new Cell(
        workload,
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
    long archived = 0;
    for (String line : Files.readAllLines(log)) {
      if (line.contains(ColdStart.Answered.class.getName() + " ")) break;
      classes++;
      // What is not in the JDK's own archive.
      if (line.endsWith("shared objects file (top)")) archived++;
    }
    String counts = classes + " classes, " + threads + " threads";
    return isArchived(client) ? counts + ", " + archived + " classes from the archive" : counts;
  }
}
