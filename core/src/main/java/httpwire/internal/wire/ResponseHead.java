package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpVersion;
import okio.Buffer;
import okio.ByteString;

/**
 * A status line and its fields.
 *
 * @param statusLine the line as it came, its line end included
 * @param status 100 to 999
 * @param reason ISO-8859-1, possibly empty
 */
public record ResponseHead(
    ByteString statusLine, HttpVersion version, int status, String reason, Headers headers) {

  /** Whether another head follows: 1xx but for 101, RFC 9110 §15.2. */
  public boolean isInterim() {
    return status / 100 == 1 && status != 101;
  }

  /** Writes the head as it was read, folded lines joined, with its empty line. */
  public void writeTo(Buffer sink) {
    sink.write(statusLine);
    for (int i = 0; i < headers.size(); i++) {
      HeadWriter.field(sink, headers.name(i), headers.value(i));
    }
    HeadWriter.end(sink);
  }

  /** The same status line with other fields. */
  ResponseHead with(Headers fields) {
    return new ResponseHead(statusLine, version, status, reason, fields);
  }
}
