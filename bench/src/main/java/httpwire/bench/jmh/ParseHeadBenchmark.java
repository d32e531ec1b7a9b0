package httpwire.bench.jmh;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.Limits;
import httpwire.bench.server.ManyFields;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.ResponseHead;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayInputStream;
import java.util.concurrent.TimeUnit;
import okhttp3.Headers;
import okhttp3.internal.http.StatusLine;
import okhttp3.internal.http1.HeadersReader;
import okio.Buffer;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParser;
import org.apache.hc.core5.http.impl.io.SessionInputBufferImpl;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * S11: one response head of 47 fields and 2.9 KB, from memory, by each parser as its client uses
 * it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class ParseHeadBenchmark {
  private final byte[] head = ManyFields.head(0).getBytes(ISO_8859_1);
  private static final HeadReader.Watcher UNWATCHED = new HeadReader.Watcher() {};

  private final Buffer source = new Buffer();

  /** One for all heads, as a connection has it. */
  private final HeadReader heads = HeadReader.ofHeads(source, Limits.DEFAULT);

  private final EmbeddedChannel channel = new EmbeddedChannel(new HttpResponseDecoder());
  private final DefaultHttpResponseParser parser = new DefaultHttpResponseParser();
  private final SessionInputBufferImpl input = new SessionInputBufferImpl(8 << 10);

  /** Copying the head into the buffer stands for the read from the socket, here and below. */
  @Benchmark
  public ResponseHead httpwire() throws Exception {
    source.write(head);
    return heads.readFinalHead(UNWATCHED);
  }

  @Benchmark
  public Headers okhttp(Blackhole blackhole) throws Exception {
    source.write(head);
    HeadersReader reader = new HeadersReader(source);
    blackhole.consume(StatusLine.Companion.parse(reader.readLine()));
    return reader.readHeaders();
  }

  @Benchmark
  public void netty(Blackhole blackhole) {
    channel.writeInbound(Unpooled.copiedBuffer(head));
    for (Object part = channel.readInbound(); part != null; part = channel.readInbound()) {
      blackhole.consume(part);
      ReferenceCountUtil.release(part);
    }
  }

  @Benchmark
  public ClassicHttpResponse apache() throws Exception {
    return parser.parse(input, new ByteArrayInputStream(head));
  }
}
