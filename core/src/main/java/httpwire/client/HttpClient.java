package httpwire.client;

import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpUrl;
import httpwire.Limits;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.auth.Credentials;
import httpwire.call.BodyCodec;
import httpwire.call.Handler;
import httpwire.call.Interceptor;
import httpwire.call.Step;
import httpwire.client.auth.Authentication;
import httpwire.client.cache.Cache;
import httpwire.client.cookies.CookieJar;
import httpwire.client.decoding.Codings;
import httpwire.client.decoding.Decoding;
import httpwire.client.hsts.HstsStore;
import httpwire.client.pool.Pool;
import httpwire.client.pool.PoolStatistics;
import httpwire.client.redirect.Redirects;
import httpwire.client.retry.RetryBudget;
import httpwire.connection.HttpResponse;
import httpwire.download.DownloadOptions;
import httpwire.download.DownloadSession;
import httpwire.download.Downloaded;
import httpwire.sse.EventOptions;
import java.io.Closeable;
import java.io.IOException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests over connections that it keeps, through layers in a fixed order:
 *
 * <pre>
 * interceptors → deadline → decoding → redirects → hsts → retries → auth → cookies → cache
 *     → hopInterceptors → exchange → HttpConnection
 * </pre>
 *
 * <p>Immutable; safe for use by several threads, which should share one. The caller owns each
 * response, and must read it to its end or close it: until then its connection is in use. A client
 * keeps no thread. It should be closed when it is not needed any more.
 */
public final class HttpClient implements Closeable {
  /** The User-Agent of a request that has none of its own. */
  static final String USER_AGENT = "httpwire/0.1.0";

  private final HttpClientBuilder options;
  private final Pool pool;
  private final Wiring wiring;
  private final Authentication authentication;
  private final @Nullable Codings codings;
  private final Headers defaults;
  private final @Nullable CacheCalls cacheCalls;
  private final Handler handler;
  private final AtomicLong exchangeCount = new AtomicLong();
  private final AtomicInteger cancelCount = new AtomicInteger();
  private final AtomicBoolean isClosed = new AtomicBoolean();
  private volatile @Nullable KnownUrl latestUrl;

  /**
   * @param options a copy that no caller can change
   */
  HttpClient(HttpClientBuilder options) {
    this.options = options;
    this.wiring = options.wiring();
    HttpUrl base = options.getBaseUrl();
    List<Credentials> credentials = options.getCredentials();
    this.authentication = new Authentication(credentials, base == null ? null : base.origin());
    Decoding decoding = options.getDecoding();
    this.codings = decoding == null ? null : Codings.of(decoding);
    this.defaults = withUserAgent(options.getHeaders());
    this.cacheCalls = options.getCache() == null ? null : new CacheCalls(this);
    this.handler = chain(options.getInterceptors(), new Calls());
    this.pool = options.takePool();
  }

  private static Headers withUserAgent(Headers headers) {
    if (headers.contains("User-Agent")) return headers;
    return headers.newBuilder().add("User-Agent", USER_AGENT).build();
  }

  /** The interceptors around {@code innermost}, the first one outermost. */
  static Handler chain(List<Interceptor> interceptors, Handler innermost) {
    Handler handler = innermost;
    for (int i = interceptors.size() - 1; i >= 0; i--) {
      Interceptor interceptor = interceptors.get(i);
      Handler next = handler;
      handler = request -> interceptor.intercept(request, next);
    }
    return handler;
  }

  /** A builder of a client. */
  public static HttpClientBuilder builder() {
    return new HttpClientBuilder();
  }

  /** A client with the everyday options, {@link HttpClientBuilder#defaults}. */
  public static HttpClient create() {
    return builder().defaults().build();
  }

  /**
   * A builder of another client, which starts with the options of this one. The other client shares
   * the connections of this one, unless {@link HttpClientBuilder#pool} is called; they are closed
   * with the last client that shares them.
   */
  public HttpClientBuilder newBuilder() {
    return options.sharing(pool);
  }

  // 1. Calls.

  /**
   * Sends a request and reads the head of the response. The caller owns the response.
   *
   * @param request its target is a URL, relative to {@link HttpClientBuilder#baseUrl} if there is
   *     one
   * @throws InvalidUrl if its target is not an http or https URL
   * @throws httpwire.HttpException of another kind if there is no response; its circumstances say
   *     which exchange of the call failed, and whether the server can have seen the request
   * @throws IllegalArgumentException if the request cannot be sent; nothing was
   * @throws IllegalStateException if the client was closed
   */
  public HttpResponse send(Request request) throws IOException {
    requireOpen();
    return handler.handle(prepared(request));
  }

