package httpwire;

/**
 * How much of an exchange had happened when it failed. It says whether the request can be sent
 * again without repeating anything.
 *
 * @param stage how far the exchange had come
 * @param bodyByteCount how many bytes of the request's body the network can have taken, at most
 */
public record Delivery(Stage stage, long bodyByteCount) {
  /** How far an exchange came for certain. */
  public enum Stage {
    /** No byte of the request was handed to the network. */
    NOTHING_SENT,
    /** The head, or a part of it, was handed to the network; the peer may have acted on it. */
    HEAD_SENT,
    /** The head and a part of the body, or all of it, were handed to the network. */
    BODY_SENT,
    /** The response had begun to arrive. */
    RESPONSE_BEGUN
  }

  /** Whether the peer cannot have seen the request, so that sending it again repeats nothing. */
  public boolean isResendSafe() {
    return stage == Stage.NOTHING_SENT;
  }

  /** The delivery in a few words, such as {@code head sent}. */
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
