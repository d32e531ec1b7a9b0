package httpwire.transport;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.net.SocketTimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The watchdog cuts an operation while it ends. */
@JCStressTest
@Outcome(id = "true, true", expect = ACCEPTABLE, desc = "It was cut, and says so.")
@Outcome(id = "false, false", expect = ACCEPTABLE, desc = "It ended in time.")
@Outcome(id = "true, false", expect = FORBIDDEN, desc = "Cut behind the back of whoever goes on.")
@Outcome(id = "false, true", expect = FORBIDDEN, desc = "A timeout after which nothing is cut.")
@State
public class CutAgainstEnd {
  private static final Watchdog WATCHDOG = new Watchdog(Long.MAX_VALUE);
  private static final long LATER = Long.MAX_VALUE / 2;

  private volatile boolean isCut;
  private boolean isTold;
  private final Watch watch = new Watch(WATCHDOG, () -> isCut = true);

  public CutAgainstEnd() {
    watch.beginUntil(LATER);
  }

  @Actor
  public void end() {
    try {
      watch.end();
    } catch (SocketTimeoutException e) {
      isTold = true;
    }
  }

  @Actor
  public void cut() {
    long deadline = watch.deadlineNanos();
    if (deadline != Watch.NEVER) watch.fire(deadline);
  }

  @Arbiter
  public void afterwards(ZZ_Result r) {
    watch.retire();
    r.r1 = isCut;
    r.r2 = isTold;
  }
}
