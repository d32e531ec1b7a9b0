package httpwire.internal.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import okio.ByteString;

/**
 * A transport without TLS that can send bytes from where they are, without copying them through its
 * buffer. The counterpart of {@link ArrayReads}.
 */
public interface ArrayWrites {
  /**
   * Sends everything that was written before, then all of {@code piece} and {@code end}, with as
   * few system calls as the network allows. Nothing refers to {@code piece} afterwards.
   */
  void write(ByteBuffer piece, ByteString end) throws IOException;
}
