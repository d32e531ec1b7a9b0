package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpVersion;
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

  /** The same status line with other fields. */
  ResponseHead with(Headers fields) {
    return new ResponseHead(statusLine, version, status, reason, fields);
  }
}
