package httpwire.client.cache

/** What a cache in memory has. */
internal fun memoryStorage(maxBytes: Long): CacheStorage = MemoryStorage(maxBytes)
