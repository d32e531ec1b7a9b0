package httpwire.transport;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import okio.Buffer;
import okio.Okio;
import okio.Pipe;
import okio.Sink;
import okio.Socket;
import okio.Source;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Bytes come while the connection is asked whether any have come, and is read afterwards. */
@JCStressTest
@Outcome(id = "BYTES, xy", expect = ACCEPTABLE, desc = "They came first.")
@Outcome(id = "NOTHING, xy", expect = ACCEPTABLE, desc = "They came later, and are all there.")
@State
public class PollAgainstData {
  private final Pipe pipe = new Pipe(8);
  private final Transport transport =
      Transport.of(
          new Socket() {
            @Override
            public Source getSource() {
              return pipe.source();
            }

            @Override
            public Sink getSink() {
              return Okio.blackhole();
            }

            @Override
            public void cancel() {
              pipe.cancel();
            }
          });

  @Actor
  public void arrive() {
    try {
      pipe.sink().write(new Buffer().writeUtf8("x"), 1);
      pipe.sink().write(new Buffer().writeUtf8("y"), 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Actor
  public void poll(LL_Result r) {
    try {
      r.r1 = transport.poll(Duration.ofNanos(1));
      r.r2 = transport.getSource().readUtf8(2);
    } catch (IOException e) {
      r.r2 = e.getClass().getSimpleName();
    }
  }
}
