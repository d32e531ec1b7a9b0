package httpwire.client;

import httpwire.HttpUrl;
import httpwire.Request;
import httpwire.call.Step;
import httpwire.client.cache.CacheCallbacks;
import httpwire.connection.HttpResponse;
import httpwire.trace.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import okio.Okio;
import org.jspecify.annotations.Nullable;

/**
 * What the cache asks of its client: to tell the listener, and to validate stale responses while
 * their callers use them. At most four of those calls are made at the same time, each in a thread
 * that ends with it, and one for each URL; more are dropped, since the next caller asks again.
 */
final class CacheCalls implements CacheCallbacks {
  private static final int MAX_CALLS = 4;
  private static final Duration LONGEST_CALL = Duration.ofMinutes(1);

  private final HttpClient client;
  private final Executor executor;

  /** The calls that are being made, by their keys; null for one that has not begun. */
  private final Map<String, @Nullable ClientCall> running = new HashMap<>();

  private boolean isClosed;

  CacheCalls(HttpClient client) {
    this.client = client;
    Executor given = client.options().getBackground();
    this.executor = given == null ? CacheCalls::start : given;
  }

  @Override
  public void answered(HttpUrl url) {
    ClientListener listener = client.listener();
    if (listener != null) listener.answeredFromCache(Moment.now(0), url);
  }

  @Override
  public long maxBufferedBodyBytes() {
    return client.getLimits().maxBufferedBodyBytes();
  }

  @Override
  public void revalidate(String key, Request request, Step step) {
    synchronized (this) {
      if (isClosed || running.size() >= MAX_CALLS || running.containsKey(key)) return;
      running.put(key, null);
    }
    boolean isStarted = false;
    try {
      executor.execute(() -> run(key, request, step));
      isStarted = true;
    } catch (Throwable e) {
      // An executor that is full or closed, or no thread is left: the next caller asks again.
    } finally {
      if (!isStarted) end(key);
    }
  }

  private static void start(Runnable task) {
    BackgroundThreads.start("httpwire-revalidation", task);
  }

  private void run(String key, Request request, Step step) {
    try {
      ClientCall call = new ClientCall(client, bounded(request), List.of(step));
      if (!isBegun(key, call)) return;
      try (HttpResponse response = call.execute()) {
        // It is stored as it is read.
        response.source().readAll(Okio.blackhole());
      }
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      // The response stays stale, and a later caller asks again: Kotlin throws checked exceptions.
    } finally {
      end(key);
    }
  }

  /** No caller waits for it, so none would end it. */
  private static Request bounded(Request request) {
    if (request.getDeadline() != null) return request;
    return request.newBuilder().deadline(LONGEST_CALL).build();
  }

  private synchronized boolean isBegun(String key, ClientCall call) {
    if (!isClosed) running.put(key, call);
    return !isClosed;
  }

  private synchronized void end(String key) {
    running.remove(key);
  }

  /** Cuts the calls that are being made. */
  void close() {
    List<@Nullable ClientCall> calls;
    synchronized (this) {
      isClosed = true;
      calls = new ArrayList<>(running.values());
    }
    for (ClientCall call : calls) {
      if (call != null) call.cancel();
    }
  }
}