  /** Sends GET, as {@link #send} does. */
  public HttpResponse get(String url) throws IOException {
    return send(Request.get(url));
  }

  /** Sends HEAD, as {@link #send} does; the response has no body. */
  public HttpResponse head(String url) throws IOException {
    return send(Request.head(url));
  }

  /** Sends DELETE, as {@link #send} does. */
  public HttpResponse delete(String url) throws IOException {
    return send(Request.delete(url));
  }

  /** Sends OPTIONS, as {@link #send} does. */
  public HttpResponse options(String url) throws IOException {
    return send(Request.options(url));
  }

  /** Sends POST, as {@link #send} does. */
  public HttpResponse post(String url, RequestBody body) throws IOException {
    return send(Request.post(url, body));
  }

  /** Sends PUT, as {@link #send} does. */
  public HttpResponse put(String url, RequestBody body) throws IOException {
    return send(Request.put(url, body));
  }

  /** Sends PATCH, as {@link #send} does. */
  public HttpResponse patch(String url, RequestBody body) throws IOException {
    return send(Request.patch(url, body));
  }

  /** Sends QUERY (RFC 10008), as {@link #send} does. */
  public HttpResponse query(String url, RequestBody body) throws IOException {
    return send(Request.query(url, body));
  }

  // 2. Calls that last.

  /**
   * The events of the stream at {@code url}, like {@link #events(Request, EventOptions)} with the
   * default options.
   */
  public ServerSentEvents events(String url) {
    return events(Request.get(url), EventOptions.DEFAULT);
  }

  /**
   * The events of a stream, like {@link #events(Request, EventOptions)} with the default options.
   */
  public ServerSentEvents events(Request request) {
    return events(request, EventOptions.DEFAULT);
  }

  /**
   * The events of a stream (HTML standard, 9.2), for as long as they are read. Nothing is sent
   * before the first event is asked for. Whenever the connection is lost, the request is sent again
   * with {@code Last-Event-ID}, as {@link httpwire.sse.EventSession} says. Each of these calls goes
   * through all layers of the client and begins at the request's own URL, also after a permanent
   * redirect; each has a deadline of its own, if the client or the request has one. A stream that
   * stays silent for longer than the read timeout counts as lost.
   *
   * <p>It fails with {@link httpwire.HttpException.UnexpectedResponse} if the response is not an
   * event stream, unless its status is one after which it reconnects, and with any other {@link
   * httpwire.HttpException} that a new connection would not remedy.
   */
  public ServerSentEvents events(Request request, EventOptions options) {
    return new ServerSentEvents(this, request, options, null);
  }

  /**
   * The events of a response that this client has received. Whenever the connection is lost, it
   * goes on as {@link #events(Request, EventOptions)} does after {@code request}. For a server that
   * answers the same request with an event stream or with something else.
   *
   * @param response its body has not been read; the events own it from here on
   * @param request what it answers, as it was given to the client
   */
  public ServerSentEvents events(HttpResponse response, Request request, EventOptions options) {
    return new ServerSentEvents(this, request, options, response);
  }

  /** Downloads a file, as {@link #download(Request, Path, DownloadOptions)} does. */
  public Downloaded download(String url, Path target) throws IOException {
    return download(Request.get(url), target, DownloadOptions.DEFAULT);
  }

  /** Downloads a file, as {@link #download(Request, Path, DownloadOptions)} does. */
  public Downloaded download(Request request, Path target) throws IOException {
    return download(request, target, DownloadOptions.DEFAULT);
  }

  /**
   * Downloads what {@code request} asks for into a file, and waits until it is whole. It is written
   * to {@code target.part} and gets its name when it is complete and on the disk; what was under
   * that name stays until then. A lost connection is continued where it was lost, and a download
   * that has failed goes on there when it is called again, if the server gave a strong validator
   * for the file (RFC 9110 §13.1.5); otherwise it begins anew. Each request goes through all layers
   * of the client, but content is never decoded.
   *
   * @param request a GET without Range and If-Range
   * @throws httpwire.HttpException.UnexpectedResponse if the response is not the file
   * @throws httpwire.HttpException.DigestMismatch if the file does not have the digest that the
   *     options, or the server in Repr-Digest or Content-Digest, give; what was received is removed
   * @throws httpwire.HttpException.LimitExceeded if the file is longer than the options allow
   * @throws httpwire.HttpException.Cancelled if the thread was interrupted
   * @throws httpwire.download.DownloadFileException if the file cannot be written
   * @throws IllegalArgumentException if {@code request} is not such a GET
   */
  public Downloaded download(Request request, Path target, DownloadOptions options)
      throws IOException {
    try (DownloadSession session = DownloadSession.open(request, target, options)) {
      Downloaded result = null;
      while (result == null) {
        Pause.of(session.getPause());
        try (HttpResponse response = send(session.request())) {
          session.receive(response);
        } catch (HttpException e) {
          session.failed(e);
        }
        result = session.getResult();
      }
      return result;
    }
  }

