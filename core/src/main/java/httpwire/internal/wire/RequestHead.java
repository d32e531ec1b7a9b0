package httpwire.internal.wire;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpVersion;
import httpwire.Origin;
import httpwire.internal.syntax.Decimals;
import httpwire.internal.syntax.Syntax;
import java.util.List;
import java.util.Set;
import okio.Buffer;

/**
 * Builds the head of a request, including CONNECT's. Each line is checked when it is added; a wrong
 * line throws and leaves the head as it was.
 */
public final class RequestHead {
  static final long NO_LENGTH = -1;

  private final Buffer bytes = new Buffer();
  private final String method;
  private final RequestTarget target;
  private final HttpVersion version;
  private boolean hasHost;
  private boolean hasTransferEncoding;
  private boolean hasTe;
  private boolean hasProxyAuthorization;
  private boolean isCloseRequested;
  private boolean isUpgradeRequested;
  private boolean isUpgradeOption;
  private boolean isTeOption;
  private boolean isTrailerAnnounced;
  private boolean isEnded;
  private long contentLength = NO_LENGTH;
  private Set<String> secretNames = Set.of();

  /**
   * Starts with the request line (http.client: putrequest).
   *
   * @throws IllegalArgumentException if the method is not a token
   * @throws InvalidUrl if the target cannot be sent, see {@link RequestTarget}
   */
  public RequestHead(String method, String target, HttpVersion version) throws InvalidUrl {
    String fault = Syntax.methodFault(method);
    if (fault != null) throw new IllegalArgumentException(fault);
    this.method = method;
    this.target = RequestTarget.of(method, target);
    this.version = version;
    HeadWriter.requestLine(bytes, method, this.target.text(), version);
  }

  public String method() {
    return method;
  }

  public String target() {
    return target.text();
  }

  public HttpVersion version() {
    return version;
  }

  /** Fields that the caller has marked as secret, in lower case; none unless they were set. */
  public Set<String> secretNames() {
    return secretNames;
  }

  public void setSecretNames(Set<String> names) {
    secretNames = names;
  }

  /** The value of Content-Length, or {@link #NO_LENGTH}. */
  long contentLength() {
    return contentLength;
  }

  boolean hasTransferEncoding() {
    return hasTransferEncoding;
  }

  /** Whether the head says how long the body is. */
  public boolean isFramed() {
    return hasTransferEncoding || contentLength != NO_LENGTH;
  }

  public boolean isCloseRequested() {
    return isCloseRequested;
  }

  /** Whether it names fields that follow the body, which only a body in chunks can have. */
  public boolean isTrailerAnnounced() {
    return isTrailerAnnounced;
  }

  boolean isUpgradeRequested() {
    return isUpgradeRequested;
  }

  /**
   * Adds the automatic Host: the authority of an absolute target or of CONNECT's, else the origin's
   * (RFC 9110 §7.2).
   *
   * @throws InvalidUrl if the target's authority cannot be read
   */
  public void putHost(String originHost) throws InvalidUrl {
    write("Host", target.host(originHost));
    hasHost = true;
  }

  /** Adds all fields in their order. */
  public void putAll(Headers headers) {
    for (int i = 0; i < headers.size(); i++) put(headers.name(i), headers.value(i));
  }

  /**
   * Adds a field (http.client: putheader).
   *
   * @throws IllegalArgumentException for a name or value that cannot be sent; for a second Host,
   *     Content-Length, Transfer-Encoding or Proxy-Authorization, and for the latter two together
   *     (RFC 9112 §6.2); for a field that would contradict the request, or carry credentials to the
   *     wrong server
   */
  public void put(String name, String value) {
    checkText(name, value);
    switch (name.length()) {
      case 2 -> noteTe(name, value);
      case 4 -> noteHost(name);
      case 7 -> noteUpgradeOrTrailer(name);
      case 10 -> noteConnection(name, value);
      case 14 -> noteLength(name, value);
      case 17 -> noteTransferEncoding(name, value);
      case 19 -> noteProxyAuthorization(name);
      default -> {}
    }
    write(name, value);
  }

  private static void checkText(String name, String value) {
    int badName = Syntax.checkToken(name);
    int badValue = Syntax.checkFieldValue(value);
    // Headers.Builder throws for the same faults, so that there is one message for each.
    if (badName != Syntax.OK || badValue != Syntax.OK) new Headers.Builder().add(name, value);
  }

  private void noteTe(String name, String value) {
    if (!name.equalsIgnoreCase("TE")) return;
    for (String member : ListField.members(value)) {
      String coding = member.split(";", 2)[0].strip();
      if (coding.equalsIgnoreCase("chunked")) {
        throw new IllegalArgumentException(
            "TE can't name chunked, which every HTTP/1.1 client accepts (RFC 9110 10.1.4)");
      }
    }
    hasTe = true;
  }

