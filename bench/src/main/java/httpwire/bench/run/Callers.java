package httpwire.bench.run;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many callers at once: in virtual threads where there are some, else in threads that are kept. */
final class Callers {
  interface Work {
    /** How many requests it made. */
    long of(int caller) throws Exception;
  }

  private static final ExecutorService THREADS = threads();

  private Callers() {}

  private static ExecutorService threads() {
    try {
      return (ExecutorService)
          Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (ReflectiveOperationException e) {
      return Executors.newCachedThreadPool();
    }
  }

  /** Runs {@code work} for callers 0 to {@code count}; the sum of what they return. */
  static long run(int count, Work work) throws Exception {
    List<Future<Long>> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int caller = i;
      results.add(THREADS.submit(() -> work.of(caller)));
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
