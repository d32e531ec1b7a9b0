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

/** Collects a connection's options, with http.client's names where it has them. One thread. */
public final class HttpConnectionBuilder {
  /** What one system call moves; http.client's 8192 makes uploads several times dearer. */
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

  /** Another host than the one it was made with, in the same form. */
  public HttpConnectionBuilder host(String host) {
    this.host = host;
    return this;
  }

  /** The port, if it is not in the host's text; that text is then taken whole as the host. */
  public HttpConnectionBuilder port(int port) {
    this.port = port;
    return this;
  }

  /** Over TLS, with port 443 unless another is given. */
  public HttpConnectionBuilder secure() {
    isSecure = true;
    return this;
  }

  /** Over TLS with these options. */
  public HttpConnectionBuilder tls(TlsOptions tls) {
    this.tls = tls;
    return secure();
  }

  /** One bound for connect, write and read, as http.client has it; null for none. */
  public HttpConnectionBuilder timeout(@Nullable Duration timeout) {
    this.timeouts = timeouts.withConnect(timeout).withWrite(timeout).withRead(timeout);
    return this;
  }

  public HttpConnectionBuilder timeouts(Timeouts timeouts) {
    this.timeouts = timeouts;
    return this;
  }

  /**
   * The local end of the connection; port 0 for any. Not with {@link #dialer}, which decides.
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

  /** The most bytes read at once from a file or stream that is sent. */
  public HttpConnectionBuilder blockSize(int byteCount) {
    if (byteCount < 1) throw new IllegalArgumentException("byteCount < 1: " + byteCount);
    this.blockSize = byteCount;
    return this;
  }

  public HttpConnectionBuilder limits(Limits limits) {
    this.limits = limits;
    return this;
  }

  /** The version that requests carry. */
  public HttpConnectionBuilder version(HttpVersion version) {
    this.version = version;
    return this;
  }

  /** Whether a request opens the connection by itself; true unless set (http.client: auto_open). */
  public HttpConnectionBuilder autoOpen(boolean autoOpen) {
    this.autoOpen = autoOpen;
    return this;
  }

  /** Who opens the bottom of the connection; null for TCP. */
  public HttpConnectionBuilder dialer(@Nullable Dialer dialer) {
    this.dialer = dialer;
    return this;
  }

  public HttpConnectionBuilder listener(@Nullable ConnectionListener listener) {
    this.listener = listener;
    return this;
  }

  /** The host's text as it was given. */
  public String getHost() {
    return host;
  }

  /** The port if it was given apart, else -1. */
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
   * Makes the connection; opens nothing.
   *
   * @throws InvalidUrl if the host or its port is none
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
