package httpwire.trace;

import httpwire.CloseReason;
import httpwire.ContinueAnswer;
import httpwire.Headers;
import httpwire.Origin;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/**
 * Hears of each moment of a connection and its exchanges, in order, in the thread that uses the
 * connection. Costs an exchange no copy of its bytes; a {@link ByteListener} gets those too.
 *
 * <p>The connection's state moves before a moment is told: in {@link #exchangeEnded} a connection
 * that was kept can take the next request. What a listener throws goes to the connection's caller,
 * and the connection is closed.
 */
public interface ConnectionListener {
  /** A connection to {@code peer} is about to be opened: the origin, or the first proxy. */
  default void connecting(Moment moment, Origin peer) {}

  /** The addresses of a host name are about to be looked up. Not told of address literals. */
  default void resolving(Moment moment, String host) {}

  /** The host name has these addresses, at least one, in the order they are tried in. */
  default void resolved(Moment moment, String host, List<String> addresses) {}

  /**
   * A TCP connection is about to be opened.
   *
   * @param address with its port
   */
  default void tcpConnecting(Moment moment, String address) {}

  /** The TCP connection is open. */
  default void tcpConnected(Moment moment, String address) {}

  /**
   * The TCP connection could not be opened. The next address, if there is one, is tried, unless the
   * connection was cancelled.
   */
  default void tcpFailed(Moment moment, String address, IOException failure) {}

  /** {@code proxy} is about to be asked to connect to {@code next}: the origin or another proxy. */
  default void hopAsked(Moment moment, Origin proxy, Origin next) {}

  /** {@code proxy} has connected to {@code next}. */
  default void hopAccepted(Moment moment, Origin proxy, Origin next) {}

  /** CONNECT to {@code origin} was handed to a proxy. */
  default void tunnelRequested(Moment moment, Origin origin) {}

  /** The proxy answered CONNECT: with 2xx the tunnel is open, with anything else refused. */
  default void tunnelAnswered(Moment moment, int status, String reason, Headers headers) {}

  /** A TLS handshake is about to begin. */
  default void tlsStarted(Moment moment, Origin origin) {}

  /** The TLS handshake is complete, and the certificate was accepted. */
  default void tlsEstablished(Moment moment, Origin origin, String protocol, String cipherSuite) {}

  /**
   * Like {@link #tlsEstablished(Moment, Origin, String, String)}, which it calls, with more about
   * the session.
   */
  default void tlsEstablished(Moment moment, Origin origin, TlsSummary session) {
    tlsEstablished(moment, origin, session.protocol(), session.cipherSuite());
  }

  /**
   * The connection is open, tunnel and TLS included.
   *
   * @param address the address that was dialed, with its port
   */
  default void connected(Moment moment, Origin peer, String address) {}

  /** The head of a request was handed to the network. */
  default void headSent(Moment moment, String method, String target) {}

  /**
   * A piece of a request's body was handed to the network.
   *
   * @param byteCount its bytes without chunk framing
   */
  default void bodySent(Moment moment, long byteCount) {}

  /**
   * What the server said of {@code Expect: 100-continue} when that was waited for, RFC 9110
   * §10.1.1.
   */
  default void continueAnswered(Moment moment, ContinueAnswer answer) {}

  /** An interim response (1xx) came before the final one. */
  default void interimReceived(Moment moment, int status, String reason, Headers headers) {}

  /** The head of the final response came. */
  default void headReceived(Moment moment, int status, String reason, Headers headers) {}

  /**
   * A piece of the response's body was taken from the network.
   *
   * @param byteCount its bytes without chunk framing
   */
  default void bodyReceived(Moment moment, long byteCount) {}

  /**
   * A chunk of the response's body has extensions, RFC 9112 §7.1.1; called before its bytes are
   * received. They are not signed, and proxies drop them.
   *
   * @param extensions what follows the size, with its semicolons, without the line end
   */
  default void chunkExtensionsReceived(Moment moment, String extensions) {}

  /** A trailer section that has fields followed the response's body, RFC 9110 §6.5. */
  default void trailersReceived(Moment moment, Headers trailers) {}

  /**
   * Reading the response's body has ended.
   *
   * @param isComplete false if the body was cut, or given up before its end
   */
  default void bodyEnded(Moment moment, boolean isComplete) {}

  /** The connection was closed on our side, for these reasons. */
  default void closed(Moment moment, Set<CloseReason> reasons) {}

  /**
   * The exchange is over, whether it has succeeded or not; the last moment of each exchange whose
   * request was started.
   *
   * @param reasons why the connection cannot carry another exchange; empty if it can
   */
  default void exchangeEnded(Moment moment, Set<CloseReason> reasons) {}
}
