package httpwire.trace;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import okio.Buffer;
import okio.BufferedSink;

/**
 * Exchanges of connections and clients in the format HAR 1.2, which browsers and many tools read:
 * requests and responses with their fields, the beginning of their bodies, and the times of their
 * phases.
 *
 * <p>Each connection and each client gets a listener of its own, {@link #forConnection()} or {@link
 * #forClient()}, any number of them at any time. The latest exchanges are kept, and a part of each
 * body ({@link Builder}).
 *
 * <p>The values of secret fields, of secret parameters in URLs and in forms, and all cookies are
 * hidden, as {@link ByteListener#redacted(Moment, okio.ByteString)} says, unless {@link
 * Builder#withSecrets} was called. Other bodies are written as they are: with {@link
 * Builder#maxBodyBytes} 0 none are kept.
 *
 * <p>Safe for use by several threads. Its listeners throw nothing.
 */
public final class HarLog {
  private final ReentrantLock lock = new ReentrantLock();
  private final WallClock clock = WallClock.now();
  private final Deque<HarEntry> entries = new ArrayDeque<>();
  private final int maxEntries;
  private final int maxBodyBytes;
  private final boolean showsSecrets;
  private final Set<String> secretNames;
  private long droppedCount;

  private HarLog(Builder builder) {
    this.maxEntries = builder.maxEntries;
    this.maxBodyBytes = builder.maxBodyBytes;
    this.showsSecrets = builder.showsSecrets;
    this.secretNames = Set.copyOf(builder.secretNames);
  }

  /** A log with the defaults of a {@link Builder}. */
  public static HarLog create() {
    return builder().build();
  }

  /** A builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** A listener for one connection that is not a client's. */
  public HarRecorder forConnection() {
    return new HarRecorder(this, false);
  }

  /** A listener for one client. */
  public HarRecorder forClient() {
    return new HarRecorder(this, true);
  }

  /**
   * Writes the exchanges so far as one JSON text in UTF-8, in the order in which they began; those
   * that have not ended as far as they are known. The sink stays the caller's to flush and close.
   * May be called several times, also while exchanges go on.
   */
  public void writeTo(BufferedSink sink) throws IOException {
    HarWriter writer = new HarWriter(sink);
    writer.begin();
    for (HarEntry entry : snapshot()) {
      Buffer text = new Buffer();
      writeEntry(entry, text);
      writer.add(text);
    }
    writer.end(droppedCount());
  }

  private void writeEntry(HarEntry entry, Buffer text) throws IOException {
    lock.lock();
    try {
      new HarEntryWriter(text, clock, showsSecrets, secretNames(entry)).write(entry);
    } finally {
      lock.unlock();
    }
  }

  private Set<String> secretNames(HarEntry entry) {
    Set<String> all = new HashSet<>(secretNames);
    all.addAll(entry.secretNames);
    return all;
  }

  private List<HarEntry> snapshot() {
    lock.lock();
    try {
      List<HarEntry> sorted = new ArrayList<>(entries);
      // Threads add them a little later than they begin.
      sorted.sort((a, b) -> Long.signum(a.times.startNanos() - b.times.startNanos()));
      return sorted;
    } finally {
      lock.unlock();
    }
  }

  private long droppedCount() {
    lock.lock();
    try {
      return droppedCount;
    } finally {
      lock.unlock();
    }
  }

  void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  /** With the lock held. */
  HarEntry add(Moment moment, boolean isAsked) {
    HarTimes times = new HarTimes(moment, isAsked);
    HarEntry entry = new HarEntry(moment.exchangeNumber(), times, maxBodyBytes);
    entries.add(entry);
    if (entries.size() > maxEntries) {
      entries.remove();
      droppedCount++;
    }
    return entry;
  }

  /** What a {@link HarLog} keeps and shows. Not safe for use by several threads at once. */
  public static final class Builder {
    private int maxEntries = 1_000;
    private int maxBodyBytes = 64 << 10;
    private boolean showsSecrets;
    private final Set<String> secretNames = new HashSet<>();

    private Builder() {}

    /**
     * How many exchanges are kept; the eldest is dropped for one more. 1 000 unless set.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Builder maxEntries(int count) {
      if (count < 1) throw new IllegalArgumentException("maxEntries < 1: " + count);
      maxEntries = count;
      return this;
    }

    /**
     * How many bytes of each body are kept, its chunk framing and coding included. 64 KiB unless
     * set.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Builder maxBodyBytes(int byteCount) {
      if (byteCount < 0) throw new IllegalArgumentException("maxBodyBytes < 0: " + byteCount);
      maxBodyBytes = byteCount;
      return this;
    }

    /** Nothing is hidden. */
    public Builder withSecrets() {
      showsSecrets = true;
      return this;
    }

    /** The values of fields with these names are hidden too, in any case of their letters. */
    public Builder hiding(String... names) {
      for (String name : names) secretNames.add(name.toLowerCase(Locale.ROOT));
      return this;
    }

    /** The log; the builder can go on. */
    public HarLog build() {
      return new HarLog(this);
    }
  }
}
