package httpwire.bench.run;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.nio.file.Files;

/** What this process uses between {@link #start} and {@link #stop}. */
final class ProcessMeter {
  private static final File TASKS = new File("/proc/self/task");

  /** How far off a difference of two coarse readings can be. */
  private static final long COARSE_ERROR_NANOS = 20_000_000;

  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Method allAllocated = allAllocated();
  private long bytes;
  private long coarseNanos;
  private long fineNanos;

  private static Method allAllocated() {
    try {
      return ThreadMXBean.class.getMethod("getTotalThreadAllocatedBytes");
    } catch (NoSuchMethodException before21) {
      return null;
    }
  }

  void start() {
    bytes = allocatedNow();
    coarseNanos = system.getProcessCpuTime();
    fineNanos = fineNow();
  }

  void stop() {
    fineNanos = fineNow() - fineNanos;
    coarseNanos = system.getProcessCpuTime() - coarseNanos;
    bytes = allocatedNow() - bytes;
  }

  /**
   * CPU time of all threads, the compiler's and the collector's too. The kernel has it to the
   * nanosecond for threads that live, in hundredths of a second for the process with those that are
   * gone: the second counts if it shows that such a one had worked.
   */
  long cpuNanos() {
    return Math.max(fineNanos, coarseNanos - COARSE_ERROR_NANOS);
  }

  /** Before JDK 21 without what threads that are gone allocated. */
  long allocatedBytes() {
    return bytes;
  }

  private static long fineNow() {
    long sum = 0;
    for (String thread : TASKS.list()) sum += runNanos(thread);
    return sum;
  }

  private static long runNanos(String thread) {
    try {
      String text = Files.readString(TASKS.toPath().resolve(thread).resolve("schedstat"));
      return Long.parseLong(text, 0, text.indexOf(' '), 10);
    } catch (IOException gone) {
      return 0;
    }
  }

  private long allocatedNow() {
    try {
      if (allAllocated != null) return (Long) allAllocated.invoke(threads);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    long sum = 0;
    for (long n : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) sum += Math.max(0, n);
    return sum;
  }
}
