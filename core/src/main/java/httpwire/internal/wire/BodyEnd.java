package httpwire.internal.wire;

/** The four ways in which reading a body ends. */
public enum BodyEnd {
  /** The reader has every byte of it. */
  COMPLETE,
  /** It broke off: the failure is thrown again by every later read. */
  CUT,
  /** The reader closed it before its end. */
  CLOSED,
  /** Somebody else closed, cancelled or broke the connection under it; later reads say so. */
  TAKEN_AWAY
}
