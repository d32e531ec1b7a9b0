package httpwire.bench.jmh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.Limits;
import httpwire.internal.wire.BodySource;
import httpwire.internal.wire.Framing;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.BufferedSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;
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

/** What it costs to take a body of 1 MiB off a wire that is memory. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class BodySourceBenchmark {
  private static final int BODY_BYTES = 1 << 20;

  @Param({"1024", "16384"})
  int chunkBytes;

  private final Buffer taken = new Buffer();
  private final Buffer plain = new Buffer();
  private final Buffer chunked = new Buffer();

  @Setup
  public void writeBodies() {
    byte[] chunk = new byte[chunkBytes];
    byte[] sizeLine = (Integer.toHexString(chunkBytes) + "\r\n").getBytes(ISO_8859_1);
    for (int n = 0; n < BODY_BYTES; n += chunkBytes) {
      plain.write(chunk);
      chunked.write(sizeLine).write(chunk).writeUtf8("\r\n");
    }
    chunked.writeUtf8("0\r\n\r\n");
  }

  @Benchmark
  public long length() throws IOException {
    return drain(new Framing.Length(BODY_BYTES), plain);
  }

  @Benchmark
  public long chunked() throws IOException {
    return drain(Framing.CHUNKED, chunked);
  }

  /** The part of both that is not the sources'. */
  @Benchmark
  public long copyOnly() throws IOException {
    Source wire = new Memory(plain);
    return drain(wire);
  }

  private long drain(Framing framing, Buffer bytes) throws IOException {
    BufferedSource wire = Okio.buffer((Source) new Memory(bytes));
    return drain(BodySource.of(framing, wire, Limits.DEFAULT));
  }

  private long drain(Source body) throws IOException {
    long total = 0;
    for (long n = 0; n >= 0; n = body.read(taken, 64 << 10)) {
      total += n;
      taken.clear();
    }
    return total;
  }

  /** The same bytes every time, without copying them. */
  private static final class Memory implements Source {
    private final Buffer bytes;

    Memory(Buffer bytes) {
      this.bytes = bytes.copy();
    }

    @Override
    public long read(Buffer sink, long byteCount) {
      return bytes.read(sink, byteCount);
    }

    @Override
    public Timeout timeout() {
      return Timeout.NONE;
    }

    @Override
    public void close() {}
  }
}