  /**
   * A call that its caller drives, exchange by exchange: for callers that must not block a thread.
   * The interceptors of whole calls are not called.
   *
   * @throws InvalidUrl as {@link #send} does
   * @throws IllegalStateException if the client was closed
   */
  public ClientCall newCall(Request request) throws IOException {
    requireOpen();
    return new ClientCall(this, prepared(request));
  }

  /**
   * Whether a call holds a thread until it has the head of its response, because of interceptors.
   */
  public boolean isBlocking() {
    return !options.getInterceptors().isEmpty() || !options.getHopInterceptors().isEmpty();
  }

  /**
   * Whether {@link #newCall} reads files, because the client has a cache in files: a caller that
   * must not block then calls it in another thread.
   */
  public boolean readsFiles() {
    Cache cache = options.getCache();
    return cache != null && cache.isBlocking();
  }

  private final class Calls implements Handler {
    @Override
    public HttpResponse handle(Request request) throws IOException {
      ClientCall call = new ClientCall(HttpClient.this, request);
      CallSwitch cutter = request.getTag(CallSwitch.class);
      if (cutter != null) cutter.began(call);
      return call.execute();
    }
  }

  private void requireOpen() {
    if (isClosed.get()) throw new IllegalStateException("the client was closed");
  }

  /** The request with an absolute URL, and with the default fields that it lacks. */
  private Request prepared(Request request) throws InvalidUrl {
    HttpUrl base = options.getBaseUrl();
    String target = request.getTarget();
    if (base != null) target = base.resolve(target).toString();
    else url(target);
    Headers headers = request.getHeaders().plus(missing(request));
    RequestBody body = request.getBody();
    String type = body == null ? null : body.contentType();
    if (type != null && isMissing(request, "Content-Type")) {
      headers = headers.plus(Headers.of("Content-Type", type));
    }
    return withCodec(request.withTarget(target).withHeaders(headers));
  }

  /** The codec is a tag of the request, so that readers of the response find it. */
  private Request withCodec(Request request) {
    BodyCodec codec = options.getCodec();
    if (codec == null || request.getTag(BodyCodec.class) != null) return request;
    return request.newBuilder().tag(BodyCodec.class, codec).build();
  }

  /** The default fields that the request does not have. */
  private Headers missing(Request request) {
    for (int i = 0; i < defaults.size(); i++) {
      if (!isMissing(request, defaults.name(i))) return missingOnes(request);
    }
    return defaults;
  }

  private Headers missingOnes(Request request) {
    Headers.Builder missing = new Headers.Builder();
    for (int i = 0; i < defaults.size(); i++) {
      String name = defaults.name(i);
      if (isMissing(request, name)) missing.add(name, defaults.value(i));
    }
    return missing.build();
  }

  private static boolean isMissing(Request request, String name) {
    return !request.getHeaders().contains(name) && !request.isHeaderSkipped(name);
  }

  /** The parts of a URL, which is often the same as the last time. */
  HttpUrl url(String text) throws InvalidUrl {
    KnownUrl latest = latestUrl;
    if (latest != null && latest.text.equals(text)) return latest.url;
    HttpUrl parsed = HttpUrl.parse(text);
    latestUrl = new KnownUrl(text, parsed);
    return parsed;
  }

  private record KnownUrl(String text, HttpUrl url) {}

  // 2. Objects.

  /**
   * The body for a value, by the codec of this client, encoded as the value's class.
   *
   * @throws IllegalStateException if the client has no codec
   */
  public RequestBody encode(Object value) throws IOException {
    return encode(value, value.getClass());
  }

  /**
   * The body for a value, by the codec of this client. What the codec throws is thrown as it is.
   *
   * @param type what it is encoded as, for instance a list of something
   * @throws IllegalStateException if the client has no codec
   */
  public RequestBody encode(Object value, Type type) throws IOException {
    return requireCodec().encode(value, type);
  }

