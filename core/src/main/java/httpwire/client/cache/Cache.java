package httpwire.client.cache;

import httpwire.HttpException.InvalidUrl;
import httpwire.HttpUrl;
import httpwire.call.Step;
import java.io.Closeable;
import java.io.IOException;
import okio.FileSystem;
import okio.Path;

/**
 * A private HTTP cache for the clients of one user: RFC 9111, with stale-while-revalidate and
 * stale-if-error (RFC 5861) and immutable (RFC 8246). It answers GET and HEAD.
 *
 * <p>Any number of clients can use one cache at the same time. Its creator closes it when no client
 * uses it any more; clients do not. Safe for use by several threads.
 */
public final class Cache implements Closeable {
  private final CacheStorage storage;
  private final CacheOptions options;
  private final Counts counts = new Counts();
  private final Invalidations invalidations = new Invalidations();
  private final SafeStorage safe;

  private Cache(CacheStorage storage, CacheOptions options) {
    this.storage = storage;
    this.options = options;
    this.safe = new SafeStorage(storage, options, counts);
  }

  /**
   * Keeps responses in memory.
   *
   * @param maxBytes the most that they may take; beyond that the least recently used ones are
   *     removed
   */
  public static Cache inMemory(long maxBytes) {
    return inMemory(maxBytes, CacheOptions.DEFAULT);
  }

  /** Like {@link #inMemory(long)}, with options. */
  public static Cache inMemory(long maxBytes, CacheOptions options) {
    return new Cache(new MemoryStorage(maxBytes), options);
  }

  /**
   * Keeps responses in the files of a folder, which is made if it is not there and belongs to the
   * cache alone.
   *
   * @param maxBytes the most that they may take; beyond that the least recently used ones are
   *     removed
   * @throws IOException if the folder can't be used, or another cache, in this process or another
   *     one, uses it already
   */
  public static Cache directory(Path directory, long maxBytes) throws IOException {
    return directory(FileSystem.SYSTEM, directory, maxBytes);
  }

  /** Like {@link #directory(Path, long)}, in another file system. */
  public static Cache directory(FileSystem fileSystem, Path directory, long maxBytes)
      throws IOException {
    return directory(fileSystem, directory, maxBytes, CacheOptions.DEFAULT);
  }

  /** Like {@link #directory(FileSystem, Path, long)}, with options. */
  public static Cache directory(
      FileSystem fileSystem, Path directory, long maxBytes, CacheOptions options)
      throws IOException {
    return new Cache(DirectoryStorage.open(fileSystem, directory, maxBytes), options);
  }

  /** Keeps responses in a storage of the caller's, which {@link #close} closes. */
  public static Cache of(CacheStorage storage) {
    return of(storage, CacheOptions.DEFAULT);
  }

  /** Like {@link #of(CacheStorage)}, with options. */
  public static Cache of(CacheStorage storage, CacheOptions options) {
    return new Cache(storage, options);
  }

  /** What the cache does beyond the RFC. */
  public CacheOptions getOptions() {
    return options;
  }

  /** What the cache has done, and what it holds. */
  public CacheStatistics statistics() {
    return counts.statistics(storage.evictedCount(), storage.entryCount(), storage.byteCount());
  }

  /** Removes everything. */
  public void clear() throws IOException {
    invalidations.addAll();
    storage.clear();
  }

  /**
   * Removes the responses of a URL.
   *
   * @throws InvalidUrl if it is not an http or https URL
   */
  public void remove(String url) throws IOException {
    String key = key(HttpUrl.parse(url));
    invalidations.add(key);
    storage.remove(key);
  }

  /** Whether asking the cache waits for a disk or a network. */
  public boolean isBlocking() {
    return storage.isBlocking();
  }

  /**
   * The cache's part in one call of a client.
   *
   * @param callbacks the client
   */
  public Step newStep(CacheCallbacks callbacks) {
    return new CacheStep(this, callbacks, false);
  }

  /** Ends the use of the storage. What is stored in files stays. */
  @Override
  public void close() throws IOException {
    storage.close();
  }

  /** Responses to GET are all that is stored. */
  static String key(HttpUrl url) {
    return "GET " + url;
  }

  Invalidations invalidations() {
    return invalidations;
  }

  Counts counts() {
    return counts;
  }

  SafeStorage storage() {
    return safe;
  }
}
