package httpwire.bench.run;

import httpwire.bench.client.BenchClient;
import httpwire.bench.client.Check;
import httpwire.bench.client.Exchange;
import httpwire.bench.client.InFlightClient;
import httpwire.bench.client.Pace;
import httpwire.bench.client.Setup;

/**
 * A process with ten thousand exchanges under way at once: each in a virtual thread, or in the way
 * of its own that the client has. Prints one line when all were answered, and ends with its input.
 */
public final class InFlight {
  static final int COUNT = 10_000;

  private InFlight() {}

  public static void main(String[] args) throws Exception {
    Addresses addresses = Addresses.parse(args);
    ClientKind kind = ClientKind.of(args[2]);
    Exchange exchange = Workload.S9.exchange(addresses, kind.id);
    Setup setup = new Setup(addresses.certificate(), COUNT);
    BenchClient first = ClientKind.open(kind.className, setup);
    if (first instanceof InFlightClient) {
      ((InFlightClient) first).runAll(exchange, COUNT);
    } else {
      Callers.run(COUNT, i -> once(kind, first, setup, exchange));
    }
    System.out.println("answered");
    if (System.in.read() < 0) System.exit(0);
  }

  private static long once(ClientKind kind, BenchClient first, Setup setup, Exchange exchange)
      throws Exception {
    if (first.isShared()) {
      first.run(exchange, Pace.once(), new Check(false));
      return 1;
    }
    try (BenchClient own = ClientKind.open(kind.className, setup)) {
      own.run(exchange, Pace.once(), new Check(false));
      return 1;
    }
  }
}
