package httpwire.client.decoding;

import httpwire.HttpException.MalformedMessage;
import java.io.IOException;
import java.util.zip.CRC32;
import okio.Buffer;
import okio.BufferedSource;
import okio.Source;
import okio.Timeout;

/**
 * A gzip file, RFC 1952: one member or several, one after the other. Okio's GzipSource reads only
 * one. Does not close {@code coded}.
 */
final class GzipSource implements Source {
  private final BufferedSource coded;
  private final InflatedSource inflated;
  private final CRC32 crc = new CRC32();
  private boolean isBegun;
  private boolean isInMember;

  GzipSource(BufferedSource coded) {
    this.coded = coded;
    this.inflated = new InflatedSource(coded, true);
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    while (isInMember || hasNext()) {
      if (!isInMember) begin();
      long read = inflated.read(sink, byteCount);
      if (read >= 0) {
        crc.update(inflated.block(), 0, (int) read);
        return read;
      }
      end();
    }
    return -1;
  }

  private boolean hasNext() throws IOException {
    return !isBegun || !coded.exhausted();
  }

  private void begin() throws IOException {
    new GzipHeader(coded).read();
    inflated.reset();
    crc.reset();
    isBegun = true;
    isInMember = true;
  }

  /** Checks the trailer, RFC 1952 §2.3.1. */
  private void end() throws IOException {
    if (coded.readIntLe() != (int) crc.getValue()) {
      throw new MalformedMessage("the gzip body is wrong: its CRC-32 does not match");
    }
    if (coded.readIntLe() != (int) inflated.byteCount()) {
      throw new MalformedMessage("the gzip body is wrong: its length does not match");
    }
    isInMember = false;
  }

  @Override
  public Timeout timeout() {
    return coded.timeout();
  }

  @Override
  public void close() {
    inflated.close();
  }
}
