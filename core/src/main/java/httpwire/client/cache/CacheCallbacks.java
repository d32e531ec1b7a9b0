package httpwire.client.cache;

import httpwire.HttpUrl;
import httpwire.Request;
import httpwire.call.Step;

/** What the step of a cache asks of the client that it is a part of. */
public interface CacheCallbacks {
  /** A response is given without a request to the server. */
  void answered(HttpUrl url);

  /**
   * Sends {@code request} through {@code step} and reads the response to its end, in another
   * thread; does nothing if enough of these are running. Returns at once.
   *
   * @param key one at a time is enough for each key
   */
  void revalidate(String key, Request request, Step step);

  /** The most of a body that is read into memory at once, {@link httpwire.Limits}. */
  long maxBufferedBodyBytes();
}
