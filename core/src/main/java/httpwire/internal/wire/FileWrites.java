package httpwire.internal.wire;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** A transport without TLS, over which the kernel can send a file without copying it. */
public interface FileWrites {
  /**
   * Sends a part of {@code file} after everything that was written before.
   *
   * @return the number of bytes sent, fewer than {@code byteCount} at the end of the file
   */
  long write(FileChannel file, long position, long byteCount) throws IOException;
}
