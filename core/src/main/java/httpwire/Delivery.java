package httpwire;

/**
 * How much of an exchange had happened when it failed: what somebody must know who wants to send
 * the request again.
 *
 * @param stage how far the exchange had come
 * @param bodyByteCount the most bytes of the request's body that the network can have taken
 */
public record Delivery(Stage stage, long bodyByteCount) {
  /** The last thing that certainly happened. */
  public enum Stage {
    /** Not one byte of the request was handed to the network. */
    NOTHING_SENT,
    /** The head, or a part of it, was; the peer may have acted on it. */
    HEAD_SENT,
    /** So was a part of the body, or all of it. */
    BODY_SENT,
    /** The peer had begun to answer. */
    RESPONSE_BEGUN
  }

  /** Whether the peer cannot have seen the request, so that sending it again repeats nothing. */
  public boolean isResendSafe() {
    return stage == Stage.NOTHING_SENT;
  }

  @Override
  public String toString() {
    return switch (stage) {
      case NOTHING_SENT -> "nothing sent";
      case HEAD_SENT -> "head sent";
      case BODY_SENT -> bodyByteCount + " body bytes sent";
      case RESPONSE_BEGUN -> "response begun";
    };
  }
}
