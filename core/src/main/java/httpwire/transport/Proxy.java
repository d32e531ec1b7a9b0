package httpwire.transport;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.Origin;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on the way to an origin. Immutable. A request for an {@code http} origin goes to the
 * proxy itself, which forwards it; one for an {@code https} origin goes through a tunnel that
 * CONNECT opens.
 */
public final class Proxy {
  /** The port of a proxy whose host is given without one; as curl has it. */
  private static final int DEFAULT_PORT = 1080;

  private final Origin address;
  private final Headers headers;
  private final boolean isTunnelling;

  private Proxy(Origin address, Headers headers, boolean isTunnelling) {
    this.address = address;
    this.headers = headers;
    this.isTunnelling = isTunnelling;
  }

  /**
   * A proxy that speaks HTTP in clear.
   *
   * @param host {@code host} or {@code host:port}, the port 1080 if it is absent
   * @throws InvalidUrl if the text is neither
   */
  public static Proxy http(String host) throws InvalidUrl {
    Origin address = Origin.http(host);
    // Without a port in the text it is the scheme's, and then differs with the scheme.
    boolean hasPort = address.port() == Origin.https(host).port();
    return http(hasPort ? address : new Origin("http", address.host(), DEFAULT_PORT));
  }

  /** A proxy that speaks HTTP in clear, at the host and port of {@code address}. */
  public static Proxy http(Origin address) {
    Origin inClear = new Origin("http", address.host(), address.port());
    return new Proxy(inClear, Headers.EMPTY, false);
  }

  /** With these fields in each CONNECT, in place of those that it had. */
  public Proxy headers(Headers headers) {
    return new Proxy(address, headers, isTunnelling);
  }

  /** With a tunnel for {@code http} origins too. */
  public Proxy tunnelling() {
    return new Proxy(address, headers, true);
  }

  /** Where it listens. */
  public Origin getAddress() {
    return address;
  }

  /** The fields of each CONNECT, besides Host. */
  public Headers getHeaders() {
    return headers;
  }

  /** Whether all origins are reached through a tunnel, and not only those of {@code https}. */
  public boolean isTunnelling() {
    return isTunnelling;
  }

  /**
   * Whether a request for {@code origin} goes to this proxy itself if it is the last one on the
   * way. Its target is then an absolute URL (RFC 9112 §3.2.2).
   */
  public boolean forwards(Origin origin) {
    return !isTunnelling && !origin.isSecure();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Proxy proxy
        && proxy.address.equals(address)
        && proxy.headers.equals(headers)
        && proxy.isTunnelling == isTunnelling;
  }

  @Override
  public int hashCode() {
    return Objects.hash(address, headers, isTunnelling);
  }

  /** Where it listens; without the fields, which may be secret. */
  @Override
  public String toString() {
    return "proxy " + address.authority();
  }
}
