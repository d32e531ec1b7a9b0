package httpwire.bench.jmh;

import httpwire.Limits;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.ResponseHead;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.ByteString;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What it costs to read one response head that is already in memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ResponseHeadBenchmark {
  @Param({"3", "12", "50"})
  int fieldCount;

  private static final HeadReader.Watcher UNWATCHED = new HeadReader.Watcher() {};

  private final Buffer source = new Buffer();

  /** One for all heads, as a connection has it. */
  private final HeadReader heads = HeadReader.ofHeads(source, Limits.DEFAULT);

  private ByteString head;

  /** Fields of the length that servers send: about 40 bytes a line. */
  @Setup
  public void writeHead() {
    Buffer bytes = new Buffer().writeUtf8("HTTP/1.1 200 OK\r\n");
    for (int i = 0; i < fieldCount; i++) {
      bytes.writeUtf8("X-Field-" + i + ": some-value; of=an; ordinary=length\r\n");
    }
    head = bytes.writeUtf8("\r\n").readByteString();
  }

  /** Copying the head stands for the read from the socket, and is part of the time. */
  @Benchmark
  public ResponseHead read() throws IOException {
    source.write(head);
    return heads.readFinalHead(UNWATCHED);
  }

  /** The part of {@link #read} that is not the parser's. */
  @Benchmark
  public long copyOnly() {
    source.write(head);
    long byteCount = source.size();
    source.clear();
    return byteCount;
  }
}
