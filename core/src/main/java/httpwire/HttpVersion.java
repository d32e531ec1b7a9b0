package httpwire;

/** The versions of HTTP that a connection can use, RFC 9112 §2.3. */
public enum HttpVersion {
  /** HTTP/1.0, RFC 1945. */
  HTTP_1_0(10),
  /** HTTP/1.1, RFC 9112. */
  HTTP_1_1(11);

  private final int number;

  HttpVersion(int number) {
    this.number = number;
  }

  /** The version as a number, 10 or 11 (http.client: HTTPResponse.version). */
  public int number() {
    return number;
  }

  /** The version as it is sent: {@code HTTP/1.1}. */
  @Override
  public String toString() {
    return this == HTTP_1_0 ? "HTTP/1.0" : "HTTP/1.1";
  }
}
