package httpwire.client.decoding;

import httpwire.HttpException.LimitExceeded;
import java.io.IOException;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;

/** How much a body grows when it is decoded: bytes that came against bytes that were decoded. */
final class Expansion {
  /** A body of at most this size does no harm, whatever its ratio. */
  private static final long FREE_BYTES = 1 << 20;

  private final int maxRatio;
  private long receivedByteCount;

  Expansion(int maxRatio) {
    this.maxRatio = maxRatio;
  }

  /** The coded body, whose bytes are counted when they are taken. */
  Source counting(Source body) {
    return new ForwardingSource(body) {
      @Override
      public long read(Buffer sink, long byteCount) throws IOException {
        long read = super.read(sink, byteCount);
        receivedByteCount += Math.max(0, read);
        return read;
      }
    };
  }

  /**
   * Checks the result of any of the codings, so that one which grows and shrinks again is found
   * too.
   */
  void requireAllowed(long decodedByteCount) throws LimitExceeded {
    if (decodedByteCount <= FREE_BYTES) return;
    if (decodedByteCount / maxRatio <= receivedByteCount) return;
    throw new LimitExceeded(
        "the body was decoded from "
            + receivedByteCount
            + " to "
            + decodedByteCount
            + " bytes, more than "
            + maxRatio
            + " times as many: Decoding.withMaxRatio allows more");
  }
}
