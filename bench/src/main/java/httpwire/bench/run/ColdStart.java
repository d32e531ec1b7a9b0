package httpwire.bench.run;

import httpwire.bench.client.BenchClient;
import httpwire.bench.client.Check;
import httpwire.bench.client.Exchange;
import httpwire.bench.client.Kind;
import httpwire.bench.client.Pace;
import httpwire.bench.client.Setup;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;

/**
 * A process that makes one request: {@code ColdStart CLASS PORT PATH [count]}. With {@code count}
 * it then prints how many threads were started. It loads as little as it can of the bench.
 */
public final class ColdStart {
  /** Loaded when the answer was checked: what the log of classes has before it is the client's. */
  static final class Answered {
    static boolean isSo;
  }

  private ColdStart() {}

  public static void main(String[] args) throws Exception {
    Setup setup = new Setup(Path.of("none"), 1);
    Exchange exchange =
        new Exchange(Kind.GET, false, Integer.parseInt(args[1]), args[2], 0, Path.of("none"));
    BenchClient client =
        (BenchClient) Class.forName(args[0]).getConstructor(Setup.class).newInstance(setup);
    client.run(exchange, Pace.once(), new Check(false));
    Answered.isSo = true;
    if (args.length > 3) {
      System.out.println(ManagementFactory.getThreadMXBean().getTotalStartedThreadCount());
    }
    System.out.println("answered");
    System.exit(0);
  }
}
