package httpwire.download;

import java.nio.file.Path;
import java.util.List;

/**
 * A download that is complete.
 *
 * @param file where it is
 * @param byteCount its size
 * @param resumedByteCount how many of its bytes an earlier run had received
 * @param connectionCount how many responses brought the rest
 * @param verified the digests that it has been found to have, given by the caller or by the server
 */
public record Downloaded(
    Path file, long byteCount, long resumedByteCount, int connectionCount, List<Digest> verified) {
  public Downloaded {
    verified = List.copyOf(verified);
  }
}
