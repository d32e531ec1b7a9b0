package httpwire.trace;

import java.util.Set;
import okio.ByteString;

/**
 * A listener that is also shown the bytes of each exchange, above TLS in clear. Nothing is hidden
 * from it: heads hold their secrets, see {@link #redacted(Moment, ByteString)}. It costs a copy of
 * everything it is shown, and a file that is sent is read by us and not by the kernel.
 *
 * <p>Bytes are shown before the moment of {@link ConnectionListener} that they belong to.
 */
public interface ByteListener extends ConnectionListener {
  /** A request's head was handed to the network, or CONNECT's; with its empty line. */
  default void headBytesSent(Moment moment, ByteString head) {}

  /** A piece of a request's body was handed to the network, with its chunk framing. */
  default void bodyBytesSent(Moment moment, ByteString piece) {}

  /**
   * A head was taken from the network: a final or an interim response's, or the proxy's answer to
   * CONNECT; with its empty line, folded lines joined.
   */
  default void headBytesReceived(Moment moment, ByteString head) {}

  /** A piece of a response's body was taken from the network, without chunk framing. */
  default void bodyBytesReceived(Moment moment, ByteString piece) {}

  /**
   * Chunk framing of a response's body was taken from the network, RFC 9112 §7.1: the line end
   * after a chunk with the size line of the next one, or the trailer section with its empty line.
   * Together with {@link #bodyBytesReceived}, in the order of the calls, these are all bytes of the
   * body, folded lines of trailers joined.
   */
  default void bodyFramingReceived(Moment moment, ByteString framing) {}

  /**
   * A head as it can be written to a log: {@code [hidden]} stands for the values of fields that
   * {@link httpwire.Headers#isSecret} names, and of secret parameters in the target and in the
   * fields that have a URL, as in {@link httpwire.HttpUrl#redacted}. What a request marks as secret
   * is shown: see {@link #redacted(Moment, ByteString)}.
   *
   * @param head a request's or a response's, as it was given to this listener
   */
  static ByteString redacted(ByteString head) {
    return RedactedHead.of(head, Set.of());
  }

  /**
   * Like {@link #redacted(ByteString)}, also without the values of the fields that the request of
   * the exchange marks as secret.
   *
   * @param moment with which the head was given to this listener
   */
  static ByteString redacted(Moment moment, ByteString head) {
    return RedactedHead.of(head, moment.secretNames());
  }
}
