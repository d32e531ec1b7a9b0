package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpVersion;
import okio.Buffer;
import okio.ByteString;

/**
 * A status line and its fields.
 *
 * @param statusLine the line as received, including its line end
 * @param status 100 to 999
 * @param reason ISO-8859-1, possibly empty
 */
public record ResponseHead(
    ByteString statusLine, HttpVersion version, int status, String reason, Headers headers) {

  /** Whether another head follows: 1xx except 101, RFC 9110 §15.2. */
  public boolean isInterim() {
    return status / 100 == 1 && status != 101;
  }

  /**
   * Writes the status line as it was received, each field as {@code Name: value} on one line, and
   * the empty line.
   */
  public void writeTo(Buffer sink) {
    sink.write(statusLine);
    for (int i = 0; i < headers.size(); i++) {
      HeadWriter.field(sink, headers.name(i), headers.value(i));
    }
    HeadWriter.end(sink);
  }

  /**
   * The head exactly as it was received, with the empty line; as {@link #writeTo} if it was made.
   */
  public ByteString raw() {
    Buffer raw = new Buffer();
    ByteString lines = headers.received();
    if (lines == null) {
      writeTo(raw);
    } else {
      raw.write(statusLine).write(lines);
      if (!endsWithEmptyLine(lines)) HeadWriter.end(raw);
    }
    return raw.readByteString();
  }

  /** {@link FieldParser} keeps the empty line, {@link PlainFields} does not. */
  private static boolean endsWithEmptyLine(ByteString lines) {
    int last = lines.size() - 1;
    if (last > 0 && lines.getByte(last - 1) == '\r') last--;
    return last <= 0 || lines.getByte(last - 1) == '\n';
  }

  /** The same status line with other fields. */
  ResponseHead with(Headers fields) {
    return new ResponseHead(statusLine, version, status, reason, fields);
  }
}
