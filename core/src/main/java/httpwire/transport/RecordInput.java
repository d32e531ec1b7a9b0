package httpwire.transport;

import httpwire.internal.wire.ArrayReads;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import okio.Buffer;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;

/**
 * What TLS reads its records from, RFC 8446 §5.1: five bytes, which say how long a record is, then
 * the rest. The few bytes that are read ahead make a small record one system call; most of a large
 * one goes straight into TLS's own array.
 *
 * <p>While {@link #setWholeOnly} is on, nothing is read from the carrier: TLS gets whole records
 * that have come already, and a {@link NoRecord} where it would have to wait for one.
 */
final class RecordInput extends InputStream {
  /**
   * There is no whole record. A timeout between two records passes through the JDK's TLS, which can
   * be read again after it.
   */
  static final class NoRecord extends SocketTimeoutException {
    private static final long serialVersionUID = 1L;

    NoRecord() {
      super("no whole record");
    }
  }

  private static final int AHEAD_BYTES = 4 << 10;
  private static final int HEADER_BYTES = 5;

  /** RFC 5246 §6.2.3 allows that much; TLS 1.3 less. */
  private static final int MAX_FRAGMENT_BYTES = (16 << 10) + 2048;

  private final BufferedSource source;
  private final InputStream stream;
  private final @Nullable ArrayReads arrays;

  /** What {@link #gather} took; comes before what is ahead. */
  private final Buffer gathered = new Buffer();

  private byte[] ahead = new byte[0];
  private int position;
  private int limit;
  private boolean isWholeOnly;
  private int recordLeft;
  private volatile boolean hasEnded;

  /** -1 before anything was read. */
  private int firstByte = -1;

  RecordInput(Transport carrier) {
    this.source = carrier.getSource();
    this.stream = source.inputStream();
    this.arrays = carrier instanceof ArrayReads straight ? straight : null;
  }

  /** Whether the carrier's end was read. */
  boolean hasEnded() {
    return hasEnded;
  }

  /** Whether what was read first can be TLS; true before that. */
  boolean isTls() {
    return firstByte < 0 || isRecordType(firstByte);
  }

  void setWholeOnly(boolean isWholeOnly) {
    this.isWholeOnly = isWholeOnly;
    this.recordLeft = 0;
  }

  /**
   * Collects what has come, from the carrier's buffer too.
   *
   * @return {@link Arrival#BYTES} if a whole record is there; {@link Arrival#END} if it cannot be a
   *     TLS record
   */
  Arrival gather() throws IOException {
    if (isAhead()) gathered.write(ahead, position, limit - position);
    position = limit;
    gathered.write(source.getBuffer(), source.getBuffer().size());
    if (!mayBeRecord()) return Arrival.END;
    return gathered.size() >= recordByteCount() ? Arrival.BYTES : Arrival.NOTHING;
  }

  /** Whether the bytes can begin a record: its type, the major version, and a length. */
  private boolean mayBeRecord() {
    long size = gathered.size();
    if (size > 0 && !isRecordType(gathered.getByte(0))) return false;
    if (size > 1 && gathered.getByte(1) != 3) return false;
    return size < HEADER_BYTES || recordByteCount() <= HEADER_BYTES + MAX_FRAGMENT_BYTES;
  }

  private static boolean isRecordType(int type) {
    return type >= 20 && type <= 24;
  }

  /** How long the first record that was gathered is with its header, as far as that is known. */
  private int recordByteCount() {
    if (gathered.size() < HEADER_BYTES) return HEADER_BYTES;
    return HEADER_BYTES + ((gathered.getByte(3) & 0xFF) << 8) + (gathered.getByte(4) & 0xFF);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] sink, int offset, int byteCount) throws IOException {
    if (isWholeOnly) return readWhole(sink, offset, byteCount);
    if (!gathered.exhausted()) return gathered.read(sink, offset, byteCount);
    if (isAhead()) return takeAhead(sink, offset, byteCount);
    int read = readOn(sink, offset, byteCount);
    if (read < 0) hasEnded = true;
    else if (firstByte < 0) firstByte = sink[offset] & 0xFF;
    return read;
  }

  private int readWhole(byte[] sink, int offset, int byteCount) throws IOException {
    if (recordLeft == 0) {
      if (gathered.size() < recordByteCount()) throw new NoRecord();
      recordLeft = recordByteCount();
    }
    int read = gathered.read(sink, offset, Math.min(byteCount, recordLeft));
    recordLeft -= read;
    return read;
  }

  private int readOn(byte[] sink, int offset, int byteCount) throws IOException {
    if (arrays == null || !source.getBuffer().exhausted()) {
      return stream.read(sink, offset, byteCount);
    }
    if (byteCount >= AHEAD_BYTES) return arrays.read(sink, offset, byteCount);
    if (ahead.length == 0) ahead = new byte[AHEAD_BYTES];
    position = 0;
    limit = Math.max(0, arrays.read(ahead, 0, AHEAD_BYTES));
    return isAhead() ? takeAhead(sink, offset, byteCount) : -1;
  }

  private boolean isAhead() {
    return position < limit;
  }

  private int takeAhead(byte[] sink, int offset, int byteCount) {
    int taken = Math.min(byteCount, limit - position);
    System.arraycopy(ahead, position, sink, offset, taken);
    position += taken;
    return taken;
  }

  @Override
  public int available() throws IOException {
    if (!gathered.exhausted()) return (int) Math.min(Integer.MAX_VALUE, gathered.size());
    return isAhead() ? limit - position : stream.available();
  }
}
