package httpwire.transport;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.Origin;
import httpwire.auth.Credentials;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on the way to an origin. Immutable. Its TLS options, credentials and fields are for this
 * proxy and for nobody else: neither the origin nor another proxy gets them.
 *
 * <p>An HTTP proxy forwards a request for an {@code http} origin itself, and opens a tunnel for an
 * {@code https} one (CONNECT). A SOCKS proxy knows nothing of HTTP: all requests go through it.
 */
public final class Proxy {
  /** What is spoken with the proxy. */
  public enum Protocol {
    /** HTTP in clear. */
    HTTP,
    /** HTTP over TLS. */
    HTTPS,
    /** SOCKS 4, to an IPv4 address that is found here. */
    SOCKS4,
    /** SOCKS 4A: the proxy looks names up. */
    SOCKS4A,
    /** SOCKS 5, RFC 1928, to an address that is found here. */
    SOCKS5,
    /** SOCKS 5: the proxy looks names up. */
    SOCKS5H;

    /** Whether it is one of the SOCKS protocols, which know nothing of HTTP. */
    public boolean isSocks() {
      return this != HTTP && this != HTTPS;
    }

    /** Whether the names that the proxy is to connect to are looked up on this machine. */
    public boolean resolvesHere() {
      return this == SOCKS4 || this == SOCKS5;
    }

    /** The port of a proxy whose host is given without one, as in curl. */
    int defaultPort() {
      return this == HTTPS ? Origin.HTTPS_PORT : 1080;
    }

    /** As in a URL: {@code socks5h}. */
    String scheme() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  private final Protocol protocol;
  private final Origin address;
  private final TlsOptions tls;
  private final @Nullable Credentials credentials;
  private final Headers headers;
  private final boolean isTunnelling;
  private final @Nullable Path unixSocket;

  private Proxy(Draft draft) {
    this.protocol = draft.protocol;
    this.address = draft.address;
    this.tls = draft.tls;
    this.credentials = draft.credentials;
    this.headers = draft.headers;
    this.isTunnelling = draft.isTunnelling;
    this.unixSocket = draft.unixSocket;
  }

  /** What a proxy is made of, while it is made. */
  private static final class Draft {
    final Protocol protocol;
    final Origin address;
    TlsOptions tls = TlsOptions.DEFAULT;
    @Nullable Credentials credentials;
    Headers headers = Headers.EMPTY;
    boolean isTunnelling;
    @Nullable Path unixSocket;

    Draft(Protocol protocol, Origin address) {
      this.protocol = protocol;
      this.address = address;
    }

    Proxy made() {
      if (credentials != null && headers.contains("Proxy-Authorization")) {
        throw new IllegalArgumentException(
            "a proxy gets its credentials once: as credentials, or as the field"
                + " Proxy-Authorization");
      }
      if (protocol.isSocks() && headers.size() > 0) {
        throw new IllegalArgumentException("a SOCKS proxy has no header fields");
      }
      if (protocol.isSocks() && credentials != null) SocksLayer.requireFit(credentials);
      TunnelLayer.requireSendable(headers);
      return new Proxy(this);
    }
  }

  private Draft draft() {
    Draft draft = new Draft(protocol, address);
    draft.tls = tls;
    draft.credentials = credentials;
    draft.headers = headers;
    draft.isTunnelling = isTunnelling;
    draft.unixSocket = unixSocket;
    return draft;
  }

  /**
   * A proxy that speaks HTTP in clear.
   *
   * @param host {@code host} or {@code host:port}, the port 1080 if it is absent
   * @throws InvalidUrl if the text is neither
   */
  public static Proxy http(String host) throws InvalidUrl {
    return of(Protocol.HTTP, host);
  }

  /** A proxy that speaks HTTP in clear, at the host and port of {@code address}. */
  public static Proxy http(Origin address) {
    return new Draft(Protocol.HTTP, new Origin("http", address.host(), address.port())).made();
  }

  /**
   * A proxy that speaks HTTP over TLS. Its certificate is checked for {@code host}.
   *
   * @param host {@code host} or {@code host:port}, the port 443 if it is absent
   * @throws InvalidUrl if the text is neither
   */
  public static Proxy https(String host) throws InvalidUrl {
    return of(Protocol.HTTPS, host);
  }

  /**
   * A proxy that speaks SOCKS 5; names are looked up here, as with curl's {@code socks5://}. See
   * {@link #socks5h}.
   *
   * @param host {@code host} or {@code host:port}, the port 1080 if it is absent
   * @throws InvalidUrl if the text is neither
   */
  public static Proxy socks5(String host) throws InvalidUrl {
    return of(Protocol.SOCKS5, host);
  }

  /** Like {@link #socks5}, but the proxy looks names up; this machine asks nobody for them. */
  public static Proxy socks5h(String host) throws InvalidUrl {
    return of(Protocol.SOCKS5H, host);
  }

  /**
   * A proxy that speaks SOCKS 4; names are looked up here, and must have an IPv4 address.
   *
   * @param host {@code host} or {@code host:port}, the port 1080 if it is absent
   * @throws InvalidUrl if the text is neither
   */
  public static Proxy socks4(String host) throws InvalidUrl {
    return of(Protocol.SOCKS4, host);
  }

  /** Like {@link #socks4}, but the proxy looks names up (SOCKS 4A). */
  public static Proxy socks4a(String host) throws InvalidUrl {
    return of(Protocol.SOCKS4A, host);
  }

