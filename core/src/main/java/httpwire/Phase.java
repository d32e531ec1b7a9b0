package httpwire;

/** The stage of an exchange in which something happened or ran out of time, in order. */
public enum Phase {
  /** Looking up the addresses of a host name. */
  RESOLVE("resolving the host"),
  /** Opening the connection to one address. */
  CONNECT("connecting"),
  /** The TLS handshake. */
  TLS("the TLS handshake"),
  /** CONNECT and the proxy's answer to it. */
  TUNNEL("opening the tunnel"),
  /** Sending the request's head or body. */
  WRITE("sending the request"),
  /** Waiting for the response's head and reading it. */
  HEAD("reading the response head"),
  /** Reading the response's body. */
  BODY("reading the response body");

  private final String words;

  Phase(String words) {
    this.words = words;
  }

  /** The phase as words that fit behind "while". */
  @Override
  public String toString() {
    return words;
  }
}
