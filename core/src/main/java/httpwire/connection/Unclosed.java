package httpwire.connection;

import httpwire.transport.Transport;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers one open connection until it is closed. If the connection is garbage collected without
 * having been closed, its transport is cut, and the first time in this JVM a warning is logged.
 * Needs no thread: collected connections are looked for whenever another one is opened.
 */
final class Unclosed extends PhantomReference<OpenConnection> {
  /** If this system property is {@code true}, the warning says where the connection was opened. */
  static final String TRACE_PROPERTY = "httpwire.traceUnclosed";

  private static final ReferenceQueue<OpenConnection> QUEUE = new ReferenceQueue<>();
  private static final Set<Unclosed> ALL = ConcurrentHashMap.newKeySet();
  private static boolean isReported;

  private final Transport transport;
  private final @Nullable Throwable openedAt;

  private Unclosed(OpenConnection connection, Transport transport) {
    super(connection, QUEUE);
    this.transport = transport;
    this.openedAt = Boolean.getBoolean(TRACE_PROPERTY) ? new Throwable("opened here") : null;
  }

  static Unclosed watch(OpenConnection connection, Transport transport) {
    reportFound();
    Unclosed unclosed = new Unclosed(connection, transport);
    ALL.add(unclosed);
    return unclosed;
  }

  /** Forgets the connection, which was closed or has another owner now. */
  void release() {
    ALL.remove(this);
    clear();
  }

  private static void reportFound() {
    for (Reference<?> found = QUEUE.poll(); found != null; found = QUEUE.poll()) {
      Unclosed unclosed = (Unclosed) found;
      if (!ALL.remove(unclosed)) continue;
      unclosed.transport.cancel();
      if (isFirst()) unclosed.report();
    }
  }

  private static synchronized boolean isFirst() {
    boolean isFirst = !isReported;
    isReported = true;
    return isFirst;
  }

  private void report() {
    System.getLogger("httpwire")
        .log(
            System.Logger.Level.WARNING,
            "a connection to "
                + transport.getPeer()
                + " was never closed: read each response to its end, or close it or its connection"
                + " (logged once; -D"
                + TRACE_PROPERTY
                + "=true tells where it was opened)",
            openedAt);
  }

  /** For tests: the next one that is found is reported again. */
  static synchronized void reportAgain() {
    isReported = false;
  }
}
