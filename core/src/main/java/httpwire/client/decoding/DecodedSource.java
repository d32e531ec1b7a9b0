package httpwire.client.decoding;

import httpwire.HttpException;
import httpwire.HttpException.MalformedMessage;
import java.io.EOFException;
import java.io.IOException;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import okio.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A body without one of its codings. Whatever a decoder throws, except that there is no memory
 * left, leaves it as an {@link HttpException}; a failure of the coded body below passes through as
 * it is. Closing it closes that too.
 */
final class DecodedSource implements Source {
  /** One segment: the most that a read decodes. */
  private static final long BLOCK_BYTES = 8 << 10;

  private final ContentDecoder decoder;
  private final Input input;
  private final BufferedSource coded;
  private final Expansion expansion;
  private @Nullable Source decoded;
  private long decodedByteCount;
  private boolean isAtEnd;

  DecodedSource(ContentDecoder decoder, Source coded, Expansion expansion) {
    this.decoder = decoder;
    this.input = new Input(coded);
    this.coded = Okio.buffer(input);
    this.expansion = expansion;
  }

  @Override
  public long read(Buffer sink, long byteCount) throws IOException {
    if (isAtEnd) return -1;
    try {
      long read = readBlock(sink, Math.min(BLOCK_BYTES, byteCount));
      input.requireNotFailed();
      decodedByteCount += Math.max(0, read);
      expansion.requireAllowed(decodedByteCount);
      isAtEnd = read < 0;
      return read;
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      input.requireNotFailed();
      throw described(e);
    }
  }

  /** A body without any bytes is empty in any coding: servers send some that they do not code. */
  private long readBlock(Buffer sink, long byteCount) throws IOException {
    if (decoded == null) {
      if (coded.exhausted()) return -1;
      decoded = decoder.decode(coded);
    }
    long read = decoded.read(sink, byteCount);
    if (read < 0 && !coded.exhausted()) throw malformed("bytes follow after its end", null);
    return read;
  }

  private IOException described(Throwable e) {
    if (e instanceof HttpException known) return known;
    if (e instanceof EOFException) return malformed("it ends too early", e);
    return malformed("it can't be decoded", e);
  }

  private MalformedMessage malformed(String what, @Nullable Throwable cause) {
    String coding = decoder.getCodings().get(0);
    MalformedMessage malformed = new MalformedMessage("the " + coding + " body is wrong: " + what);
    if (cause != null) malformed.initCause(cause);
    return malformed;
  }

  @Override
  public Timeout timeout() {
    return input.timeout();
  }

  /** A decoder that cannot free what it holds changes nothing about the bytes that were read. */
  @Override
  public void close() throws IOException {
    Source open = decoded;
    isAtEnd = true;
    decoded = null;
    try {
      if (open != null) open.close();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      // What was decoded is right all the same.
    } finally {
      coded.close();
    }
  }

  /** The coded body, with its failure: a decoder may hide that, or wrap it in one of its own. */
  private static final class Input extends ForwardingSource {
    private @Nullable Throwable failure;

    Input(Source coded) {
      super(coded);
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      try {
        return super.read(sink, byteCount);
      } catch (IOException | RuntimeException | Error e) {
        failure = e;
        throw e;
      }
    }

    void requireNotFailed() throws IOException {
      if (failure instanceof IOException e) throw e;
      if (failure instanceof RuntimeException e) throw e;
      if (failure instanceof Error e) throw e;
    }
  }
}
