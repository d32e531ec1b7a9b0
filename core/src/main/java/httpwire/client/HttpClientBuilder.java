package httpwire.client;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpUrl;
import httpwire.Limits;
import httpwire.Timeouts;
import httpwire.auth.Credentials;
import httpwire.call.BodyCodec;
import httpwire.call.Interceptor;
import httpwire.client.cache.Cache;
import httpwire.client.cookies.CookieJar;
import httpwire.client.decoding.Decoding;
import httpwire.client.hsts.HstsStore;
import httpwire.client.pool.Pool;
import httpwire.client.pool.PoolOptions;
import httpwire.client.proxy.ProxyChooser;
import httpwire.client.redirect.Redirects;
import httpwire.client.retry.Retries;
import httpwire.client.retry.RetryBudget;
import httpwire.transport.AddressPolicy;
import httpwire.transport.Dialer;
import httpwire.transport.NameResolver;
import httpwire.transport.Proxy;
import httpwire.transport.Route;
import httpwire.transport.SocketSettings;
import httpwire.transport.TlsOptions;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Collects the options of a client. Switches on only what is asked for, except for the pool and two
 * fields of requests that lack them: User-Agent, and the Content-Type that the body names. Not safe
 * for use by several threads.
 */
public final class HttpClientBuilder {
  /** The default of a connection. */
  private static final int DEFAULT_BLOCK_BYTES = 64 << 10;

  private final @Nullable Pool shared;
  private @Nullable PoolOptions pool;
  private @Nullable HttpUrl baseUrl;
  private Headers headers = Headers.EMPTY;
  private Timeouts timeouts = Timeouts.DEFAULT;
  private Limits limits = Limits.DEFAULT;
  private TlsOptions tls = TlsOptions.DEFAULT;
  private @Nullable Dialer dialer;
  private @Nullable NameResolver resolver;
  private @Nullable AddressPolicy addressPolicy;
  private SocketSettings sockets = SocketSettings.DEFAULT;
  private @Nullable Path unixSocket;
  private int blockSize = DEFAULT_BLOCK_BYTES;
  private boolean isRecorded;
  private @Nullable BodyCodec codec;
  private @Nullable Decoding decoding;
  private @Nullable Redirects redirects;
  private @Nullable HstsStore hsts;
  private @Nullable RetryBudget retries;
  private List<Credentials> credentials = List.of();
  private @Nullable CookieJar cookies;
  private List<Proxy> proxies = List.of();
  private @Nullable ProxyChooser proxyChooser;
  private List<Interceptor> interceptors = List.of();
  private @Nullable Cache cache;
  private @Nullable Executor background;
  private List<Interceptor> hopInterceptors = List.of();
  private @Nullable ClientListener listener;

  HttpClientBuilder() {
    this.shared = null;
  }

  /**
   * Starts with what {@code base} has.
   *
   * @param shared the connections to use unless others are asked for; null for new ones
   */
  private HttpClientBuilder(
      HttpClientBuilder base, @Nullable Pool shared, @Nullable PoolOptions pool) {
    this.shared = shared;
    this.pool = pool;
    this.baseUrl = base.baseUrl;
    this.headers = base.headers;
    this.timeouts = base.timeouts;
    this.limits = base.limits;
    this.tls = base.tls;
    this.dialer = base.dialer;
    this.resolver = base.resolver;
    this.addressPolicy = base.addressPolicy;
    this.sockets = base.sockets;
    this.unixSocket = base.unixSocket;
    this.blockSize = base.blockSize;
    this.isRecorded = base.isRecorded;
    this.codec = base.codec;
    this.decoding = base.decoding;
    this.redirects = base.redirects;
    this.hsts = base.hsts;
    this.retries = base.retries;
    this.credentials = base.credentials;
    this.cookies = base.cookies;
    this.proxies = base.proxies;
    this.proxyChooser = base.proxyChooser;
    this.interceptors = base.interceptors;
    this.cache = base.cache;
    this.background = base.background;
    this.hopInterceptors = base.hopInterceptors;
    this.listener = base.listener;
  }

  // 1. What is asked, and how long it may take.

  /**
   * What a request's target is relative to, RFC 3986 §5: with {@code https://api.example/v1/} the
   * target {@code users/1} is {@code https://api.example/v1/users/1}.
   *
   * @throws InvalidUrl if it is not an absolute http or https URL
   */
  public HttpClientBuilder baseUrl(String url) throws InvalidUrl {
    this.baseUrl = HttpUrl.parse(url);
    return this;
  }

