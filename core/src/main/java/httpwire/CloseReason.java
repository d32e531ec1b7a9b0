package httpwire;

/** Why a connection cannot carry another exchange. Several can hold at once; none: reusable. */
public enum CloseReason {
  /** Our request said {@code Connection: close}, RFC 9112 §9.6. */
  CLOSE_REQUESTED("the request said Connection: close"),
  /** The response said so. */
  CLOSE_ANSWERED("the response said Connection: close"),
  /** One side speaks HTTP/1.0 and keep-alive was not agreed, RFC 9112 §9.3. */
  HTTP_1_0("HTTP/1.0 without keep-alive"),
  /** The body has no end but the connection's, RFC 9112 §6.3. */
  BODY_UNTIL_CLOSE("the body runs until the connection closes"),
  /** 101, or 2xx to CONNECT: the bytes are no longer HTTP/1.1 of ours. */
  PROTOCOL_SWITCHED("the connection switched to another protocol"),
  /** The request's body was not sent whole, so the next head would be taken for the rest of it. */
  REQUEST_INCOMPLETE("the request was not sent whole"),
  /** The response was closed before its end. */
  BODY_ABANDONED("the response body was not read to its end"),
  /** Bytes came that no request asked for, RFC 9112 §9.2. */
  SURPLUS_BYTES("bytes came that no request had asked for"),
  /** The idle connection had ended or become readable before it was used again. */
  STALE("the idle connection was closed or written to by the peer"),
  /** A failure on this connection. */
  FAILED("the exchange failed"),
  /** {@code cancel()}. */
  CANCELLED("the exchange was cancelled"),
  /** {@code close()}. */
  CLOSED_BY_CALLER("close() was called");

  private final String words;

  CloseReason(String words) {
    this.words = words;
  }

  /** The reason as a clause. */
  @Override
  public String toString() {
    return words;
  }
}
