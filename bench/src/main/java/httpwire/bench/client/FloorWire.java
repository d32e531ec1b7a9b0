package httpwire.bench.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Arrays;

/** The floor's connection: a socket, one array, and a parser of the few things it looks at. */
final class FloorWire implements Closeable {
  private static final int SMALL_BLOCK_BYTES = 4 << 10;
  private static final byte[][] NO_FIELDS = {};
  private static final byte[] LENGTH = "Content-Length:".getBytes(ISO_8859_1);

  final OutputStream out;

  /** The wanted fields of the head read last. */
  final String[] values = new String[Exchange.FIELDS.length];

  /** The caller's array, for large bodies. */
  final byte[] block;

  private final Socket socket;
  private final InputStream in;

  /** What was read and not used yet: from position to limit. */
  private final byte[] input;

  private int position;
  private int limit;
  private long contentLength;

  private FloorWire(Socket socket, int blockBytes, int inputBytes) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
    this.out = socket.getOutputStream();
    this.block = new byte[blockBytes];
    this.input = new byte[inputBytes];
  }

  static FloorWire open(Exchange exchange, Setup setup) throws Exception {
    Socket socket =
        exchange.isSecure()
            ? setup.sslContext().getSocketFactory().createSocket(Exchange.HOST, exchange.port())
            : new Socket(Exchange.HOST, exchange.port());
    socket.setTcpNoDelay(true);
    boolean isSmall = exchange.kind() == Kind.GET;
    return isSmall
        ? new FloorWire(socket, 0, 1 << 10)
        : new FloorWire(socket, BlockingClient.BLOCK_BYTES, 2 * SMALL_BLOCK_BYTES);
  }

  /** Reads a head; the status. */
  int readHead() throws IOException {
    return readHead(NO_FIELDS);
  }

  /**
   * Reads a head, and of the wanted fields the {@link #values}. What follows the head stays in the
   * array.
   *
   * @param wanted names with their colons
   */
  int readHead(byte[][] wanted) throws IOException {
    if (position == limit) position = limit = 0;
    contentLength = -1;
    int line = position;
    int status = 0;
    for (int i = line; ; i++) {
      if (i == limit) {
        int moved = fill(line);
        i -= moved;
        line -= moved;
      }
      if (input[i] != '\n') continue;
      if (status == 0) {
        status = number(line + 9, line + 12);
      } else if (i - line <= 1) {
        position = i + 1;
        return status;
      } else {
        field(line, i - 1, wanted);
      }
      line = i + 1;
    }
  }

  private int number(int from, int to) {
    int number = 0;
    for (int i = from; i < to; i++) number = number * 10 + input[i] - '0';
    return number;
  }

  /** Looks at one line. */
  private void field(int from, int to, byte[][] wanted) {
    if (startsWith(from, LENGTH)) contentLength = number(valueOf(from, LENGTH), to);
    for (int i = 0; i < wanted.length; i++) {
      if (!startsWith(from, wanted[i])) continue;
      int value = valueOf(from, wanted[i]);
      values[i] = new String(input, value, to - value, ISO_8859_1);
    }
  }

  private int valueOf(int line, byte[] name) {
    int value = line + name.length;
    while (input[value] == ' ') value++;
    return value;
  }

  private boolean startsWith(int from, byte[] wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if ((input[from + i] | 0x20) != (wanted[i] | 0x20)) return false;
    }
    return true;
  }

  /** Reads more after what is there from {@code start} on; returns by how much that was moved. */
  private int fill(int start) throws IOException {
    int moved = 0;
    if (limit == input.length) {
      System.arraycopy(input, start, input, 0, limit - start);
      limit -= start;
      moved = start;
    }
    int n = in.read(input, limit, input.length - limit);
    if (n < 0) throw new EOFException();
    limit += n;
    return moved;
  }

  /** The body of a small answer. */
  byte[] readBody() throws IOException {
    int length = (int) contentLength;
    byte[] body = new byte[length];
    int count = Math.min(length, limit - position);
    System.arraycopy(input, position, body, 0, count);
    position += count;
    while (count < length) {
      int n = in.read(body, count, length - count);
      if (n < 0) throw new EOFException();
      count += n;
    }
    return body;
  }

  /** The body of a large answer. */
  InputStream body() {
    return contentLength >= 0 ? new LengthStream(contentLength) : new ChunkedStream();
  }

  /** Buffered bytes first, then straight into the caller's array. */
  private int read(byte[] sink, int offset, int byteCount) throws IOException {
    if (position == limit) return in.read(sink, offset, byteCount);
    int count = Math.min(byteCount, limit - position);
    System.arraycopy(input, position, sink, offset, count);
    position += count;
    return count;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private abstract class BodyStream extends InputStream {
    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }
  }

  private final class LengthStream extends BodyStream {
    private long left;

    LengthStream(long left) {
      this.left = left;
    }

    @Override
    public int read(byte[] sink, int offset, int byteCount) throws IOException {
      if (left == 0) return -1;
      int n = FloorWire.this.read(sink, offset, (int) Math.min(byteCount, left));
      if (n < 0) throw new EOFException();
      left -= n;
      return n;
    }
  }

  /**
   * Reads the wire into an array of 64 KiB, and copies the chunks' data out of it: that costs less
   * than a system call for the end of each chunk.
   */
  private final class ChunkedStream extends BodyStream {
    private final byte[] wire = Arrays.copyOf(Arrays.copyOfRange(input, position, limit), 64 << 10);
    private int at;
    private int end = limit - position;
    private long left;
    private boolean isFirst = true;
    private boolean isOver;

    ChunkedStream() {
      position = limit;
    }

    @Override
    public int read(byte[] sink, int offset, int byteCount) throws IOException {
      int count = 0;
      while (count < byteCount && !isOver) {
        if (at == end && count > 0) break;
        if (left == 0) {
          nextChunk();
          continue;
        }
        if (at == end) more();
        int n = (int) Math.min(Math.min(byteCount - count, left), end - at);
        System.arraycopy(wire, at, sink, offset + count, n);
        at += n;
        left -= n;
        count += n;
      }
      return count == 0 ? -1 : count;
    }

    private void nextChunk() throws IOException {
      if (!isFirst) line();
      isFirst = false;
      left = line();
      if (left == 0) {
        line();
        isOver = true;
      }
    }

    /** The number on the next line; 0 if it is empty. */
    private long line() throws IOException {
      long number = 0;
      for (int b = next(); b != '\n'; b = next()) {
        if (b != '\r') number = number << 4 | Character.digit(b, 16);
      }
      return number;
    }

    private int next() throws IOException {
      if (at == end) more();
      return wire[at++];
    }

    private void more() throws IOException {
      at = 0;
      end = in.read(wire);
      if (end < 0) throw new EOFException();
    }
  }
}
