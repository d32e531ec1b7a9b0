package httpwire.client;

import httpwire.HttpException;
import httpwire.HttpUrl;
import httpwire.Origin;
import httpwire.Request;
import httpwire.trace.ConnectionListener;
import httpwire.trace.Moment;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hears of each moment of a client's calls, and of the connections that they use. Called in the
 * thread of the call, never with a lock of the client's held. The number of an exchange ({@link
 * Moment#exchangeNumber}) is unique in the client, so that moments of calls that run at the same
 * time can be told apart; a call has one for each request that it sends.
 */
public interface ClientListener extends ConnectionListener {
  /**
   * Combines several listeners into one, since a client has one. They are called in their order,
   * all of them even if one throws: what the first one throws is thrown after the last was called,
   * with what others throw suppressed in it.
   *
   * @param listeners a {@link ClientListener} among them hears of every moment, any other one of
   *     those of the connections
   * @return a {@link httpwire.trace.ByteListener} too if one of them is
   */
  static ClientListener of(List<? extends ConnectionListener> listeners) {
    return ClientChain.ofAll(listeners);
  }

  /**
   * The exchange is about to be made: first of all its moments, also of one that sends a lost
   * request again. {@link #exchangeEnded} ends it, also if it has waited in vain for a connection;
   * only a request that is refused as wrong before it is sent has no such end.
   */
  default void exchangeStarted(Moment moment, Request request) {}

  /** There is no connection for the exchange, and it waits for one. */
  default void queued(Moment moment, Origin origin) {}

  /**
   * The exchange has a connection.
   *
   * @param isOpen whether the connection is open already; if it turns out to be stale, it is closed
   *     and opened again
   */
  default void leased(Moment moment, Origin origin, boolean isOpen) {}

  /**
   * The request of this exchange was lost with its connection, and is sent again in another
   * exchange, on a new one. Comes after the end of this exchange.
   */
  default void resent(Moment moment, HttpException failure) {}

  /** The response of this exchange leads to another URL, which is asked next. */
  default void redirected(Moment moment, int status, HttpUrl from, HttpUrl to) {}

  /**
   * The response of this exchange asks for credentials, and the request is sent again with them.
   */
  default void challenged(Moment moment, int status, HttpUrl url) {}

  /**
   * The request is sent again after {@code delay}.
   *
   * @param failure why; null if it was because of the response
   */
  default void retried(Moment moment, Duration delay, @Nullable HttpException failure) {}

  /**
   * A request of a call was answered from the cache, without a request to the server. The moment
   * belongs to no exchange: its exchange number is 0.
   */
  default void answeredFromCache(Moment moment, HttpUrl url) {}
}
