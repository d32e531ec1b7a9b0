package httpwire.bench.run;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The row that JMH measures: microseconds and bytes for one response head. */
final class Parsers {
  private final Options options;

  Parsers(Options options) {
    this.options = options;
  }

  List<Cell> run() {
    ChainedOptionsBuilder jmh =
        new OptionsBuilder()
            .include("\\.ParseHeadBenchmark\\.")
            .addProfiler(GCProfiler.class)
            .verbosity(VerboseMode.SILENT)
            .forks(options.isQuick ? 1 : 3)
            .warmupIterations(options.isQuick ? 3 : 5)
            .measurementIterations(options.isQuick ? 3 : 5)
            .warmupTime(TimeValue.milliseconds(options.isQuick ? 400 : 1000))
            .measurementTime(TimeValue.milliseconds(options.isQuick ? 300 : 1000));
    List<Cell> cells = new ArrayList<>();
    try {
      for (RunResult result : new Runner(jmh.build()).run()) cells.add(cell(result));
    } catch (RunnerException e) {
      for (ClientKind c : options.clients) cells.add(Cell.none(Workload.S11, c, e.toString()));
    }
    return cells;
  }

  private static Cell cell(RunResult result) {
    Result<?> time = result.getPrimaryResult();
    double micros = time.getScore() / 1000;
    double error = time.getScoreError() / 1000;
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return new Cell(
        Workload.S11,
        client(time.getLabel()),
        micros,
        micros - error,
        micros + error,
        micros,
        bytes == null ? Double.NaN : bytes.getScore(),
        "");
  }

  private static ClientKind client(String benchmark) {
    return benchmark.equals("httpwire") ? ClientKind.HTTPWIRE_JAVA : ClientKind.of(benchmark);
  }
}
