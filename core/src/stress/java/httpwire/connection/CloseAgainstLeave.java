package httpwire.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A thread wants the close while another one enters the guard and leaves it. */
@JCStressTest
@Outcome(id = "1", expect = ACCEPTABLE, desc = "One of the two has closed.")
@Outcome(id = "0", expect = FORBIDDEN, desc = "The close was lost.")
@Outcome(expect = FORBIDDEN, desc = "One close became two.")
@State
public class CloseAgainstLeave {
  private int closedCount;
  private final ThreadGuard guard = new ThreadGuard(() -> closedCount++);

  @Actor
  public void call() {
    if (guard.tryEnter()) guard.close();
  }

  @Actor
  public void close() {
    guard.closeNowOrLater();
  }

  @Arbiter
  public void count(I_Result r) {
    r.r1 = closedCount;
  }
}
