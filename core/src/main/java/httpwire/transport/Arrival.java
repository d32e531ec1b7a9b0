package httpwire.transport;

/** What {@link Transport#poll} found. */
public enum Arrival {
  /** The peer has sent nothing that was not read, or not yet enough to decrypt any of it. */
  NOTHING,

  /** At least one byte is in the buffer of {@link Transport#getSource}. */
  BYTES,

  /**
   * The peer has ended its output, or the connection is broken or closed: reading gives the end, or
   * throws what broke it.
   */
  END
}
