package httpwire.bench.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What the command line asks for. */
final class Options {
  final Set<Workload> workloads = new LinkedHashSet<>();
  final Set<ClientKind> clients = new LinkedHashSet<>();
  final List<String> jvmFlags = new ArrayList<>();
  Path output = Path.of("bench/target/results");
  int forks = 1;
  int rounds = 7;
  long runMillis = 300;
  long warmMillis = 8000;
  boolean isQuick;

  /** Whether rows of earlier runs in the same folder stay in the table. */
  boolean isMerging;

  /**
   * At a fixed rate there is one long round for each set of processes: rare delays need many
   * requests.
   */
  private static final long OPEN_MILLIS = 5000;

  private static final long QUICK_OPEN_MILLIS = 2000;

  int rounds(Workload workload) {
    return workload.isOpen() ? 1 : rounds;
  }

  long runMillis(Workload workload) {
    if (!workload.isOpen()) return runMillis;
    return isQuick ? QUICK_OPEN_MILLIS : OPEN_MILLIS;
  }

  static Options parse(String[] args) {
    Options options = new Options();
    for (String arg : args) options.read(arg);
    options.completeWorkloads();
    options.completeClients();
    return options;
  }

  private void read(String arg) {
    int equals = arg.indexOf('=');
    if (arg.startsWith("--") && equals > 0) {
      option(arg.substring(2, equals), arg.substring(equals + 1));
    } else if (arg.equals("quick")) {
      isQuick = true;
      pace(1, 3, 120, 900);
    } else if (arg.equals("full")) {
      pace(1, 5, 250, 8000);
    } else if (arg.equals("--merge")) {
      isMerging = true;
    } else {
      named(arg);
    }
  }

  private void pace(int forks, int rounds, long runMillis, long warmMillis) {
    this.forks = forks;
    this.rounds = rounds;
    this.runMillis = runMillis;
    this.warmMillis = warmMillis;
  }

  private void option(String name, String value) {
    switch (name) {
      case "clients":
        for (String id : value.split(",")) clients.add(ClientKind.of(id));
        return;
      case "forks":
        forks = Integer.parseInt(value);
        return;
      case "rounds":
        rounds = Integer.parseInt(value);
        return;
      case "millis":
        runMillis = Long.parseLong(value);
        return;
      case "warm":
        warmMillis = Long.parseLong(value);
        return;
      case "jvm":
        jvmFlags.addAll(List.of(value.split(" ")));
        return;
      case "out":
        output = Path.of(value);
        return;
      default:
        throw new IllegalArgumentException("no option --" + name);
    }
  }

  private void named(String word) {
    int before = workloads.size();
    for (Workload w : Workload.values()) if (w.isNamed(word)) workloads.add(w);
    if (workloads.size() == before) throw new IllegalArgumentException("no workload " + word);
  }

  private void completeWorkloads() {
    if (!workloads.isEmpty()) return;
    for (Workload w : Workload.values()) if (!isQuick || w.isInQuick()) workloads.add(w);
  }

  /** The floor is always there, first and again, so that there is a ratio and its noise. */
  private void completeClients() {
    Set<ClientKind> chosen = new LinkedHashSet<>(clients);
    if (chosen.isEmpty()) {
      for (ClientKind kind : ClientKind.values())
        if (!isQuick || kind.isInQuick()) chosen.add(kind);
    }
    chosen.remove(ClientKind.FLOOR_AGAIN);
    clients.clear();
    clients.add(ClientKind.FLOOR);
    clients.addAll(chosen);
    clients.add(ClientKind.FLOOR_AGAIN);
  }
}
