package httpwire.client.cache;

import java.io.IOException;
import okio.Buffer;
import okio.ForwardingSource;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** A stored body: it has all its bytes and they are right, or reading it fails. */
final class CheckedBody extends ForwardingSource {
  private final long byteCount;

  /** Null if only the number of bytes counts. */
  private final @Nullable Integer crc;

  private final Runnable damaged;
  private final BodyCheck check = new BodyCheck();

  /**
   * @param damaged is run once, when the body turns out not to be right
   */
  CheckedBody(Source file, long byteCount, @Nullable Integer crc, Runnable damaged) {
    super(file);
    this.byteCount = byteCount;
    this.crc = crc;
    this.damaged = damaged;
  }

  @Override
  public long read(Buffer sink, long count) throws IOException {
    long read = super.read(sink, count);
    if (read > 0) check.update(sink, read);
    boolean isAtEnd = read < 0 || check.byteCount() >= byteCount;
    if (isAtEnd && !isRight()) {
      damaged.run();
      throw new IOException("a stored body is damaged");
    }
    return read;
  }

  private boolean isRight() {
    return check.byteCount() == byteCount && (crc == null || crc == check.crc());
  }
}
