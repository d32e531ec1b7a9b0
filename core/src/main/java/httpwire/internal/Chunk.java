package httpwire.internal;

import httpwire.RequestBody;
import java.io.IOException;
import okio.BufferedSink;
import okio.ByteString;

/**
 * Bytes of a body with the framing of a chunk, RFC 9112 §7.1, for callers that write the chunks
 * themselves.
 */
public final class Chunk implements RequestBody {
  /** What ends a body without trailer fields. */
  public static final RequestBody LAST = RequestBody.of("0\r\n\r\n");

  private static final ByteString CRLF = ByteString.encodeUtf8("\r\n");

  private final ByteString data;

  /**
   * @param data not empty, since an empty chunk ends the body
   */
  public Chunk(ByteString data) {
    this.data = data;
  }

  @Override
  public long length() {
    return Integer.toHexString(data.size()).length() + 2L + data.size() + 2L;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.writeHexadecimalUnsignedLong(data.size()).write(CRLF);
    PieceSink.write(sink, data, CRLF);
  }
}
