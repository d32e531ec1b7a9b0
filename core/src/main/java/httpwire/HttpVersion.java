package httpwire;

/** The two versions of this wire format, RFC 9112 §2.3. */
public enum HttpVersion {
  HTTP_1_0(10),
  HTTP_1_1(11);

  private final int number;

  HttpVersion(int number) {
    this.number = number;
  }

  /** 10 or 11, as {@code HTTPResponse.version} of http.client. */
  public int number() {
    return number;
  }

  /** As on the wire: {@code HTTP/1.1}. */
  @Override
  public String toString() {
    return this == HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1";
  }
}
