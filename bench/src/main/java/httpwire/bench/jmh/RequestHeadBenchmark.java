package httpwire.bench.jmh;

import httpwire.HttpVersion;
import httpwire.internal.wire.HeadWriter;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to write one request head into a buffer. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class RequestHeadBenchmark {
  @Param({"2", "12"})
  int fieldCount;

  private final Buffer sink = new Buffer();

  @Benchmark
  public long write() {
    HeadWriter.requestLine(sink, "GET", "/path/to/it?query=1", HttpVersion.HTTP_1_1);
    for (int i = 0; i < fieldCount; i++) HeadWriter.field(sink, "X-Field", "some-value; of=it");
    HeadWriter.end(sink);
    long byteCount = sink.size();
    sink.clear();
    return byteCount;
  }
}
