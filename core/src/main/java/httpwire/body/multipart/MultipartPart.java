package httpwire.body.multipart;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.Headers;
import httpwire.HttpException.LimitExceeded;
import java.io.IOException;
import java.nio.charset.Charset;
import okio.BufferedSource;
import okio.ByteString;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/**
 * A part of a body that a {@link MultipartReader} reads. Its content can be read until the reader
 * goes on to the next part. One thread at a time.
 */
public final class MultipartPart {
  private final Headers headers;
  private final BufferedSource source;
  private final long maxBufferedBytes;

  MultipartPart(Headers headers, Source content, long maxBufferedBytes) {
    this.headers = headers;
    this.source = Okio.buffer(content);
    this.maxBufferedBytes = maxBufferedBytes;
  }

  /** The fields of the part; there may be none. */
  public Headers getHeaders() {
    return headers;
  }

  /**
   * The {@code name} of Content-Disposition, RFC 7578 §4.2, in UTF-8, with {@code %22}, {@code %0D}
   * and {@code %0A} decoded, which browsers write; null if there is none. Text from a peer.
   */
  public @Nullable String getName() {
    return FormNames.read(headers, "name");
  }

  /**
   * The {@code filename} of Content-Disposition, as {@link #getName} has the name; null if the part
   * is not a file. Text from a peer: it may contain slashes and control characters, and is not a
   * path.
   */
  public @Nullable String getFilename() {
    return FormNames.read(headers, "filename");
  }

  /**
   * The content, within {@link MultipartLimits#maxPartBytes}. Closing it gives up this part only.
   *
   * @throws IllegalStateException by its reads, after the reader has gone on
   */
  public BufferedSource source() {
    return source;
  }

  /**
   * Reads the rest of the content.
   *
   * @throws LimitExceeded if it is longer than {@link MultipartLimits#maxBufferedPartBytes};
   *     nothing of it is lost, and {@link #source} can read it
   * @throws httpwire.HttpException.IncompleteRead if the body ends before the end of the part
   */
  public ByteString read() throws IOException {
    boolean isBounded = maxBufferedBytes < Long.MAX_VALUE;
    if (isBounded && source.request(maxBufferedBytes + 1)) {
      throw new LimitExceeded(
          "the part is longer than " + maxBufferedBytes + " bytes: read it through source()");
    }
    return source.readByteString();
  }

  /**
   * Reads the rest of the content as text, in the charset of the part's Content-Type or else UTF-8;
   * bounded like {@link #read}.
   */
  public String text() throws IOException {
    Charset charset = headers.charset();
    return read().string(charset == null ? UTF_8 : charset);
  }
}
