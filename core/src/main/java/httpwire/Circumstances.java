package httpwire;

/**
 * Where and when an exchange failed. Attached to an {@link HttpException} by the connection, which
 * alone knows; it names hosts and counts, never a field's value.
 *
 * @param phase what was being done
 * @param peer the address or {@code host:port} of the connection's other end
 * @param isReused whether the connection had carried an earlier exchange
 * @param bytesSent bytes handed to the network for this exchange, framing included
 * @param bytesReceived bytes of the answer taken from the network so far, framing included
 * @param delivery how much of the request had gone out
 */
public record Circumstances(
    Phase phase,
    String peer,
    boolean isReused,
    long bytesSent,
    long bytesReceived,
    Delivery delivery) {
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
