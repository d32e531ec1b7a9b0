package httpwire.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/** Reads requests off a connection, and counts their bodies. */
final class RequestReader {
  private static final int BLOCK_BYTES = 128 << 10;

  private final SocketChannel channel;
  private final ByteBuffer input = ByteBuffer.allocateDirect(BLOCK_BYTES).limit(0);
  private String head = "";

  RequestReader(SocketChannel channel) {
    this.channel = channel;
  }

  /** Reads up to the empty line; false if the client is gone. */
  boolean readHead() throws IOException {
    StringBuilder text = new StringBuilder();
    while (!endsHead(text)) {
      if (!input.hasRemaining() && !fill()) return false;
      text.append((char) (input.get() & 0xff));
    }
    head = text.toString().toLowerCase(Locale.ROOT);
    return true;
  }

  /** Whether bytes of another request are here already. */
  boolean hasMore() {
    return input.hasRemaining();
  }

  private static boolean endsHead(StringBuilder text) {
    int n = text.length();
    return n >= 4 && text.charAt(n - 1) == '\n' && text.charAt(n - 3) == '\n';
  }

  private boolean fill() throws IOException {
    input.clear();
    int n = channel.read(input);
    input.flip();
    return n >= 0;
  }

  private void require() throws IOException {
    if (!input.hasRemaining() && !fill()) throw new EOFException();
  }

  /** Throws the body away; how many bytes it had. */
  long discardBody() throws IOException {
    answerExpectation();
    if (head.contains("\r\ntransfer-encoding: chunked\r\n")) return discardChunks();
    long length = contentLength();
    discard(length);
    return length;
  }

  private void answerExpectation() throws IOException {
    if (!head.contains("\r\nexpect: 100-continue\r\n")) return;
    channel.write(ByteBuffer.wrap("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1)));
  }

  private long contentLength() {
    String name = "\r\ncontent-length:";
    int at = head.indexOf(name);
    if (at < 0) return 0;
    int from = at + name.length();
    return Long.parseLong(head.substring(from, head.indexOf('\r', from)).trim());
  }

  private void discard(long byteCount) throws IOException {
    for (long left = byteCount; left > 0; ) {
      require();
      int n = (int) Math.min(left, input.remaining());
      input.position(input.position() + n);
      left -= n;
    }
  }

  private long discardChunks() throws IOException {
    long total = 0;
    for (long size = readSize(); size > 0; size = readSize()) {
      discard(size);
      expectLineEnd();
      total += size;
    }
    expectLineEnd();
    return total;
  }

  private long readSize() throws IOException {
    long size = 0;
    for (int b = next(); b != '\r'; b = next()) {
      int digit = Character.digit(b, 16);
      if (digit < 0) throw new IOException("no chunk size");
      size = size << 4 | digit;
    }
    if (next() != '\n') throw new IOException("no line end");
    return size;
  }

  private void expectLineEnd() throws IOException {
    if (next() != '\r' || next() != '\n') throw new IOException("no line end");
  }

  private int next() throws IOException {
    require();
    return input.get() & 0xff;
  }
}
