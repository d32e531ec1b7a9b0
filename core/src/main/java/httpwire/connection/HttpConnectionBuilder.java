package httpwire.connection;

import httpwire.HttpException.InvalidUrl;
import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.Origin;
import httpwire.Timeouts;
import httpwire.trace.ConnectionListener;
import httpwire.transport.AddressPolicy;
import httpwire.transport.DialOptions;
import httpwire.transport.Dialer;
import httpwire.transport.NameResolver;
import httpwire.transport.Proxy;
import httpwire.transport.Route;
import httpwire.transport.SocketSettings;
import httpwire.transport.TlsOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
  private boolean isRecorded;
  private SocketSettings sockets = SocketSettings.DEFAULT;
  private @Nullable NameResolver resolver;
  private @Nullable AddressPolicy addressPolicy;
  private @Nullable Path unixSocket;
  private List<Proxy> proxies = List.of();
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

  /** How long each phase of an exchange may take; {@link Timeouts#DEFAULT} unless set. */
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
    sockets =
        new SocketSettings(
            address,
            sockets.isKeptAlive(),
            sockets.sendBufferBytes(),
            sockets.receiveBufferBytes());
    return this;
  }

  /** How TCP sockets are set up, the source address too. Ignored if a {@link #dialer} is set. */
  public HttpConnectionBuilder sockets(SocketSettings sockets) {
    this.sockets = sockets;
    return this;
  }

  /**
   * Connects through these proxies, in their order; without any, directly. A request for an {@code
   * http} origin through an HTTP proxy goes to the proxy itself, with an absolute URL for its
   * target and the proxy's fields; every other one goes through a tunnel.
   *
   * @throws IllegalArgumentException if another one than the first has a Unix domain socket
   */
  public HttpConnectionBuilder proxy(Proxy... proxies) {
    List<Proxy> way = List.of(proxies);
    Route.requireOrder(way);
    this.proxies = way;
    return this;
  }

  /** Connects to this Unix domain socket; the host only says what is asked for. Null for TCP. */
  public HttpConnectionBuilder unixSocket(@Nullable Path path) {
    this.unixSocket = path;
    return this;
  }

  /** Who is asked for the addresses of every name that is connected to from here. */
  public HttpConnectionBuilder resolver(NameResolver resolver) {
    this.resolver = resolver;
    return this;
  }

  /** Which addresses may be connected to; null for all. */
  public HttpConnectionBuilder addressPolicy(@Nullable AddressPolicy policy) {
    this.addressPolicy = policy;
    return this;
  }

  /** The most bytes read at once from a file or stream that is sent as a body. */
  public HttpConnectionBuilder blockSize(int byteCount) {
    if (byteCount < 1) throw new IllegalArgumentException("byteCount < 1: " + byteCount);
    this.blockSize = byteCount;
    return this;
  }

  /** The most that a response may have of each of its parts; {@link Limits#DEFAULT} unless set. */
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

  /**
   * Keeps for each exchange what costs something to keep: the head as it was sent, and the times of
   * the phases ({@link HttpResponse#sentHead}, {@link HttpResponse#summary}).
   */
  public HttpConnectionBuilder record() {
    this.isRecorded = true;
    return this;
  }

  /** Opens the transport under tunnel and TLS; null for TCP. */
  public HttpConnectionBuilder dialer(@Nullable Dialer dialer) {
    this.dialer = dialer;
    return this;
  }

  /** Told of each moment, in the thread that uses the connection; null for none. */
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

  public boolean isRecorded() {
    return isRecorded;
  }

  public @Nullable Dialer getDialer() {
    return dialer;
  }

  public SocketSettings getSockets() {
    return sockets;
  }

  /** The proxies on the way, in their order. */
  public List<Proxy> getProxies() {
    return proxies;
  }

  public @Nullable Path getUnixSocket() {
    return unixSocket;
  }

  public NameResolver getResolver() {
    return resolver == null ? NameResolver.SYSTEM : resolver;
  }

  public @Nullable AddressPolicy getAddressPolicy() {
    return addressPolicy;
  }

  public @Nullable ConnectionListener getListener() {
    return listener;
  }

  /**
   * Creates the connection without opening it.
   *
   * @throws InvalidUrl if the host or the port is not valid
   * @throws IllegalArgumentException if two options say in different ways how to connect
   */
  public HttpConnection build() throws InvalidUrl {
    Origin origin = origin(isSecure ? "https" : "http", host, port);
    return new HttpConnection(
        new ConnectionOptions(
            origin,
            dialing(),
            proxies,
            tls,
            timeouts,
            limits,
            version,
            blockSize,
            autoOpen,
            isRecorded,
            listener));
  }

  private DialOptions dialing() {
    requireAlone("dialer", dialer != null, "proxy", !proxies.isEmpty());
    requireAlone("dialer", dialer != null, "resolver", resolver != null);
    requireAlone("dialer", dialer != null, "unixSocket", unixSocket != null);
    requireAlone("dialer", dialer != null, "addressPolicy", addressPolicy != null);
    requireAlone("unixSocket", unixSocket != null, "proxy", !proxies.isEmpty());
    return new DialOptions(dialer, unixSocket, getResolver(), addressPolicy, sockets);
  }

  private static void requireAlone(String one, boolean isOne, String other, boolean isOther) {
    if (!isOne || !isOther) return;
    throw new IllegalArgumentException(
        one + " and " + other + " can't be set together: each says how to connect");
  }

  static Origin origin(String scheme, String host, int port) throws InvalidUrl {
    if (port != -1) return Origin.of(scheme, host, port);
    return scheme.equals("https") ? Origin.https(host) : Origin.http(host);
  }
}
