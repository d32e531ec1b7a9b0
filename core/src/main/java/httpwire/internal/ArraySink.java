package httpwire.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import okio.Okio;
import okio.Sink;
import okio.Source;
import okio.Timeout;

/**
 * Okio's buffered sink, except that a large array is not copied into the buffer: what is in the
 * buffer goes first, then the array as one piece, before the call returns.
 */
public final class ArraySink implements PieceSink {
  /** Takes a piece from where it is, with the few bytes that follow it, and does not keep it. */
  public interface Pieces extends Sink {
    /** Takes both, one after the other. */
    void write(ByteBuffer piece, ByteString end) throws IOException;
  }

  /** A smaller array is cheaper through the buffer, which collects several for one system call. */
  private static final int LARGE_BYTES = 32 << 10;

  private final Pieces pieces;
  private final BufferedSink sink;

  /** Buffers what goes to {@code pieces}. */
  public ArraySink(Pieces pieces) {
    this.pieces = pieces;
    this.sink = Okio.buffer(pieces);
  }

  // 1. What can be large.

  @Override
  public ArraySink write(byte[] source) throws IOException {
    return write(source, 0, source.length);
  }

  @Override
  public ArraySink write(byte[] source, int offset, int byteCount) throws IOException {
    if (byteCount < LARGE_BYTES) sink.write(source, offset, byteCount);
    else writeLarge(ByteBuffer.wrap(source, offset, byteCount));
    return this;
  }

  @Override
  public ArraySink write(ByteString source) throws IOException {
    if (source.size() < LARGE_BYTES) sink.write(source);
    else writeLarge(source.asByteBuffer());
    return this;
  }

  @Override
  public ArraySink write(ByteString source, int offset, int byteCount) throws IOException {
    if (byteCount < LARGE_BYTES) sink.write(source, offset, byteCount);
    else writeLarge(source.asByteBuffer().slice(offset, byteCount));
    return this;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    int byteCount = source.remaining();
    if (byteCount < LARGE_BYTES) return sink.write(source);
    writeLarge(source);
    return byteCount;
  }

  @Override
  public void writePiece(ByteBuffer piece, ByteString end) throws IOException {
    if (piece.remaining() < LARGE_BYTES) {
      sink.getBuffer().write(piece);
      sink.getBuffer().write(end);
    } else {
      sink.emit();
      pieces.write(piece, end);
    }
  }

  private void writeLarge(ByteBuffer piece) throws IOException {
    writePiece(piece, ByteString.EMPTY);
  }

  // 2. As in the buffered sink.

  @Override
  public Buffer getBuffer() {
    return sink.getBuffer();
  }

  @Override
  @Deprecated
  public Buffer buffer() {
    return sink.getBuffer();
  }

  @Override
  public void write(Buffer source, long byteCount) throws IOException {
    sink.write(source, byteCount);
  }

  @Override
  public ArraySink write(Source source, long byteCount) throws IOException {
    sink.write(source, byteCount);
    return this;
  }

  @Override
  public long writeAll(Source source) throws IOException {
    return sink.writeAll(source);
  }

  @Override
  public ArraySink writeUtf8(String text) throws IOException {
    sink.writeUtf8(text);
    return this;
  }

  @Override
  public ArraySink writeUtf8(String text, int begin, int end) throws IOException {
    sink.writeUtf8(text, begin, end);
    return this;
  }

  @Override
  public ArraySink writeUtf8CodePoint(int codePoint) throws IOException {
    sink.writeUtf8CodePoint(codePoint);
    return this;
  }

  @Override
  public ArraySink writeString(String text, Charset charset) throws IOException {
    sink.writeString(text, charset);
    return this;
  }

  @Override
  public ArraySink writeString(String text, int begin, int end, Charset charset)
      throws IOException {
    sink.writeString(text, begin, end, charset);
    return this;
  }

  @Override
  public ArraySink writeByte(int b) throws IOException {
    sink.writeByte(b);
    return this;
  }

  @Override
  public ArraySink writeShort(int s) throws IOException {
    sink.writeShort(s);
    return this;
  }

  @Override
  public ArraySink writeShortLe(int s) throws IOException {
    sink.writeShortLe(s);
    return this;
  }

  @Override
  public ArraySink writeInt(int i) throws IOException {
    sink.writeInt(i);
    return this;
  }

  @Override
  public ArraySink writeIntLe(int i) throws IOException {
    sink.writeIntLe(i);
    return this;
  }

  @Override
  public ArraySink writeLong(long v) throws IOException {
    sink.writeLong(v);
    return this;
  }

  @Override
  public ArraySink writeLongLe(long v) throws IOException {
    sink.writeLongLe(v);
    return this;
  }

  @Override
  public ArraySink writeDecimalLong(long v) throws IOException {
    sink.writeDecimalLong(v);
    return this;
  }

  @Override
  public ArraySink writeHexadecimalUnsignedLong(long v) throws IOException {
    sink.writeHexadecimalUnsignedLong(v);
    return this;
  }

  @Override
  public ArraySink emit() throws IOException {
    sink.emit();
    return this;
  }

  @Override
  public ArraySink emitCompleteSegments() throws IOException {
    sink.emitCompleteSegments();
    return this;
  }

  @Override
  public void flush() throws IOException {
    sink.flush();
  }

  /** A stream over this sink, so that large arrays take the same way. */
  @Override
  public OutputStream outputStream() {
    return new Stream();
  }

  @Override
  public Appendable utf8Appendable() {
    return sink.utf8Appendable();
  }

  @Override
  public boolean isOpen() {
    return sink.isOpen();
  }

  @Override
  public Timeout timeout() {
    return sink.timeout();
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }

  @Override
  public String toString() {
    return sink.toString();
  }

  private final class Stream extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      sink.writeByte(b);
    }

    @Override
    public void write(byte[] source, int offset, int byteCount) throws IOException {
      ArraySink.this.write(source, offset, byteCount);
    }

    @Override
    public void flush() throws IOException {
      if (sink.isOpen()) sink.flush();
    }

    @Override
    public void close() throws IOException {
      sink.close();
    }
  }
}
