package httpwire.connection;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpVersion;
import httpwire.Origin;
import httpwire.internal.syntax.Decimals;
import httpwire.internal.syntax.Syntax;
import httpwire.internal.wire.HeadWriter;
import httpwire.internal.wire.Persistence;
import java.util.Locale;
import okio.Buffer;

/**
 * A request's head while it is put together. Everything is checked when it comes, so that a wrong
 * line fails by itself and leaves nothing behind.
 */
final class RequestHead {
  static final long NO_LENGTH = -1;

  private final Buffer bytes = new Buffer();
  private final String method;
  private final String target;
  private final HttpVersion version;
  private boolean hasHost;
  private boolean hasTransferEncoding;
  private boolean isCloseRequested;
  private boolean isUpgradeRequested;
  private long contentLength = NO_LENGTH;

  /**
   * Starts with the request line (http.client: putrequest).
   *
   * @throws IllegalArgumentException if the method is no token
   * @throws InvalidUrl if the target cannot be sent; an empty one is {@code /}
   */
  RequestHead(String method, String target, HttpVersion version) throws InvalidUrl {
    int badMethod = Syntax.checkToken(method);
    if (badMethod != Syntax.OK) {
      String what = method.isEmpty() ? "it is empty" : "at offset " + badMethod;
      throw new IllegalArgumentException("the method is no token: " + what);
    }
    this.method = method;
    this.target = target.isEmpty() ? "/" : target;
    this.version = version;
    int badTarget = Syntax.checkTarget(this.target);
    if (badTarget != Syntax.OK) {
      String found = Syntax.describe(this.target.charAt(badTarget));
      throw new InvalidUrl("URL can't contain " + found + " (found at offset " + badTarget + ")");
    }
    HeadWriter.requestLine(bytes, method, this.target, version);
  }

  String method() {
    return method;
  }

  String target() {
    return target;
  }

  HttpVersion version() {
    return version;
  }

  /** Content-Length's number, or {@link #NO_LENGTH}. */
  long contentLength() {
    return contentLength;
  }

  boolean hasTransferEncoding() {
    return hasTransferEncoding;
  }

  boolean isCloseRequested() {
    return isCloseRequested;
  }

  boolean isUpgradeRequested() {
    return isUpgradeRequested;
  }

  /**
   * The automatic Host: the authority of an absolute target, else the origin's (RFC 9110 §7.2).
   *
   * @throws InvalidUrl if the target's authority is none, or carries user information
   */
  void putHost(String originHost) throws InvalidUrl {
    boolean isAbsolute = target.startsWith("http://") || target.startsWith("https://");
    write("Host", isAbsolute ? authority() : originHost);
    hasHost = true;
  }

  /** As written, its port too; but without an IPv6 zone, which means nothing elsewhere. */
  private String authority() throws InvalidUrl {
    int from = target.indexOf("//") + 2;
    int to = from;
    while (to < target.length() && "/?".indexOf(target.charAt(to)) < 0) to++;
    String authority = target.substring(from, to);
    Origin origin = target.startsWith("https") ? Origin.https(authority) : Origin.http(authority);
    boolean hasPort = authority.endsWith(":" + origin.port());
    return hasPort ? origin.authority() : origin.hostHeader();
  }

  /** Puts each field in order. */
  void putAll(Headers headers) {
    for (int i = 0; i < headers.size(); i++) put(headers.name(i), headers.value(i));
  }

  /**
   * Puts a field (http.client: putheader).
   *
   * @throws IllegalArgumentException for a name or value that cannot be sent, for a second Host,
   *     Content-Length or Transfer-Encoding, and for the latter two together: RFC 9112 §6.2
   */
  void put(String name, String value) {
    checkText(name, value);
    if (name.equalsIgnoreCase("Host")) {
      if (hasHost) throw new IllegalArgumentException("there is a Host already");
      hasHost = true;
    } else if (name.equalsIgnoreCase("Content-Length")) {
      putLength(value);
    } else if (name.equalsIgnoreCase("Transfer-Encoding")) {
      putTransferEncoding(value);
    } else if (name.equalsIgnoreCase("Connection")) {
      isCloseRequested |= Persistence.hasOption(Headers.of(name, value), "close");
    } else if (name.equalsIgnoreCase("Upgrade")) {
      isUpgradeRequested = true;
    }
    write(name, value);
  }

  private static void checkText(String name, String value) {
    int badName = Syntax.checkToken(name);
    int badValue = Syntax.checkFieldValue(value);
    // Headers knows how to say it; one wording for one fault.
    if (badName != Syntax.OK || badValue != Syntax.OK) new Headers.Builder().add(name, value);
  }

  private void putLength(String value) {
    if (contentLength != NO_LENGTH) {
      throw new IllegalArgumentException("there is a Content-Length already");
    }
    if (hasTransferEncoding) throw bothFramings();
    long length = Decimals.parseDecimal(value.strip());
    if (length == Decimals.INVALID) {
      throw new IllegalArgumentException("Content-Length is no number");
    }
    contentLength = length;
  }

  private void putTransferEncoding(String value) {
    if (hasTransferEncoding)
      throw new IllegalArgumentException("there is a Transfer-Encoding already");
    if (contentLength != NO_LENGTH) throw bothFramings();
    if (version == HttpVersion.HTTP_1_0) {
      throw new IllegalArgumentException(
          "HTTP/1.0 has no Transfer-Encoding: give a Content-Length");
    }
    if (!value.strip().toLowerCase(Locale.ROOT).endsWith("chunked")) {
      throw new IllegalArgumentException("chunked must be the last coding (RFC 9112 6.1)");
    }
    hasTransferEncoding = true;
  }

  private static IllegalArgumentException bothFramings() {
    return new IllegalArgumentException(
        "Content-Length and Transfer-Encoding can't go together (RFC 9112 6.2)");
  }

  /** Ends the head and hands its bytes over. */
  Buffer end() {
    HeadWriter.end(bytes);
    return bytes;
  }

  private void write(String name, String value) {
    HeadWriter.field(bytes, name, value);
  }

  /** The URL that the head asks {@code origin} for. */
  String url(Origin origin) {
    return target.startsWith("/") || target.equals("*") ? origin + target : target;
  }
}
