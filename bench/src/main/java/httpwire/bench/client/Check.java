package httpwire.bench.client;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * Looks at each answer. Cheap while it is measured: the status, the length, the first bytes; a
 * thorough one adds the checksum of large bodies. One thread's own.
 */
public final class Check {
  private static final int PREFIX_BYTES = 16;
  private static final byte[] PREFIX = Content.noise(PREFIX_BYTES);

  private final byte[] small = Content.small();
  private final boolean isThorough;
  private final CRC32 crc = new CRC32();
  private long byteCount;

  public Check(boolean isThorough) {
    this.isThorough = isThorough;
  }

  public boolean isThorough() {
    return isThorough;
  }

  public void status(int status) {
    if (status != 200) throw new WrongAnswer("status " + status);
  }

  /** The whole body of a small answer. */
  public void small(byte[] body) {
    if (!Arrays.equals(body, small)) throw new WrongAnswer("a small body of " + body.length);
  }

  public void small(byte[] bytes, int offset, int byteCount) {
    if (!Arrays.equals(bytes, offset, offset + byteCount, small, 0, small.length)) {
      throw new WrongAnswer("a small body of " + byteCount);
    }
  }

  /** What a small body must be, for clients that have it as a type of their own. */
  public byte[] small() {
    return small;
  }

  public void small(boolean isRight) {
    if (!isRight) throw new WrongAnswer("a small body");
  }

  public void field(String value) {
    if (value == null || value.isEmpty()) throw new WrongAnswer("a field is missing");
  }

  public void receipt(Exchange exchange, String text) {
    if (!exchange.receipt().equals(text)) throw new WrongAnswer("the server said " + text);
  }

  public void receipt(Exchange exchange, byte[] text) {
    receipt(exchange, new String(text, StandardCharsets.ISO_8859_1));
  }

  /** The next piece of a large body. */
  public void piece(byte[] bytes, int offset, int count) {
    if (byteCount == 0 && count >= PREFIX_BYTES) prefix(bytes, offset);
    if (isThorough) crc.update(bytes, offset, count);
    byteCount += count;
  }

  private static void prefix(byte[] bytes, int offset) {
    if (!Arrays.equals(bytes, offset, offset + PREFIX_BYTES, PREFIX, 0, PREFIX_BYTES)) {
      throw new WrongAnswer("a large body's first bytes");
    }
  }

  /** The next piece of a large body, which is not looked into. */
  public void skipped(long count) {
    byteCount += count;
  }

  /** A large body is over. */
  public void end(Exchange exchange) {
    long count = byteCount;
    long sum = crc.getValue();
    byteCount = 0;
    crc.reset();
    if (count != exchange.byteCount()) throw new WrongAnswer("a large body of " + count);
    if (isThorough && sum != Content.checksum(count)) throw new WrongAnswer("a checksum");
  }

  /** A large body is over, and in a file. */
  public void file(Exchange exchange) throws IOException {
    Path file = exchange.file();
    if (isThorough) {
      readThrough(file);
    } else {
      try (InputStream in = Files.newInputStream(file)) {
        piece(in.readNBytes(PREFIX_BYTES), 0, PREFIX_BYTES);
      }
      byteCount = Files.size(file);
    }
    end(exchange);
  }

  private void readThrough(Path file) throws IOException {
    byte[] block = new byte[64 << 10];
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) piece(block, 0, n);
    }
  }

  /** An answer is not what the server sent. */
  public static final class WrongAnswer extends RuntimeException {
    WrongAnswer(String what) {
      super("wrong answer: " + what);
    }
  }
}