  private void noteHost(String name) {
    if (!name.equalsIgnoreCase("Host")) return;
    if (hasHost) throw new IllegalArgumentException("the request has a Host already");
    hasHost = true;
  }

  private void noteUpgradeOrTrailer(String name) {
    isUpgradeRequested |= name.equalsIgnoreCase("Upgrade");
    isTrailerAnnounced |= name.equalsIgnoreCase("Trailer");
  }

  private void noteConnection(String name, String value) {
    if (!name.equalsIgnoreCase("Connection")) return;
    isCloseRequested |= ListField.contains(value, "close");
    isUpgradeOption |= ListField.contains(value, "upgrade");
    isTeOption |= ListField.contains(value, "te");
  }

  private void noteProxyAuthorization(String name) {
    if (!name.equalsIgnoreCase("Proxy-Authorization")) return;
    if (target.isForOrigin()) {
      throw new IllegalArgumentException(
          "Proxy-Authorization would reach the origin (RFC 9110 11.7.1):"
              + " give it to setTunnel, or ask the proxy with an absolute URL");
    }
    if (hasProxyAuthorization) {
      throw new IllegalArgumentException("the request has a Proxy-Authorization already");
    }
    hasProxyAuthorization = true;
  }

  private void noteLength(String name, String value) {
    if (!name.equalsIgnoreCase("Content-Length")) return;
    requireContent(name);
    if (contentLength != NO_LENGTH) {
      throw new IllegalArgumentException("the request has a Content-Length already");
    }
    if (hasTransferEncoding) throw bothFramings();
    long length = Decimals.parseDecimal(ListField.trim(value));
    if (length == Decimals.INVALID) {
      throw new IllegalArgumentException("Content-Length is not a number");
    }
    contentLength = length;
  }

  private void noteTransferEncoding(String name, String value) {
    if (!name.equalsIgnoreCase("Transfer-Encoding")) return;
    requireContent(name);
    if (hasTransferEncoding) {
      throw new IllegalArgumentException("the request has a Transfer-Encoding already");
    }
    if (contentLength != NO_LENGTH) throw bothFramings();
    if (version == HttpVersion.HTTP_1_0) {
      throw new IllegalArgumentException(
          "HTTP/1.0 has no Transfer-Encoding: give a Content-Length");
    }
    requireChunkedLast(ListField.members(value));
    hasTransferEncoding = true;
  }

  /** RFC 9112 §6.1: each coding a token, {@code chunked} once and last. */
  private static void requireChunkedLast(List<String> codings) {
    for (int i = 0; i < codings.size(); i++) {
      String coding = codings.get(i);
      boolean isLast = i == codings.size() - 1;
      boolean isToken = Syntax.checkToken(coding) == Syntax.OK;
      if (!isToken || coding.equalsIgnoreCase("chunked") != isLast) {
        throw new IllegalArgumentException(
            "Transfer-Encoding must be a list of codings with chunked once and last"
                + " (RFC 9112 6.1)");
      }
    }
  }

  private void requireContent(String name) {
    if (!method.equals("CONNECT")) return;
    throw new IllegalArgumentException(
        "CONNECT has no content, so no " + name + " (RFC 9110 9.3.6)");
  }

  private static IllegalArgumentException bothFramings() {
    return new IllegalArgumentException(
        "Content-Length and Transfer-Encoding can't go together (RFC 9112 6.2)");
  }

  /**
   * Adds the field that frames a body.
   *
   * @param length the length of the body in bytes; -1 for chunks
   * @throws IllegalArgumentException if it is -1 and the version has no chunks
   */
  public void frame(long length) {
    if (length >= 0) {
      put("Content-Length", Long.toString(length));
    } else if (version == HttpVersion.HTTP_1_0) {
      throw new IllegalArgumentException("a body of unknown length can't go to HTTP/1.0");
    } else {
      put("Transfer-Encoding", "chunked");
    }
  }

  /**
   * Adds the Connection options that Upgrade and TE require and that are missing: RFC 9110 §7.6.1.
   */
  public void putMissingOptions() {
    boolean needsUpgrade = isUpgradeRequested && !isUpgradeOption;
    boolean needsTe = hasTe && !isTeOption;
    if (needsUpgrade && needsTe) put("Connection", "Upgrade, TE");
    else if (needsUpgrade) put("Connection", "Upgrade");
    else if (needsTe) put("Connection", "TE");
  }

  /** How many bytes the head has so far. */
  public long byteCount() {
    return bytes.size();
  }

  /**
   * Ends the head and returns its bytes.
   *
   * @throws IllegalStateException if it has ended: its bytes may have been taken
   */
  public Buffer end() {
    if (isEnded) throw new IllegalStateException("the head of the request has ended");
    isEnded = true;
    HeadWriter.end(bytes);
    return bytes;
  }

  private void write(String name, String value) {
    HeadWriter.field(bytes, name, value);
  }

  /** The absolute URL that the request asks {@code origin} for. */
  public String url(Origin origin) {
    return target.url(origin);
  }
}
