package httpwire.client.decoding;

import httpwire.HttpException.MalformedMessage;
import java.io.EOFException;
import java.io.IOException;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import okio.Buffer;
import okio.BufferedSource;
import okio.Source;
import okio.Timeout;

/**
 * One deflate stream, raw or within zlib's framing (RFC 1951, RFC 1950). Takes the bytes of the
 * stream and none after it. Does not close {@code coded}.
 */
final class InflatedSource implements Source {
  private static final byte[] NOTHING = new byte[0];

  private final BufferedSource coded;
  private final Inflater inflater;
  private final Buffer.UnsafeCursor cursor = new Buffer.UnsafeCursor();
  private final byte[] block = new byte[8 << 10];

  /**
   * @param isRaw whether the stream is without zlib's framing
   */
  InflatedSource(BufferedSource coded, boolean isRaw) {
    this.coded = coded;
    this.inflater = new Inflater(isRaw);
  }

  /** The decoded bytes of the latest read, from the array's beginning on. */
  byte[] block() {
    return block;
  }

  /** How many bytes the stream has been decoded to. */
  long byteCount() {
    return inflater.getBytesWritten();
  }

  /** Begins with another stream. */
  void reset() {
    inflater.reset();
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    int most = (int) Math.min(block.length, byteCount);
    while (!inflater.finished()) {
      int count = inflate(most);
      sink.write(block, 0, count);
      if (count > 0) return count;
      // Only an inflater that was given all that is there may ask for more.
      if (!inflater.finished()) requireMore();
    }
    return -1;
  }

  /** Inflates what is in the buffer, or what the inflater still holds; reads nothing. */
  private int inflate(int byteCount) throws IOException {
    Buffer held = coded.getBuffer();
    int given = give(held);
    try {
      int count = inflater.inflate(block, 0, byteCount);
      held.skip(given - inflater.getRemaining());
      return count;
    } catch (DataFormatException e) {
      MalformedMessage malformed = new MalformedMessage("the deflate stream is not valid");
      malformed.initCause(e);
      throw malformed;
    }
  }

  /** Gives the inflater the first segment; returns its size. */
  private int give(Buffer held) {
    try (Buffer.UnsafeCursor first = held.readUnsafe(cursor)) {
      int count = Math.max(0, first.next());
      inflater.setInput(count == 0 ? NOTHING : first.data, count == 0 ? 0 : first.start, count);
      return count;
    }
  }

  private void requireMore() throws IOException {
    if (inflater.needsDictionary()) {
      throw new MalformedMessage("the deflate stream needs a preset dictionary");
    }
    if (!inflater.needsInput()) throw new MalformedMessage("the deflate stream does not go on");
    if (!coded.request(1)) throw new EOFException();
  }

  @Override
  public Timeout timeout() {
    return coded.timeout();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
