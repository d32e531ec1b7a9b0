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
 * @param hop which exchange of a client's call it was, from 1: one after two redirects is 3; 0 for
 *     an exchange that is not part of one
 */
public record Circumstances(
    Phase phase,
    String peer,
    boolean isReused,
    long bytesSent,
    long bytesReceived,
    Delivery delivery,
    int hop) {
  /** The circumstances of an exchange that is not part of a client's call. */
  public Circumstances(
      Phase phase,
      String peer,
      boolean isReused,
      long bytesSent,
      long bytesReceived,
      Delivery delivery) {
    this(phase, peer, isReused, bytesSent, bytesReceived, delivery, 0);
  }

  /** The circumstances as one clause that begins with {@code while}. */
  @Override
  public String toString() {
    return "while "
        + phase
        + (hop > 1 ? " in exchange " + hop + " of the call, " : ", ")
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
