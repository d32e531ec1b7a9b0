package httpwire.transport;

/** Which directions of a socket are closed. Safe for use by two threads, one for each direction. */
final class Halves {
  /** What the caller has to do. */
  enum Left {
    /** Nothing: that half was closed already. */
    NOTHING,
    /** To close that half: the other one is open. */
    THIS_HALF,
    /** To close the socket: the other half is closed already. */
    SOCKET
  }

  private boolean isSourceClosed;
  private boolean isSinkClosed;

  synchronized Left closeSource() {
    if (isSourceClosed) return Left.NOTHING;
    isSourceClosed = true;
    return isSinkClosed ? Left.SOCKET : Left.THIS_HALF;
  }

  synchronized Left closeSink() {
    if (isSinkClosed) return Left.NOTHING;
    isSinkClosed = true;
    return isSourceClosed ? Left.SOCKET : Left.THIS_HALF;
  }
}