  /**
   * Adds a field to every request that has none of that name. After a redirect to another origin it
   * is treated as if the caller had given it.
   *
   * @throws IllegalArgumentException if the name or the value cannot be sent
   */
  public HttpClientBuilder header(String name, String value) {
    this.headers = headers.newBuilder().add(name, value).build();
    return this;
  }

  /** Sets one timeout for connecting, writing and reading, as http.client does; null for none. */
  public HttpClientBuilder timeout(@Nullable Duration timeout) {
    this.timeouts = timeouts.withConnect(timeout).withWrite(timeout).withRead(timeout);
    return this;
  }

  /** The bounds of the phases. The deadline among them is that of {@link #deadline}. */
  public HttpClientBuilder timeouts(Timeouts timeouts) {
    this.timeouts = timeouts;
    return this;
  }

  /**
   * How long a whole call may take, from its first moment to the end of the response's body, with
   * the wait for a connection and all redirects; null for no bound.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public HttpClientBuilder deadline(@Nullable Duration deadline) {
    this.timeouts = timeouts.withDeadline(deadline);
    return this;
  }

  /** The bounds on what a server can make a call hold in memory. */
  public HttpClientBuilder limits(Limits limits) {
    this.limits = limits;
    return this;
  }

  // 2. How it gets there.

  /** The options of TLS with every {@code https} origin. */
  public HttpClientBuilder tls(TlsOptions tls) {
    this.tls = tls;
    return this;
  }

  /** Opens the transport under TLS; null for TCP. */
  public HttpClientBuilder dialer(@Nullable Dialer dialer) {
    this.dialer = dialer;
    return this;
  }

  /** Sets what looks up the addresses of every name that is connected to from this machine. */
  public HttpClientBuilder resolver(NameResolver resolver) {
    this.resolver = resolver;
    return this;
  }

  /** Which addresses may be connected to, redirects included; null for all. */
  public HttpClientBuilder addressPolicy(@Nullable AddressPolicy policy) {
    this.addressPolicy = policy;
    return this;
  }

  /**
   * The local address to connect from; port 0 for any port.
   *
   * @throws IllegalArgumentException if the address is unresolved
   */
  public HttpClientBuilder sourceAddress(InetSocketAddress address) {
    this.sockets =
        new SocketSettings(
            address,
            sockets.isKeptAlive(),
            sockets.sendBufferBytes(),
            sockets.receiveBufferBytes());
    return this;
  }

  /** How TCP sockets are set up, the source address too. */
  public HttpClientBuilder sockets(SocketSettings sockets) {
    this.sockets = sockets;
    return this;
  }

  /** Connects to this Unix domain socket, whatever the URL's host; null for TCP. */
  public HttpClientBuilder unixSocket(@Nullable Path path) {
    this.unixSocket = path;
    return this;
  }

  /**
   * The most bytes read at once from a file or stream that is sent as a body.
   *
   * @throws IllegalArgumentException if it is less than 1
   */
  public HttpClientBuilder blockSize(int byteCount) {
    if (byteCount < 1) throw new IllegalArgumentException("byteCount < 1: " + byteCount);
    this.blockSize = byteCount;
    return this;
  }

  /**
   * Keeps for each exchange what costs something to keep: the head as it was sent, and the times of
   * the phases ({@link httpwire.connection.HttpResponse#sentHead}, {@link
   * httpwire.connection.HttpResponse#summary}).
   */
  public HttpClientBuilder record() {
    this.isRecorded = true;
    return this;
  }

  /**
   * Goes through these proxies, in their order, to every origin; none for a direct connection.
   *
   * @throws IllegalArgumentException if a proxy other than the first has a Unix domain socket
   */
  public HttpClientBuilder proxy(Proxy... proxies) {
    List<Proxy> way = List.of(proxies);
    Route.requireOrder(way);
    this.proxies = way;
    this.proxyChooser = null;
    return this;
  }

  /** Goes through the proxies that {@code chooser} names for each URL. */
  public HttpClientBuilder proxies(ProxyChooser chooser) {
    this.proxyChooser = chooser;
    this.proxies = List.of();
    return this;
  }

  /**
   * Goes through the proxies that the environment names now ({@code http_proxy} and the like), as
   * {@link ProxyChooser#fromEnvironment} reads it.
   *
   * @throws InvalidUrl if a variable does not name a proxy
   */
  public HttpClientBuilder proxiesFromEnvironment() throws InvalidUrl {
    return proxies(ProxyChooser.fromEnvironment());
  }

