package httpwire.client.cache;

/**
 * What a storage says of its entries by its index.
 *
 * @param <E> an entry of the index
 */
abstract class IndexedStorage<E> implements CacheStorage {
  private final LruIndex<E> index;

  IndexedStorage(LruIndex<E> index) {
    this.index = index;
  }

  LruIndex<E> index() {
    return index;
  }

  @Override
  public long byteCount() {
    return index.byteCount();
  }

  @Override
  public int entryCount() {
    return index.entryCount();
  }

  @Override
  public long evictedCount() {
    return index.evictedCount();
  }

  @Override
  public long maxEntryBytes() {
    return index.maxBytes();
  }
}
