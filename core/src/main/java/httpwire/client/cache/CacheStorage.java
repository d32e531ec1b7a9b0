package httpwire.client.cache;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import okio.Buffer;
import okio.ByteString;
import okio.Source;

/**
 * Where a cache keeps its responses: entries of a head and a body, several under one key. It knows
 * nothing of HTTP, and drops entries as it likes. What it throws makes a response not stored or not
 * found, and breaks no call.
 *
 * <p>Safe for use by several threads. Each method may block.
 */
public interface CacheStorage extends Closeable {
  /**
   * The entries of {@code key}, in any order; empty if there are none. Finding an entry need not
   * count as a use of it.
   */
  List<Entry> find(String key) throws IOException;

  /**
   * Begins an entry. It can be found when it is committed, and leaves nothing behind otherwise.
   *
   * @param key visible US-ASCII, of any length
   */
  Draft write(String key, ByteString head) throws IOException;

  /** Removes the entries of {@code key}, if there are any. */
  void remove(String key) throws IOException;

  /** Removes all entries. */
  void clear() throws IOException;

  /** How many bytes the entries take, heads included. */
  long byteCount();

  /** How many entries there are. */
  int entryCount();

  /** How many entries were dropped to make room. */
  default long evictedCount() {
    return 0;
  }

  /** The most bytes that an entry can have; a longer one need not be tried. */
  default long maxEntryBytes() {
    return Long.MAX_VALUE;
  }

  /** Whether methods wait for a disk or a network, so that a coroutine must not call them. */
  default boolean isBlocking() {
    return true;
  }

  /** What is stored under a key. */
  interface Entry {
    /** As it was written. */
    ByteString head();

    /** The bytes of the body. */
    long bodyByteCount();

    /**
     * Opens the body; the caller closes it. Replacing or removing the entry does not cut it.
     *
     * @param from how many bytes to leave out at its beginning
     * @throws IOException if the entry is gone or damaged
     */
    Source openBody(long from) throws IOException;

    /** Replaces the head at once or not at all; does nothing if the entry is gone. */
    void replaceHead(ByteString head) throws IOException;

    /** Removes the entry, if it is not gone. */
    void remove() throws IOException;
  }

  /** An entry that is being written, by one thread at a time. */
  interface Draft extends Closeable {
    /** Takes {@code byteCount} bytes of the body from {@code source}. */
    void write(Buffer source, long byteCount) throws IOException;

    /** The entry is complete. Afterwards nothing more is written. */
    void commit() throws IOException;

    /** Gives up what was not committed. May be called any number of times. */
    @Override
    void close() throws IOException;
  }
}
