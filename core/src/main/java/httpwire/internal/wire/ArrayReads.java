package httpwire.internal.wire;

import java.io.IOException;

/** What a transport offers to those who bring room of their own: a way past its buffer. */
public interface ArrayReads {
  /**
   * Reads what is there straight from the network, waiting only if there is nothing. Only while the
   * transport's buffer is empty, or bytes would come out of turn.
   *
   * @return how many bytes, at least one; -1 at the end
   */
  int read(byte[] sink, int offset, int byteCount) throws IOException;
}
