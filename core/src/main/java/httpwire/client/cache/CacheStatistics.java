package httpwire.client.cache;

/**
 * What a cache has done since it was made, and what it holds.
 *
 * @param hits calls that were answered with a fresh response
 * @param misses calls that could have been answered from the cache, and were answered by the server
 * @param revalidated calls that were answered after the server had said that the stored response is
 *     still right
 * @param staleServed calls that were answered with a stale response
 * @param stored responses that were stored
 * @param evicted entries that were dropped to make room
 * @param storageFailures how often the storage has failed
 * @param entryCount the entries that there are
 * @param byteCount the bytes that they take
 */
public record CacheStatistics(
    long hits,
    long misses,
    long revalidated,
    long staleServed,
    long stored,
    long evicted,
    long storageFailures,
    int entryCount,
    long byteCount) {}
