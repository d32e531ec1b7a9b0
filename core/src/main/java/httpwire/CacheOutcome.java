package httpwire;

/** What a client's cache had to do with a response. */
public enum CacheOutcome {
  /** The server sent the response; the cache had none that could be used. */
  MISS,
  /** The cache gave the response, which is fresh, and nobody was asked. */
  HIT,
  /** The server said that the cache's response is still right (304), and the cache gave it. */
  REVALIDATED,
  /** The cache gave a response that is not fresh any more, as the server or the caller allows. */
  STALE
}
