package httpwire.connection;

import httpwire.HttpException.InvalidUrl;
import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.Origin;
import httpwire.Timeouts;
import httpwire.trace.ConnectionListener;
import httpwire.transport.Dialer;
import httpwire.transport.NameResolver;
import httpwire.transport.TcpDialer;
import httpwire.transport.TlsOptions;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Collects the options of a connection, under http.client's names where it has them. Not safe for
 * use by several threads.
 */
public final class HttpConnectionBuilder {
  /** Much larger than http.client's 8192 bytes, with which uploads take several times as long. */
  private static final int DEFAULT_BLOCK_BYTES = 64 << 10;

  private String host;
  private int port = -1;
  private boolean isSecure;
  private TlsOptions tls = TlsOptions.DEFAULT;
  private Timeouts timeouts = Timeouts.DEFAULT;
  private Limits limits = Limits.DEFAULT;
  private HttpVersion version = HttpVersion.HTTP_1_1;
  private int blockSize = DEFAULT_BLOCK_BYTES;
  private boolean autoOpen = true;
  private @Nullable InetSocketAddress sourceAddress;
  private @Nullable Dialer dialer;
  private @Nullable ConnectionListener listener;

  HttpConnectionBuilder(String host) {
    this.host = host;
  }

  /** Replaces the host: {@code host} or {@code host:port}, as in {@link HttpConnection#http}. */
  public HttpConnectionBuilder host(String host) {
    this.host = host;
    return this;
  }

  /**
   * Sets the port; the host then must not contain one. -1 takes the port from the host, or the
   * scheme's default.
   */
  public HttpConnectionBuilder port(int port) {
    this.port = port;
    return this;
  }

  /** Connects over TLS, on port 443 unless another is given. */
  public HttpConnectionBuilder secure() {
    isSecure = true;
    return this;
  }

  /** Connects over TLS with these options. */
  public HttpConnectionBuilder tls(TlsOptions tls) {
    this.tls = tls;
    return secure();
  }

  /** Sets one timeout for connecting, writing and reading, as http.client does; null for none. */
  public HttpConnectionBuilder timeout(@Nullable Duration timeout) {
    this.timeouts = timeouts.withConnect(timeout).withWrite(timeout).withRead(timeout);
    return this;
  }

  public HttpConnectionBuilder timeouts(Timeouts timeouts) {
    this.timeouts = timeouts;
    return this;
  }

  /**
   * The local address to connect from; port 0 for any port. Ignored if a {@link #dialer} is set.
   *
   * @throws IllegalArgumentException if the address is unresolved
   */
  public HttpConnectionBuilder sourceAddress(InetSocketAddress address) {
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("the source address is not resolved: " + address);
    }
    this.sourceAddress = address;
    return this;
  }

  /** The most bytes read at once from a file or stream that is sent as a body. */
  public HttpConnectionBuilder blockSize(int byteCount) {
    if (byteCount < 1) throw new IllegalArgumentException("byteCount < 1: " + byteCount);
    this.blockSize = byteCount;
    return this;
  }

  public HttpConnectionBuilder limits(Limits limits) {
    this.limits = limits;
    return this;
  }

  /** The version that requests name; HTTP/1.1 unless set. */
  public HttpConnectionBuilder version(HttpVersion version) {
    this.version = version;
    return this;
  }

  /**
   * Whether a request opens the connection if it is closed; true unless set (http.client:
   * auto_open).
   */
  public HttpConnectionBuilder autoOpen(boolean autoOpen) {
    this.autoOpen = autoOpen;
    return this;
  }

  /** Opens the transport under tunnel and TLS; null for TCP. */
  public HttpConnectionBuilder dialer(@Nullable Dialer dialer) {
    this.dialer = dialer;
    return this;
  }

  public HttpConnectionBuilder listener(@Nullable ConnectionListener listener) {
    this.listener = listener;
    return this;
  }

  /** The host as it was given, with its port if it has one. */
  public String getHost() {
    return host;
  }

  /** The port that was set with {@link #port}, else -1. */
  public int getPort() {
    return port;
  }

  public TlsOptions getTls() {
    return tls;
  }

  public Timeouts getTimeouts() {
    return timeouts;
  }

  public int getBlockSize() {
    return blockSize;
  }

  public Limits getLimits() {
    return limits;
  }

  public HttpVersion getVersion() {
    return version;
  }

  public boolean isAutoOpen() {
    return autoOpen;
  }

  public @Nullable Dialer getDialer() {
    return dialer;
  }

  public @Nullable ConnectionListener getListener() {
    return listener;
  }

  /**
   * Creates the connection without opening it.
   *
   * @throws InvalidUrl if the host or the port is not valid
   */
  public HttpConnection build() throws InvalidUrl {
    Dialer chosen = dialer != null ? dialer : new TcpDialer(NameResolver.SYSTEM, sourceAddress);
    Origin origin = origin(isSecure ? "https" : "http", host, port);
    return new HttpConnection(
        new ConnectionOptions(
            origin, chosen, tls, timeouts, limits, version, blockSize, autoOpen, listener));
  }

  static Origin origin(String scheme, String host, int port) throws InvalidUrl {
    if (port != -1) return Origin.of(scheme, host, port);
    return scheme.equals("https") ? Origin.https(host) : Origin.http(host);
  }
}
