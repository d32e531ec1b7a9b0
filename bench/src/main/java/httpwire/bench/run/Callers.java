package httpwire.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many callers at once. */
final class Callers {
  interface Work {
    /** How many requests it made. */
    long of(int caller) throws Exception;
  }

  private static final ExecutorService THREADS = Executors.newCachedThreadPool();
  private static final ExecutorService VIRTUAL_THREADS = virtualThreads();

  private Callers() {}

  private static ExecutorService virtualThreads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException before21) {
      return THREADS;
    }
  }

  /**
   * Runs {@code work} for callers 0 to {@code count}, exclusive, in virtual threads where the JDK
   * has them; the sum of what they return.
   */
  static long run(int count, Work work) throws Exception {
    return run(VIRTUAL_THREADS, count, work);
  }

  /** The same in platform threads, which are kept. */
  static long runInThreads(int count, Work work) throws Exception {
    return run(THREADS, count, work);
  }

  private static long run(ExecutorService threads, int count, Work work) throws Exception {
    List<Future<Long>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int caller = i;
      results.add(threads.submit(() -> work.of(caller)));
    }
    long sum = 0;
    try {
      for (Future<Long> result : results) sum += result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception) throw (Exception) e.getCause();
      throw e;
    }
    return sum;
  }
}
