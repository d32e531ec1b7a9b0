package httpwire.bench.jmh;

import httpwire.HttpException.InvalidUrl;
import httpwire.client.pool.Lease;
import httpwire.client.pool.Place;
import httpwire.client.pool.Pool;
import httpwire.client.pool.PoolOptions;
import httpwire.connection.HttpConnection;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to lease a connection that is idle, and to give it back: no network is involved.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PoolBenchmark {
  private final Pool pool = new Pool(PoolOptions.DEFAULT);

  @Benchmark
  @Threads(1)
  public Object one() throws InvalidUrl {
    return leaseAndRelease();
  }

  @Benchmark
  @Threads(4)
  public Object four() throws InvalidUrl {
    return leaseAndRelease();
  }

  @Benchmark
  @Threads(16)
  public Object sixteen() throws InvalidUrl {
    return leaseAndRelease();
  }

  private Object leaseAndRelease() throws InvalidUrl {
    Place place = pool.acquire("key");
    Lease lease = place.lease();
    HttpConnection connection = lease.connection();
    if (connection == null) connection = HttpConnection.http("127.0.0.1:1");
    lease.use(connection, "GET");
    lease.release(Long.MAX_VALUE);
    return connection;
  }
}
