package httpwire.transport;

/**
 * Which directions of a socket are closed. Each is closed by the thread that uses it, which may be
 * two threads.
 */
final class Halves {
  /** What is left to do for who closes a half. */
  enum Left {
    /** That half was closed already. */
    NOTHING,
    /** The other half is open. */
    THIS_HALF,
    /** The other half is closed, and so the socket can be. */
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
