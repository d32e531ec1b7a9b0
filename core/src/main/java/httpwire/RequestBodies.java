package httpwire;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import okio.Okio;
import okio.Source;

/** The kinds of body that {@link RequestBody} makes. */
final class RequestBodies {
  /** Where nobody has said otherwise: eight Okio segments, the most one system call moves. */
  private static final int DEFAULT_BLOCK_BYTES = 64 << 10;

  private RequestBodies() {}

  static ByteString encode(String text, Charset charset) {
    try {
      return ByteString.of(encoder(charset).encode(CharBuffer.wrap(text)));
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the body can't be encoded in " + charset, e);
    }
  }

  /** An encoder that reports what it cannot encode. */
  private static CharsetEncoder encoder(Charset charset) {
    if (!charset.canEncode()) throw new IllegalArgumentException(charset + " can only be decoded");
    return charset.newEncoder();
  }

  record Bytes(ByteString bytes) implements RequestBody {
    @Override
    public long length() {
      return bytes.size();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      sink.getBuffer().write(bytes);
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }
  }

  record File(Path file) implements RequestBody {
    @Override
    public long length() throws IOException {
      return Files.size(file);
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      writeTo(sink, DEFAULT_BLOCK_BYTES);
    }

    @Override
    public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
      try (Source source = Okio.source(file)) {
        writeBlocks(source, sink, blockByteCount);
      }
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }
  }

  record Stream(Source source) implements RequestBody {
    @Override
    public long length() {
      return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      writeTo(sink, DEFAULT_BLOCK_BYTES);
    }

    @Override
    public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
      writeBlocks(source, sink, blockByteCount);
    }
  }

  record Text(Reader reader, Charset charset) implements RequestBody {
    @Override
    public long length() {
      return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      writeTo(sink, DEFAULT_BLOCK_BYTES);
    }

    @Override
    public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
      requireBlocks(blockByteCount);
      Buffer encoded = new Buffer();
      char[] block = new char[blockByteCount];
      // A writer, not an encoder for each block: a surrogate pair may stand across two blocks.
      try (var writer = new OutputStreamWriter(encoded.outputStream(), encoder(charset))) {
        for (int n = reader.read(block); n >= 0; n = reader.read(block)) {
          writer.write(block, 0, n);
          writer.flush();
          emit(encoded, sink);
        }
      }
      emit(encoded, sink);
    }
  }

  record Pieces(Iterable<ByteString> pieces) implements RequestBody {
    @Override
    public long length() {
      return -1;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      for (ByteString piece : pieces) {
        sink.getBuffer().write(piece);
        sink.flush();
      }
    }
  }

  /** Blocks of nothing would never come to an end. */
  private static void requireBlocks(int blockByteCount) {
    if (blockByteCount < 1) {
      throw new IllegalArgumentException("blockByteCount < 1: " + blockByteCount);
    }
  }

  /** Full blocks as long as there are any, as http.client reads a file; then what is left. */
  private static void writeBlocks(Source source, BufferedSink sink, int blockByteCount)
      throws IOException {
    requireBlocks(blockByteCount);
    boolean isAtEnd = false;
    while (!isAtEnd) {
      isAtEnd = !fill(sink.getBuffer(), source, blockByteCount);
      sink.emit();
    }
  }

  /** Whether the source had a whole block. */
  private static boolean fill(Buffer block, Source source, int blockByteCount) throws IOException {
    long missing = blockByteCount - block.size();
    while (missing > 0) {
      long byteCount = source.read(block, missing);
      if (byteCount < 0) return false;
      missing -= byteCount;
    }
    return true;
  }

  /** Past the sink's own threshold, so that a block stays one piece. */
  private static void emit(Buffer block, BufferedSink sink) throws IOException {
    sink.getBuffer().write(block, block.size());
    sink.emit();
  }
}
