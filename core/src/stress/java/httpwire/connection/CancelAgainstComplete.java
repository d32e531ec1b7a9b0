package httpwire.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A cancel comes while an exchange is completed. */
@JCStressTest
@Outcome(id = "right, good", expect = ACCEPTABLE, desc = "It was complete first.")
@Outcome(id = "cut, good", expect = ACCEPTABLE, desc = "It was cut.")
@State
public class CancelAgainstComplete {
  private final Conversing conversing = new Conversing();

  @Actor
  public void complete(LL_Result r) {
    r.r1 = conversing.exchange();
  }

  @Actor
  public void cancel() {
    conversing.connection.cancel();
  }

  @Arbiter
  public void afterwards(LL_Result r) {
    r.r2 = conversing.afterwards();
  }
}
