package httpwire.transport;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A cancel comes while a connection that is being opened says what is to be cut. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It is cut, once.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "It stays open.")
@Outcome(expect = FORBIDDEN, desc = "It is cut twice.")
@State
public class CancelAgainstHold {
  private final Cancellation cancellation = new Cancellation();
  private final AtomicInteger cutCount = new AtomicInteger();

  @Actor
  public void hold() {
    cancellation.onCancel(cutCount::incrementAndGet);
  }

  @Actor
  public void cancel() {
    cancellation.cancel();
  }

  @Arbiter
  public void count(I_Result r) {
    r.r1 = cutCount.get();
  }
}
