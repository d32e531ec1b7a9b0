package httpwire;

import httpwire.internal.PieceSink;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Reader;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Locale;
import okio.Buffer;
import okio.BufferedSink;
import okio.ByteString;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** The kinds of body that {@link RequestBody} makes. */
final class RequestBodies {
  /** Unless the caller says otherwise: eight Okio segments, as much as one system call moves. */
  private static final int DEFAULT_BLOCK_BYTES = 64 << 10;

  private RequestBodies() {}

  static ByteString encode(String text, Charset charset) {
    try {
      return ByteString.of(newEncoder(charset).encode(CharBuffer.wrap(text)));
    } catch (CharacterCodingException lacking) {
      throw cannotEncode(charset, lacking);
    }
  }

  private static IllegalArgumentException cannotEncode(Charset charset, IOException cause) {
    return new IllegalArgumentException("the body can't be encoded in " + charset, cause);
  }

  /** An encoder that fails on what it cannot encode. */
  private static CharsetEncoder newEncoder(Charset charset) {
    if (!charset.canEncode()) throw new IllegalArgumentException(charset + " can only be decoded");
    return charset.newEncoder();
  }

  /** The Content-Type of text in that charset. */
  static String textIn(Charset charset) {
    return "text/plain; charset=" + charset.name().toLowerCase(Locale.ROOT);
  }

  record Bytes(ByteString bytes, @Nullable String contentType) implements RequestBody {
    @Override
    public long length() {
      return bytes.size();
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      PieceSink.write(sink, bytes);
    }

    @Override
    public boolean isRepeatable() {
      return true;
    }
  }

  record File(Path path) implements RequestBody {
    /** A pipe or device has no length of its own: it ends when it ends. */
    @Override
    public long length() throws IOException {
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      if (attributes.isDirectory()) throw isDirectory();
      return attributes.isOther() ? -1 : attributes.size();
    }

    private FileSystemException isDirectory() {
      return new FileSystemException(
          path.toString(), null, "is a directory, and a request body must be a file");
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      writeTo(sink, DEFAULT_BLOCK_BYTES);
    }

    @Override
    public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
      requireBlocks(blockByteCount);
      if (Files.isDirectory(path)) throw isDirectory();
      try (InputStream stream = Files.newInputStream(path)) {
        if (Files.isRegularFile(path)) {
          writeBlocks(Okio.source(stream), sink, blockByteCount);
        } else {
          new Stream(stream).writeTo(sink, blockByteCount);
        }
      }
    }

    /**
     * Regular files of the default file system only: the kernel knows no other file system, and
     * cannot tell how much a pipe will give.
     */
    @Override
    public @Nullable Path file() {
      boolean isKnown = path.getFileSystem().equals(FileSystems.getDefault());
      return isKnown && Files.isRegularFile(path) ? path : null;
    }

    @Override
    public boolean isRepeatable() {
      return Files.isRegularFile(path);
    }
  }

  /** A body that comes in blocks, and whose length is not known before its end. */
  interface Live extends RequestBody {
    @Override
    default long length() {
      return -1;
    }

    @Override
    default void writeTo(BufferedSink sink) throws IOException {
      writeTo(sink, DEFAULT_BLOCK_BYTES);
    }
  }

  record Stream(InputStream stream) implements Live {
    /** An array, not an Okio source: that would take a segment's worth at most. */
    @Override
    public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
      requireBlocks(blockByteCount);
      byte[] block = new byte[blockByteCount];
      for (int n = stream.read(block); n >= 0; n = stream.read(block)) {
        PieceSink.write(sink, block, n);
        sink.flush();
      }
    }
  }

  record Rest(Source source) implements Live {
    @Override
    public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
      requireBlocks(blockByteCount);
      Buffer block = new Buffer();
      while (source.read(block, blockByteCount) >= 0) {
        sink.getBuffer().write(block, block.size());
        sink.flush();
      }
    }
  }

  record Text(Reader reader, Charset charset) implements Live {
    @Override
    public String contentType() {
      return textIn(charset);
    }

    @Override
    public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
      requireBlocks(blockByteCount);
      Encoder encoder = new Encoder(charset);
      char[] block = new char[blockByteCount];
      for (int n = reader.read(block); n >= 0; n = reader.read(block)) {
        encoder.write(block, n);
        encoder.moveTo(sink);
      }
      encoder.end();
      encoder.moveTo(sink);
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
        PieceSink.write(sink, piece);
        sink.flush();
      }
    }
  }

  /**
   * Encodes text that comes in blocks. A writer and not an encoding of each block, because a
   * surrogate pair may span two of them.
   */
  private static final class Encoder {
    private final Charset charset;
    private final Buffer encoded = new Buffer();
    private final OutputStreamWriter writer;

    Encoder(Charset charset) {
      this.charset = charset;
      this.writer = new OutputStreamWriter(encoded.outputStream(), newEncoder(charset));
    }

    void write(char[] block, int count) {
      try {
        writer.write(block, 0, count);
        writer.flush();
      } catch (IOException lacking) {
        throw cannotEncode(charset, lacking);
      }
    }

    void end() {
      try {
        writer.close();
      } catch (IOException lacking) {
        throw cannotEncode(charset, lacking);
      }
    }

    void moveTo(BufferedSink sink) throws IOException {
      sink.getBuffer().write(encoded, encoded.size());
      sink.flush();
    }
  }

  /** With blocks of no bytes the end would never be reached. */
  private static void requireBlocks(int blockByteCount) {
    if (blockByteCount < 1) {
      throw new IllegalArgumentException("blockByteCount < 1: " + blockByteCount);
    }
  }

  /** Full blocks as long as there are any, as http.client reads a file; then what is left. */
  private static void writeBlocks(Source source, BufferedSink sink, int blockByteCount)
      throws IOException {
    Buffer block = new Buffer();
    boolean isAtEnd = false;
    while (!isAtEnd) {
      isAtEnd = !fill(block, source, blockByteCount);
      sink.getBuffer().write(block, block.size());
      sink.emit();
    }
  }

  /** Whether the source had a whole block. */
  private static boolean fill(Buffer block, Source source, int blockByteCount) throws IOException {
    while (block.size() < blockByteCount) {
      if (source.read(block, blockByteCount - block.size()) < 0) return false;
    }
    return true;
  }
}
