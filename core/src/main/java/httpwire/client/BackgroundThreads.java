package httpwire.client;

import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Threads for one task each: virtual ones if the JVM has them, else daemons. */
final class BackgroundThreads {
  /** {@code Thread.startVirtualThread}, which this is compiled without; null before Java 21. */
  private static final @Nullable Method START_VIRTUAL = startVirtual();

  private BackgroundThreads() {}

  private static @Nullable Method startVirtual() {
    try {
      return Thread.class.getMethod("startVirtualThread", Runnable.class);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  static void start(String name, Runnable task) {
    Method startVirtual = START_VIRTUAL;
    if (startVirtual == null) {
      startDaemon(name, task);
      return;
    }
    try {
      startVirtual.invoke(null, task);
    } catch (ReflectiveOperationException e) {
      startDaemon(name, task);
    }
  }

  private static void startDaemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
