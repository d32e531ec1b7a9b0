package httpwire;

/**
 * Where and when an exchange failed. The connection attaches it to an {@link HttpException}. It has
 * hosts and counts, and never the value of a field.
 *
 * @param phase what the connection was doing
 * @param peer the address, or {@code host:port}, of the other end of the connection
 * @param isReused whether the connection had carried an exchange before
 * @param bytesSent the bytes of this exchange that were handed to the network, framing included
 * @param bytesReceived the bytes of the response that came from the network, framing included
 * @param delivery how much of the request was sent
 */
public record Circumstances(
    Phase phase,
    String peer,
    boolean isReused,
    long bytesSent,
    long bytesReceived,
    Delivery delivery) {
  /** The circumstances as one clause that begins with {@code while}. */
  @Override
  public String toString() {
    return "while "
        + phase
        + ", "
        + peer
        + (isReused ? " (reused)" : "")
        + ", "
        + bytesSent
        + " bytes sent, "
        + bytesReceived
        + " received, "
        + delivery;
  }
}
