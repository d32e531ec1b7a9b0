package httpwire.internal.wire;

import java.io.IOException;
import java.nio.channels.FileChannel;

/** What a transport in clear offers to files: the kernel sends them by itself. */
public interface FileWrites {
  /**
   * Sends a part of {@code file} behind everything that was written before.
   *
   * @return how many bytes went out, fewer than {@code byteCount} at the file's end
   */
  long write(FileChannel file, long position, long byteCount) throws IOException;
}