  /** How many connections there are, and for how long. The client then has a pool of its own. */
  public HttpClientBuilder pool(PoolOptions options) {
    this.pool = options;
    return this;
  }

  // 3. The layers, outermost first.

  /**
   * Adds an interceptor around whole calls, inside those that were added before it: it sees one
   * request and the response that the caller gets, decoded and after all redirects.
   */
  public HttpClientBuilder interceptor(Interceptor interceptor) {
    this.interceptors = with(interceptors, interceptor);
    return this;
  }

  /** Makes bodies of objects, and objects of bodies; null for neither. */
  public HttpClientBuilder codec(@Nullable BodyCodec codec) {
    this.codec = codec;
    return this;
  }

  /** Asks for coded content and decodes it, as {@link Decoding#DEFAULT} says. */
  public HttpClientBuilder decoding() {
    return decoding(Decoding.DEFAULT);
  }

  /** Asks for coded content and decodes it; null for neither. */
  public HttpClientBuilder decoding(@Nullable Decoding decoding) {
    this.decoding = decoding;
    return this;
  }

  /** Follows redirects, as {@link Redirects#DEFAULT} says. */
  public HttpClientBuilder redirects() {
    return redirects(Redirects.DEFAULT);
  }

  /** Follows redirects; null for not following any. */
  public HttpClientBuilder redirects(@Nullable Redirects redirects) {
    this.redirects = redirects;
    return this;
  }

  /** Asks hosts that have said so over TLS only, RFC 6797; they are remembered in memory. */
  public HttpClientBuilder hsts() {
    return hsts(HstsStore.inMemory());
  }

  /**
   * Asks the hosts of {@code store} over TLS only, RFC 6797, and adds those that say so; null for
   * none. A request for http becomes one for https before anything is sent. The caller closes a
   * store that has a file.
   */
  public HttpClientBuilder hsts(@Nullable HstsStore store) {
    this.hsts = store;
    return this;
  }

  /**
   * Sends requests again that have failed or were answered with 503 and the like, at most this many
   * times in a call, as {@link Retries#of} says.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public HttpClientBuilder retries(int count) {
    return retries(Retries.of(count));
  }

  /**
   * Sends requests again as {@code retries} says; null for never. Clients that come from this one
   * by {@link HttpClient#newBuilder} share its budget, unless this is called for them too.
   */
  public HttpClientBuilder retries(@Nullable Retries retries) {
    this.retries = retries == null ? null : new RetryBudget(retries);
    return this;
  }

  /**
   * Sends these credentials to their own origins ({@link Credentials#forOrigin}), or to that of
   * {@link #baseUrl}, and to no other. Replaces those of an earlier call.
   */
  public HttpClientBuilder auth(Credentials... credentials) {
    this.credentials = List.of(credentials);
    return this;
  }

  /** Keeps cookies in memory and sends them back, RFC 6265bis. */
  public HttpClientBuilder cookies() {
    return cookies(CookieJar.inMemory());
  }

  /**
   * Keeps cookies in {@code jar} and sends them back with each exchange, RFC 6265bis; null for
   * neither. A request that has a Cookie field of its own is sent as it is; the cookies of its
   * response are kept. The caller closes a jar that has a file.
   */
  public HttpClientBuilder cookies(@Nullable CookieJar jar) {
    this.cookies = jar;
    return this;
  }

  /**
   * Answers from {@code cache} what it can, and stores there what it may; null for no cache.
   * Several clients can share one. The caller closes it, after the clients.
   */
  public HttpClientBuilder cache(@Nullable Cache cache) {
    this.cache = cache;
    return this;
  }

  /** Runs the background calls of the cache, in place of a thread for each; for tests. */
  HttpClientBuilder background(Executor executor) {
    this.background = executor;
    return this;
  }

  /**
   * Adds an interceptor around each exchange, inside those that were added before it: it sees each
   * redirect, and the fields that the layers have added.
   */
  public HttpClientBuilder hopInterceptor(Interceptor interceptor) {
    this.hopInterceptors = with(hopInterceptors, interceptor);
    return this;
  }

  private static <T> List<T> with(List<T> list, T last) {
    List<T> longer = new ArrayList<>(list);
    longer.add(last);
    return List.copyOf(longer);
  }

  /**
   * Called at each moment of the calls and of their connections, in the threads of the calls; null
   * for none. Replaces an earlier one.
   */
  public HttpClientBuilder listener(@Nullable ClientListener listener) {
    this.listener = listener;
    return this;
  }

