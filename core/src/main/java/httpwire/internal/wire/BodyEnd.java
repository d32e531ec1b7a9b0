package httpwire.internal.wire;

/** The four ways in which reading a body ends. */
public enum BodyEnd {
  /** The caller has read every byte. */
  COMPLETE,
  /** The body broke off; every later read throws the failure again. */
  CUT,
  /** The caller closed it before its end. */
  CLOSED,
  /**
   * The connection was closed, cancelled or broken by another call than a read of this body; later
   * reads throw an exception that says so.
   */
  TAKEN_AWAY
}