  /**
   * A proxy as curl's {@code --proxy} takes it: {@code [scheme://][user[:secret]@]host[:port]}. The
   * schemes are {@code http} (also without one), {@code https}, {@code socks4} or {@code socks},
   * {@code socks4a}, {@code socks5} and {@code socks5h}. User and secret are percent-decoded. A
   * path is ignored, except that {@code socks5h://localhost/run/tor/socks}, or another SOCKS scheme
   * with that host, names the proxy's {@link #unixSocket Unix domain socket}.
   *
   * @throws InvalidUrl if a part is wrong; the message says which, and never shows the secret
   */
  public static Proxy parse(String text) throws InvalidUrl {
    return ProxyText.parse(text);
  }

  /** A proxy that speaks {@code protocol} at {@code host} or {@code host:port}. */
  static Proxy of(Protocol protocol, String host) throws InvalidUrl {
    String scheme = protocol == Protocol.HTTPS ? "https" : "http";
    Origin address = Origin.http(host);
    // A text without a port gives the default port of each scheme, and these differ.
    boolean hasPort = address.port() == Origin.https(host).port();
    int port = hasPort ? address.port() : protocol.defaultPort();
    return new Draft(protocol, new Origin(scheme, address.host(), port)).made();
  }

  /**
   * With this user and secret, which are sent without being asked for: as Proxy-Authorization in
   * each CONNECT and each forwarded request (RFC 7617), or as SOCKS has it (RFC 1929). SOCKS 4 has
   * no secret, only the user's name.
   *
   * @throws IllegalArgumentException if the text cannot be sent
   */
  public Proxy credentials(String user, String secret) {
    return credentials(Credentials.basic(user, secret));
  }

  /** Like {@link #credentials(String, String)}; null for none. */
  public Proxy credentials(@Nullable Credentials credentials) {
    Draft draft = draft();
    draft.credentials = credentials;
    return draft.made();
  }

  /**
   * With these fields in each CONNECT and each forwarded request, in place of those that it had. A
   * Host among them is for CONNECT only: a forwarded request has the origin's.
   *
   * @throws IllegalArgumentException for a SOCKS proxy; for fields that can't be sent with CONNECT,
   *     such as a Content-Length
   */
  public Proxy headers(Headers headers) {
    Draft draft = draft();
    draft.headers = headers;
    return draft.made();
  }

  /**
   * With these options for TLS with the proxy itself, which only an HTTPS proxy uses.
   *
   * @throws IllegalArgumentException for another proxy
   */
  public Proxy tls(TlsOptions tls) {
    if (protocol != Protocol.HTTPS) {
      throw new IllegalArgumentException("there is no TLS with a proxy of " + protocol.scheme());
    }
    Draft draft = draft();
    draft.tls = tls;
    return draft.made();
  }

  /** With a tunnel for {@code http} origins too, as a SOCKS proxy has it anyway. */
  public Proxy tunnelling() {
    Draft draft = draft();
    draft.isTunnelling = true;
    return draft.made();
  }

  /**
   * Reached at this Unix domain socket of this machine, and not at its host and port. Only the
   * first proxy on the way can be.
   */
  public Proxy unixSocket(Path path) {
    Draft draft = draft();
    draft.unixSocket = path;
    return draft.made();
  }

  /** What is spoken with it. */
  public Protocol getProtocol() {
    return protocol;
  }

  /** Where it listens. The scheme is {@code https} if it is spoken to over TLS. */
  public Origin getAddress() {
    return address;
  }

  /** The Unix domain socket where it is reached; null if it is reached at its address. */
  public @Nullable Path getUnixSocket() {
    return unixSocket;
  }

  /** The options of TLS with the proxy itself. */
  public TlsOptions getTls() {
    return tls;
  }

  /** The credentials for this proxy; null for none. */
  public @Nullable Credentials getCredentials() {
    return credentials;
  }

  /** The fields that were given for the proxy, without those that its credentials make. */
  public Headers getHeaders() {
    return headers;
  }

  /** Whether all origins are reached through a tunnel, and not only those of {@code https}. */
  public boolean isTunnelling() {
    return isTunnelling || protocol.isSocks();
  }

  /**
   * Whether a request for {@code origin} goes to this proxy itself if it is the last one on the
   * way. Its target is then an absolute URL (RFC 9112 §3.2.2).
   */
  public boolean forwards(Origin origin) {
    return !isTunnelling() && !origin.isSecure();
  }

  /** The fields of CONNECT: those given, and its credentials if they need no challenge. */
  public Headers connectHeaders() {
    String value = credentials == null ? null : credentials.unaskedHeader();
    if (value == null) return headers;
    return headers.newBuilder().add("Proxy-Authorization", value).build();
  }

  /** The fields of each request that it forwards: those of CONNECT without Host. */
  public Headers requestHeaders() {
    Headers all = connectHeaders();
    return all.contains("Host") ? all.newBuilder().remove("Host").build() : all;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Proxy proxy
        && proxy.protocol == protocol
        && proxy.address.equals(address)
        && proxy.tls.equals(tls)
        && Objects.equals(proxy.credentials, credentials)
        && proxy.headers.equals(headers)
        && proxy.isTunnelling == isTunnelling
        && Objects.equals(proxy.unixSocket, unixSocket);
  }

  @Override
  public int hashCode() {
    return Objects.hash(protocol, address, tls, credentials, headers, isTunnelling, unixSocket);
  }

  /** Protocol, host and port, or path; without fields and credentials, which may be secret. */
  @Override
  public String toString() {
    String text = "proxy " + protocol.scheme() + "://" + address.authority();
    return unixSocket == null ? text : text + " at unix:" + unixSocket;
  }
}
