package httpwire.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import httpwire.Headers;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** The connection is closed while its response is read. */
@JCStressTest
@Outcome(id = "whole, good", expect = ACCEPTABLE, desc = "It was read first.")
@Outcome(id = "cut, good", expect = ACCEPTABLE, desc = "It was closed first, or during the read.")
@Outcome(id = "refused, good", expect = ACCEPTABLE, desc = "It was just being closed.")
@State
public class CloseAgainstRead {
  private final Conversing conversing = new Conversing();
  private final HttpResponse response;

  public CloseAgainstRead() {
    try {
      response = conversing.connection.exchange("GET", "/", Headers.EMPTY, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Actor
  public void read(LL_Result r) {
    try {
      String text = response.read(5).utf8();
      r.r1 = text.equals(PreparedSocket.BODY) ? "whole" : "'" + text + "'";
    } catch (Throwable e) {
      r.r1 = Conversing.word(e);
    }
  }

  @Actor
  public void close() {
    conversing.connection.close();
  }

  @Arbiter
  public void afterwards(LL_Result r) {
    r.r2 = conversing.afterwards();
  }
}