  /**
   * The value of the rest of a response's body, by the codec of this client; closes the response.
   * The status does not matter: {@link HttpResponse#orThrow} checks it.
   *
   * @throws httpwire.HttpException.UnexpectedResponse as {@link BodyCodec#decode(HttpResponse,
   *     Type)} does
   * @throws IllegalStateException if the client has no codec, or the response was closed
   */
  public <T> T decode(HttpResponse response, Class<T> type) throws IOException {
    Object value = requireCodec().decode(response, type);
    if (type.isPrimitive() || type.isInstance(value)) return cast(value);
    throw new ClassCastException(
        "the codec made " + value.getClass().getName() + ", and not " + type.getName());
  }

  /**
   * Like {@link #decode(HttpResponse, Class)}, for a type with arguments, such as a list of
   * something. The caller answers for {@code T} being that type.
   */
  @SuppressWarnings("TypeParameterUnusedInFormals") // There is no other way to say it in Java.
  public <T> T decode(HttpResponse response, Type type) throws IOException {
    return cast(requireCodec().decode(response, type));
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T> T cast(Object value) {
    return (T) value;
  }

  private BodyCodec requireCodec() {
    BodyCodec codec = options.getCodec();
    if (codec != null) return codec;
    throw new IllegalStateException("the client has no codec: see HttpClientBuilder.codec");
  }

  /** The codec that makes bodies of objects and objects of bodies; null if there is none. */
  public @Nullable BodyCodec getCodec() {
    return options.getCodec();
  }

  /** The bounds on what a server can make a call hold. */
  public Limits getLimits() {
    return options.getLimits();
  }

  // 3. What a call needs.

  HttpClientBuilder options() {
    return options;
  }

  Pool pool() {
    return pool;
  }

  Wiring wiring() {
    return wiring;
  }

  Authentication authentication() {
    return authentication;
  }

  /** The layers of one call, outermost first. */
  List<Step> newSteps(Request request, CallClock clock) {
    List<Step> steps = new ArrayList<>(7);
    if (codings != null) steps.add(codings.newStep());
    Redirects redirects = options.getRedirects();
    HstsStore hsts = options.getHsts();
    if (redirects != null) steps.add(newStep(redirects, hsts));
    if (hsts != null) steps.add(HstsStore.newStep(hsts, !options.getTls().isUnverified()));
    RetryBudget retries = options.retryBudget();
    if (retries != null) steps.add(retries.newStep(clock::allows));
    if (!options.getCredentials().isEmpty()) steps.add(authentication.newStep());
    CookieJar cookies = options.getCookies();
    if (cookies != null) steps.add(CookieJar.newStep(cookies));
    Cache cache = options.getCache();
    if (cache != null && cacheCalls != null) steps.add(cache.newStep(cacheCalls));
    if (request.getContinueTimeout() != null) steps.add(new ExpectationStep());
    return steps;
  }

  private static Step newStep(Redirects redirects, @Nullable HstsStore hsts) {
    if (hsts == null) return redirects.newStep();
    return redirects.newStep(url -> HstsStore.upgrade(hsts, url));
  }

  /** A number for one more exchange. */
  long nextExchangeNumber() {
    return exchangeCount.incrementAndGet();
  }

  /** Whether each exchange keeps its head and the times of its phases. */
  boolean isRecorded() {
    return options.isRecorded();
  }

  @Nullable ClientListener listener() {
    return options.getListener();
  }

  // 4. The connections.

  /** What the connections of this client, and of those that share them, do now and have done. */
  public PoolStatistics statistics() {
    return pool.statistics();
  }

  /**
   * Cuts all connections that are in use, and ends the wait of all callers for one: their calls
   * fail with {@link httpwire.HttpException.Cancelled}, and so does a call that waits to send its
   * request again, once its wait is over. The client can still be used.
   */
  public void cancelAll() {
    cancelCount.incrementAndGet();
    pool.cancelAll();
  }

  /** How many times everything was cancelled. */
  int cancelCount() {
    return cancelCount.get();
  }

  /**
   * No more calls can be made. If no other client shares the connections, those that are idle are
   * closed now, and the others when their responses have ended. Stored responses are not validated
   * in the background any more; the cache stays open. May be called any number of times.
   */
  @Override
  public void close() {
    if (!isClosed.compareAndSet(false, true)) return;
    if (cacheCalls != null) cacheCalls.close();
    pool.close();
  }
}
