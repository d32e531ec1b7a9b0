package httpwire.bench.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Runs the bench: the servers, each workload, the table and the chart. */
public final class Main {
  private final Options options;
  private final Jvm jvm;
  private final List<Cell> cells = new ArrayList<>();

  private Main(Options options) {
    this.options = options;
    this.jvm = Jvm.ofThisProcess(options.jvmFlags);
  }

  public static void main(String[] args) throws Exception {
    Options options = Options.parse(args);
    Path folder = Path.of(System.getProperty("bench.folder"));
    Files.createDirectories(folder);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
    new Main(options).run(folder);
    System.exit(0);
  }

  private void run(Path folder) throws IOException, InterruptedException {
    long start = System.nanoTime();
    Path lines = options.output.resolve("cells.tsv");
    if (options.isMerging && Files.exists(lines)) {
      Files.readAllLines(lines).forEach(line -> cells.add(Cell.ofLine(line)));
    }
    Files.createDirectories(options.output);
    try (Servers servers = new Servers(folder, jvm.server())) {
      Runtime.getRuntime().addShutdownHook(new Thread(servers::close));
      for (Workload workload : options.workloads) {
        List<Cell> row = measure(workload, servers);
        cells.removeIf(cell -> cell.workload() == workload);
        cells.addAll(row);
        save(lines);
        Table table = new Table(row);
        System.out.println(workload.isOpen() ? table.latencies() : table.figures());
      }
    }
    long seconds = (System.nanoTime() - start) / 1_000_000_000;
    System.out.println(tables() + seconds + " s; table and chart are in " + options.output);
  }

  private List<Cell> measure(Workload workload, Servers servers)
      throws IOException, InterruptedException {
    switch (workload.method()) {
      case COLD_START:
        return new ColdStarts(workload, options, servers, jvm).run();
      case IN_FLIGHT:
        return new InFlights(options, servers, jvm).run();
      case PARSE:
        return new Parsers(options).run();
      default:
        try (Rounds rounds = new Rounds(workload, options, servers)) {
          return rounds.run(jvm);
        }
    }
  }

  /** After each row, so that a long run can be ended and gone on with. */
  private void save(Path lines) throws IOException {
    cells.sort(Comparator.comparing(Cell::workload).thenComparing(Cell::client));
    Files.write(lines, cells.stream().map(Cell::toLine).toList());
    Files.writeString(options.output.resolve("table.md"), tables() + new Table(cells).figures());
    Files.writeString(options.output.resolve("chart.svg"), new Chart(cells, circumstances()).svg());
  }

  private String tables() {
    Table table = new Table(cells);
    String text = circumstances() + "\n\n" + table.ratios() + "\n";
    return table.latencies().isEmpty() ? text : text + table.latencies() + "\n";
  }

  /** What a reader must know of the run. */
  private String circumstances() {
    return String.format(
        Locale.ROOT,
        "JDK %s, %d processors, %d × %d rounds of %d ms, %s",
        Runtime.version().feature(),
        Runtime.getRuntime().availableProcessors(),
        options.forks,
        options.rounds,
        options.runMillis,
        LocalDate.now());
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | UncheckedIOException e) {
      System.err.println("left behind: " + folder);
    }
  }
}
