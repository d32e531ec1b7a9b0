package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.MalformedMessage;
import httpwire.HttpException.UnknownTransferEncoding;
import httpwire.HttpVersion;
import httpwire.internal.syntax.Decimals;

/**
 * How long the body of a message is: RFC 9112 §6.3. Decided once for each message, here and nowhere
 * else: request smuggling needs two programs, or two places, that disagree about it.
 */
public sealed interface Framing {
  /** Exactly {@code byteCount} bytes. */
  record Length(long byteCount) implements Framing {}

  /** The framings without a number of bytes. */
  enum WithoutLength implements Framing {
    NONE,
    CHUNKED,
    UNTIL_CLOSE
  }

  /** No body, even if the fields announce one. */
  Framing NONE = WithoutLength.NONE;

  /** Chunks up to the last one and the trailer section. */
  Framing CHUNKED = WithoutLength.CHUNKED;

  /** Until the connection ends. */
  Framing UNTIL_CLOSE = WithoutLength.UNTIL_CLOSE;

  /**
   * The framing of a final response to {@code request}.
   *
   * @throws MalformedMessage for a 101 that the request did not ask for, and as in {@link
   *     #ofResponse(String, ResponseHead)}
   */
  static Framing ofResponse(RequestHead request, ResponseHead head) throws HttpException {
    if (head.status() == 101 && !request.isUpgradeRequested()) {
      throw new MalformedMessage("101 without an Upgrade in the request (RFC 9110 15.2.2)");
    }
    return ofResponse(request.method(), head);
  }

  /**
   * The framing of a final response of whose request only the method is known.
   *
   * @param method the request's; the fields do not matter after HEAD, nor after CONNECT with 2xx
   * @throws MalformedMessage for fields that contradict each other, or a length that is not a
   *     number
   * @throws UnknownTransferEncoding for anything but exactly one {@code chunked}
   */
  static Framing ofResponse(String method, ResponseHead head) throws HttpException {
    if (hasNoBody(method, head.status())) return NONE;
    if (switchesProtocol(method, head.status())) return UNTIL_CLOSE;
    Headers headers = head.headers();
    String lengths = headers.joined("Content-Length");
    String codings = headers.joined("Transfer-Encoding");
    if (codings != null) {
      if (head.version() == HttpVersion.HTTP_1_0) {
        throw new MalformedMessage("Transfer-Encoding in an HTTP/1.0 response (RFC 9112 6.1)");
      }
      if (lengths != null) {
        throw new MalformedMessage("both Transfer-Encoding and Content-Length (RFC 9112 6.3)");
      }
      requireOneChunked(codings);
      return CHUNKED;
    }
    return lengths == null ? UNTIL_CLOSE : new Length(length(lengths));
  }

  /**
   * The framing of a request that its finished head announces, RFC 9112 §6. A body without framing
   * is never sent, since it would be read as the next request.
   *
   * @param length the length of the body in bytes; -1 if it is not known, or the body is sent later
   * @throws IllegalArgumentException if the body contradicts the head
   */
  static Framing ofRequest(RequestHead head, long length) {
    if (head.hasTransferEncoding()) return CHUNKED;
    long announced = head.contentLength();
    if (announced == RequestHead.NO_LENGTH) return NONE;
    if (length >= 0 && length != announced) {
      throw new IllegalArgumentException(
          "the body has " + length + " bytes, but Content-Length says " + announced);
    }
    return new Length(announced);
  }

  /** Whether at least one byte of a body, or of its framing, follows the head. */
  static boolean hasBody(Framing framing) {
    boolean isEmpty = framing instanceof Length length && length.byteCount() == 0;
    return !NONE.equals(framing) && !isEmpty;
  }

  /** Whether what follows the head is no longer HTTP: 101, and 2xx to CONNECT (RFC 9112 §6.3). */
  static boolean switchesProtocol(String method, int status) {
    return status == 101 || (method.equals("CONNECT") && status / 100 == 2);
  }

  private static boolean hasNoBody(String method, int status) {
    return method.equals("HEAD")
        || status == 204
        || status == 304
        || (status / 100 == 1 && status != 101);
  }

  private static void requireOneChunked(String codings) throws UnknownTransferEncoding {
    if (codings.equalsIgnoreCase("chunked")) return;
    boolean isChunked = false;
    for (String coding : ListField.members(codings)) {
      if (coding.isEmpty()) continue;
      if (isChunked || !coding.equalsIgnoreCase("chunked")) throw unknownCoding(codings);
      isChunked = true;
    }
    if (!isChunked) throw unknownCoding(codings);
  }

  private static UnknownTransferEncoding unknownCoding(String codings) {
    return new UnknownTransferEncoding(
        "Transfer-Encoding is not exactly one chunked: " + Printable.of(codings));
  }

  /** All members of all Content-Length lines must be the same number: RFC 9110 §8.6. */
  private static long length(String lengths) throws MalformedMessage {
    long length = Decimals.parseDecimal(lengths);
    if (length != Decimals.INVALID) return length;
    for (String member : ListField.members(lengths)) {
      long value = Decimals.parseDecimal(member);
      boolean isRepeated = length != Decimals.INVALID;
      if (value == Decimals.INVALID || (isRepeated && value != length)) {
        throw new MalformedMessage("Content-Length is not one number: " + Printable.of(lengths));
      }
      length = value;
    }
    return length;
  }
}
