package httpwire;

/**
 * Why a connection cannot carry another exchange. Several reasons can hold at once; a connection
 * with none can be used again.
 */
public enum CloseReason {
  /** The request said {@code Connection: close}: RFC 9112 §9.6. */
  CLOSE_REQUESTED("the request said Connection: close"),
  /** The response said {@code Connection: close}: RFC 9112 §9.6. */
  CLOSE_ANSWERED("the response said Connection: close"),
  /** One side uses HTTP/1.0, and keep-alive was not agreed on: RFC 9112 §9.3. */
  HTTP_1_0("HTTP/1.0 without keep-alive"),
  /** The response's body ends where the connection ends: RFC 9112 §6.3. */
  BODY_UNTIL_CLOSE("the body runs until the connection closes"),
  /** After 101, or 2xx to CONNECT, the connection carries another protocol. */
  PROTOCOL_SWITCHED("the connection switched to another protocol"),
  /**
   * The request's body was not sent whole; the peer would take the next head for the rest of it.
   */
  REQUEST_INCOMPLETE("the request was not sent whole"),
  /** The caller has ended our output, so that no request can follow. */
  OUTPUT_ENDED("shutdownOutput() was called"),
  /** The response was closed before its body was read to the end. */
  BODY_ABANDONED("the response body was not read to its end"),
  /** Bytes came that no request had asked for: RFC 9112 §9.2. */
  SURPLUS_BYTES("bytes came that no request had asked for"),
  /** While the connection was idle, the peer had closed it or sent something. */
  STALE("the idle connection was closed or written to by the peer"),
  /** An exchange on this connection failed. */
  FAILED("the exchange failed"),
  /** The connection was cancelled. */
  CANCELLED("the exchange was cancelled"),
  /** The caller closed the connection. */
  CLOSED_BY_CALLER("close() was called");

  private final String words;

  CloseReason(String words) {
    this.words = words;
  }

  /** The reason as a clause, such as {@code the request was not sent whole}. */
  @Override
  public String toString() {
    return words;
  }
}
