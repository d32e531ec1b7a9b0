package httpwire.client.cache;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import okio.ByteString;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * A storage as the step uses it: whatever it throws is counted, told to the hook, and looks as if
 * nothing were stored. What is not readable is removed.
 */
final class SafeStorage {
  /** Of one URL: servers that vary by User-Agent would fill the storage otherwise. */
  private static final int MAX_VARIANTS = 32;

  private final CacheStorage storage;
  private final CacheOptions options;
  private final Counts counts;

  SafeStorage(CacheStorage storage, CacheOptions options, Counts counts) {
    this.storage = storage;
    this.options = options;
    this.counts = counts;
  }

  /** An entry and what its head says. */
  record Found(CacheStorage.Entry entry, StoredResponse response) {}

  private interface Action<T> {
    @Nullable T run() throws IOException;
  }

  interface Change {
    void run() throws IOException;
  }

  /** Null if it fails. */
  private <T> @Nullable T attempt(Action<T> action) {
    try {
      return action.run();
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      failed(e);
      return null;
    }
  }

  /** Returns whether it did not fail. */
  boolean run(Change change) {
    Boolean isDone =
        attempt(
            () -> {
              change.run();
              return true;
            });
    return Boolean.TRUE.equals(isDone);
  }

  private void failed(Throwable failure) {
    counts.failed();
    try {
      options.failureHook().accept(failure);
    } catch (VirtualMachineError e) {
      throw e;
    } catch (Throwable e) {
      // The call goes on, whatever the hook does: Kotlin throws checked exceptions too.
    }
  }

  /** The responses that are stored for {@code url}. */
  List<Found> find(String key, String url) {
    List<CacheStorage.Entry> entries = attempt(() -> storage.find(key));
    if (entries == null) return List.of();
    List<Found> found = new ArrayList<>(entries.size());
    for (CacheStorage.Entry entry : entries) {
      ByteString head = attempt(entry::head);
      StoredResponse response = head == null ? null : StoredHead.read(head);
      if (response == null || !response.url().equals(url)) remove(entry);
      else found.add(new Found(entry, response));
    }
    return found;
  }

  /** Null if it can't be opened, and then it is removed. */
  @Nullable Source open(CacheStorage.Entry entry, long from) {
    Source body = attempt(() -> entry.openBody(from));
    if (body == null) remove(entry);
    return body;
  }

  CacheStorage.@Nullable Draft write(String key, StoredResponse response) {
    return attempt(() -> storage.write(key, StoredHead.write(response)));
  }

  void replace(CacheStorage.Entry entry, StoredResponse response) {
    run(() -> entry.replaceHead(StoredHead.write(response)));
  }

  void remove(CacheStorage.Entry entry) {
    run(entry::remove);
  }

  void remove(String key) {
    run(() -> storage.remove(key));
  }

  /** The entries {@code before} give way to one that was just stored in their place. */
  void superseded(List<Found> before, Variant variant) {
    List<Found> others = new ArrayList<>();
    for (Found found : before) {
      if (found.response().variant().equals(variant)) remove(found.entry());
      else others.add(found);
    }
    others.sort(Comparator.comparing(found -> found.response().responseTime()));
    for (int i = 0; i <= others.size() - MAX_VARIANTS; i++) remove(others.get(i).entry());
  }

  long maxEntryBytes() {
    Long most = attempt(storage::maxEntryBytes);
    return Math.min(options.maxEntryBytes(), most == null ? 0 : most);
  }
}