  /** The everyday set: {@link #redirects()} and {@link #decoding()}. */
  public HttpClientBuilder defaults() {
    return redirects().decoding();
  }

  /**
   * The client.
   *
   * @throws IllegalArgumentException if two options contradict each other
   */
  public HttpClient build() {
    requireAlone("dialer", dialer != null, "proxy", hasProxies());
    requireAlone("dialer", dialer != null, "resolver", resolver != null);
    requireAlone("dialer", dialer != null, "unixSocket", unixSocket != null);
    requireAlone("dialer", dialer != null, "addressPolicy", addressPolicy != null);
    requireAlone("unixSocket", unixSocket != null, "proxy", hasProxies());
    return new HttpClient(new HttpClientBuilder(this, shared, pool));
  }

  /** A builder for a client that shares {@code pool}. */
  HttpClientBuilder sharing(Pool pool) {
    return new HttpClientBuilder(this, pool, null);
  }

  private boolean hasProxies() {
    return proxyChooser != null || !proxies.isEmpty();
  }

  private static void requireAlone(String one, boolean isOne, String other, boolean isOther) {
    if (!isOne || !isOther) return;
    throw new IllegalArgumentException(
        one + " and " + other + " can't be set together: each says how to connect");
  }

  // 4. What was collected.

  /** What targets are relative to; null if they are whole URLs. */
  public @Nullable HttpUrl getBaseUrl() {
    return baseUrl;
  }

  /** The fields that are added to each request. */
  public Headers getHeaders() {
    return headers;
  }

  public Timeouts getTimeouts() {
    return timeouts;
  }

  public Limits getLimits() {
    return limits;
  }

  public TlsOptions getTls() {
    return tls;
  }

  public @Nullable Dialer getDialer() {
    return dialer;
  }

  public NameResolver getResolver() {
    return resolver == null ? NameResolver.SYSTEM : resolver;
  }

  public @Nullable AddressPolicy getAddressPolicy() {
    return addressPolicy;
  }

  public SocketSettings getSockets() {
    return sockets;
  }

  public @Nullable Path getUnixSocket() {
    return unixSocket;
  }

  public int getBlockSize() {
    return blockSize;
  }

  public boolean isRecorded() {
    return isRecorded;
  }

  /** The proxies on the way to every origin, in their order. */
  public List<Proxy> getProxies() {
    return proxies;
  }

  /** What chooses the proxies for each URL; null if they are always the same. */
  public @Nullable ProxyChooser getProxyChooser() {
    return proxyChooser;
  }

  public PoolOptions getPool() {
    if (pool != null) return pool;
    return shared == null ? PoolOptions.DEFAULT : shared.getOptions();
  }

  public List<Interceptor> getInterceptors() {
    return interceptors;
  }

  /** The codec that makes bodies of objects and objects of bodies; null if there is none. */
  public @Nullable BodyCodec getCodec() {
    return codec;
  }

  /** How content is decoded; null if it is not. */
  public @Nullable Decoding getDecoding() {
    return decoding;
  }

  /** How redirects are followed; null if they are not. */
  public @Nullable Redirects getRedirects() {
    return redirects;
  }

  /** Which hosts are asked over TLS only; null if none is. */
  public @Nullable HstsStore getHsts() {
    return hsts;
  }

  /** What is sent again; null if nothing is. */
  public @Nullable Retries getRetries() {
    return retries == null ? null : retries.getOptions();
  }

  /** What all calls may send again together; null if nothing is. */
  @Nullable RetryBudget retryBudget() {
    return retries;
  }

  public List<Credentials> getCredentials() {
    return credentials;
  }

  /** Where cookies are kept; null if they are not. */
  public @Nullable CookieJar getCookies() {
    return cookies;
  }

  /** Where responses are stored; null if they are not. */
  public @Nullable Cache getCache() {
    return cache;
  }

  /** Runs the background calls of the cache; null for a thread for each. */
  @Nullable Executor getBackground() {
    return background;
  }

  public List<Interceptor> getHopInterceptors() {
    return hopInterceptors;
  }

  public @Nullable ClientListener getListener() {
    return listener;
  }

  /** The connections of the client that this builder comes from, unless it is to have its own. */
  Pool takePool() {
    if (shared != null && pool == null && shared.share()) return shared;
    return new Pool(getPool());
  }

  Wiring wiring() {
    return new Wiring(tls, dialer, resolver, addressPolicy, sockets, unixSocket, limits, blockSize);
  }
}
