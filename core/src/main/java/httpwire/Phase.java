package httpwire;

/** A stage of an exchange: what the connection was doing. In the order in which they come. */
public enum Phase {
  /** Waiting until a client has a connection that may be used. */
  POOL("waiting for a connection"),
  /** Looking up the addresses of a host name. */
  RESOLVE("resolving the host"),
  /** Opening the connection to one address. */
  CONNECT("connecting"),
  /** The TLS handshake. */
  TLS("the TLS handshake"),
  /** Sending CONNECT to the proxy, and reading its response. */
  TUNNEL("opening the tunnel"),
  /** Sending the head or the body of the request. */
  WRITE("sending the request"),
  /** Waiting for the head of the response, and reading it. */
  HEAD("reading the response head"),
  /** Reading the body of the response. */
  BODY("reading the response body");

  private final String words;

  Phase(String words) {
    this.words = words;
  }

  /** The phase as words that can follow "while": {@code connecting}. */
  @Override
  public String toString() {
    return words;
  }
}
