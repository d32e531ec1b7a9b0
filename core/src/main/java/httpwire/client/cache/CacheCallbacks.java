package httpwire.client.cache;

import httpwire.HttpUrl;
import httpwire.Request;
import httpwire.call.Step;

/** What the step of a cache asks of the client that it is a part of. */
public interface CacheCallbacks {
  /** A response is given without asking anybody. */
  void answered(HttpUrl url);

  /**
   * Sends {@code request} through {@code step} and reads the response to its end, in another
   * thread; or does not, if there is enough to do. Returns at once.
   *
   * @param key one at a time of each key is enough
   */
  void revalidate(String key, Request request, Step step);

  /** The most of a body that is read into memory at once, {@link httpwire.Limits}. */
  long maxBufferedBodyBytes();
}
