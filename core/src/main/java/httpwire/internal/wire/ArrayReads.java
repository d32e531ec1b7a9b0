package httpwire.internal.wire;

import java.io.IOException;

/** A transport that can read into an array directly, without copying through its buffer. */
public interface ArrayReads {
  /**
   * Reads the bytes that have arrived, straight from the network; blocks only if there are none.
   * May be called only while the transport's buffer is empty, since its bytes come first.
   *
   * @return the number of bytes read, at least one; -1 at the end of the stream
   */
  int read(byte[] sink, int offset, int byteCount) throws IOException;
}
