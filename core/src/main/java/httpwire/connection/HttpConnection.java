package httpwire.connection;

import static httpwire.state.ConnectionEvent.END_HEADERS;
import static httpwire.state.ConnectionEvent.PUT_HEADER;
import static httpwire.state.ConnectionEvent.PUT_REQUEST;
import static httpwire.state.ConnectionEvent.RESPONSE_KEPT;
import static httpwire.state.ConnectionEvent.SEND;

import httpwire.CloseReason;
import httpwire.ContinueAnswer;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.CannotSendRequest;
import httpwire.HttpException.ImproperConnectionState;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpVersion;
import httpwire.Origin;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.Timeouts;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.RequestHead;
import httpwire.state.ConnectionState;
import httpwire.transport.TimeBudget;
import httpwire.transport.Transport;
import java.io.Closeable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server (http.client: HTTPConnection and HTTPSConnection).
 *
 * <ol>
 *   <li>create it with {@link #http}, {@link #https} or {@link #builder}; nothing is opened yet
 *   <li>send a request: {@link #request}, or step by step {@link #putRequest}, {@link #putHeader},
 *       {@link #endHeaders}, {@link #send}; this opens the connection if it is not open
 *   <li>call {@link #readResponse} and read the body of the response to its end
 *   <li>send the next request on the same connection, or {@link #close} it
 * </ol>
 *
 * <p>{@link #getState} says which calls are legal; an illegal one throws before it does anything.
 * Nothing is resent, redirected, decoded or remembered. A connection is for one thread at a time;
 * {@link #cancel} may be called by any thread.
 */
public final class HttpConnection implements Closeable {
  /** The default port of {@code http} (http.client: HTTP_PORT). */
  public static final int HTTP_PORT = Origin.HTTP_PORT;

  /** The default port of {@code https} (http.client: HTTPS_PORT). */
  public static final int HTTPS_PORT = Origin.HTTPS_PORT;

  private final ConnectionOptions options;
  private final Watchers watchers;
  private final Connector connector;
  private final Budgets budgets;
  private final RequestComposer composer;
  private final Conversation conversation;
  private final Transmission transmission;
  private @Nullable Consumer<HttpResponse> responseFollower;

  HttpConnection(ConnectionOptions options) {
    this.options = options;
    this.watchers = new Watchers(options.listener());
    this.connector = new Connector(options, watchers);
    this.budgets = new Budgets(options.timeouts());
    this.composer = new RequestComposer(options.version(), connector);
    this.conversation = new Conversation(options, watchers, connector);
    this.transmission = new Transmission(conversation, budgets, watchers, options.blockSize());
  }

  /**
   * A connection in clear.
   *
   * @param host {@code host} or {@code host:port}; an IPv6 address in brackets
   */
  public static HttpConnection http(String host) throws InvalidUrl {
    return builder(host).build();
  }

  /** A connection over TLS (http.client: HTTPSConnection); otherwise like {@link #http}. */
  public static HttpConnection https(String host) throws InvalidUrl {
    return builder(host).secure().build();
  }

  /** A connection to an origin, over TLS if its scheme is https. */
  public static HttpConnection of(Origin origin) throws InvalidUrl {
    HttpConnectionBuilder builder = builder(origin.host()).port(origin.port());
    return origin.isSecure() ? builder.secure().build() : builder.build();
  }

  /** The options of a connection to {@code host}, which may carry a port as in {@link #http}. */
  public static HttpConnectionBuilder builder(String host) {
    return new HttpConnectionBuilder(host);
  }

  // 1. Its options and state.

  /**
   * The host to connect to, which is the proxy if there is a tunnel; an IPv6 address without
   * brackets.
   */
  public String getHost() {
    return options.origin().host();
  }

  /** The port to connect to, which is that of the proxy if there is a tunnel. */
  public int getPort() {
    return options.origin().port();
  }

  /** The timeouts of the phases of an exchange (http.client: timeout). */
  public Timeouts getTimeouts() {
    return options.timeouts();
  }

  /**
   * The most bytes read at once from a file or stream that is sent as a body (http.client:
   * blocksize).
   */
  public int getBlockSize() {
    return options.blockSize();
  }

  /**
   * The state between requests and responses; {@code getState().allows(event)} says whether a call
   * is legal.
   */
  public ConnectionState getState() {
    return conversation.state();
  }

  /** The open transport; null while not connected (http.client: sock). */
  public @Nullable Transport getTransport() {
    return conversation.transport();
  }

  /**
   * Our end of the connection, whose port the system chose unless a source address has one; null
   * while not connected, and if the transport has no such address (http.client: {@code
   * sock.getsockname()}).
   */
  public @Nullable InetSocketAddress getLocalAddress() {
    Transport transport = getTransport();
    return transport == null ? null : transport.getLocalAddress();
  }

  /**
   * How often this connection was opened: the first time, and each time that a request found it
   * closed. A request that did not change it went over a connection that was open already.
   */
  public long getOpenedCount() {
    return conversation.openedCount();
  }

  /** Why the connection was closed, or will be, after the latest exchange; empty if it is kept. */
  public Set<CloseReason> getCloseReasons() {
    return Collections.unmodifiableSet(conversation.closeReasons());
  }

  /**
   * Sets how much is printed from now on of what is sent and received, in the format of
   * http.client: 0 nothing, 1 everything but the secrets of heads, 2 those too (http.client:
   * set_debuglevel). Secrets are what {@link httpwire.trace.ByteListener#redacted(
   * httpwire.trace.Moment, ByteString)} hides.
   */
  public void setDebugLevel(int level) {
    watchers.setDebugLevel(level);
  }

  /** Where debug lines go; standard output by default. The stream stays the caller's. */
  public void setDebugOutput(PrintStream output) {
    watchers.setDebugOutput(output);
  }

  // 2. Opening.

  /**
   * Connects to {@code host} through a tunnel (http.client: set_tunnel); the host of this
   * connection is then the proxy. The tunnel stays set when the connection is closed and opened
   * again.
   *
   * @param host {@code host} or {@code host:port}, as in {@link #http}
   * @throws IllegalStateException if the connection is open
   */
  public void setTunnel(String host) throws InvalidUrl {
    setTunnel(host, -1);
  }

  /**
   * Like {@link #setTunnel(String)}.
   *
   * @param port -1 for the port in {@code host}, or the default
   */
  public void setTunnel(String host, int port) throws InvalidUrl {
    setTunnel(host, port, Headers.EMPTY);
  }

  /**
   * Like {@link #setTunnel(String, int)}, with fields for the proxy, which are not sent to the
   * origin. Host is added if it is missing.
   */
  public void setTunnel(String host, int port, Headers headers) throws InvalidUrl {
    if (conversation.transport() != null) {
      throw new IllegalStateException("Can't set up tunnel for established connection");
    }
    connector.setTunnel(
        new Tunnel(HttpConnectionBuilder.origin(options.origin().scheme(), host, port), headers));
  }

  /**
   * The fields of the proxy's latest response to CONNECT, even if it refused; null before the first
   * (http.client: get_proxy_response_headers).
   */
  public @Nullable Headers getProxyResponseHeaders() {
    return connector.proxyHeaders();
  }

  /**
   * The fields of a proxy's response to the latest CONNECT, even if it refused.
   *
   * @param hop the index of the proxy, from 0 for the first one
   * @return null if it has not answered, is not sent CONNECT, or is not there
   */
  public @Nullable Headers getProxyResponseHeaders(int hop) {
    List<@Nullable Headers> answers = connector.answers();
    return hop < 0 || hop >= answers.size() ? null : answers.get(hop);
  }

  /** Opens the connection if it is not open: TCP, then the tunnel, then TLS. */
  public void connect() throws HttpException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      conversation.connect(budgets.own());
    }
  }

  // 3. A request in one call.

  /** Sends a request without a body and with the automatic fields only. */
  public void request(String method, String target) throws IOException {
    request(method, target, Headers.EMPTY);
  }

  /** Sends a request without a body. */
  public void request(String method, String target, Headers headers) throws IOException {
    request(method, target, headers, null);
  }

  /**
   * Sends a request; its body is sent with Content-Length if its length is known, else in chunks.
   */
  public void request(String method, String target, Headers headers, @Nullable RequestBody body)
      throws IOException {
    request(method, target, headers, body, false);
  }

  /**
   * Sends a request (http.client: request). Host, Accept-Encoding and the framing field are added
   * unless {@code headers} has them.
   *
   * <p>If {@link HttpException.ConnectionLost} is thrown while the body is being sent, the state is
   * Request-sent: the server may already have answered, and {@link #readResponse} reads that
   * response.
   *
   * @param target a path with its query, or another form of RFC 9112 §3.2; sent as it is
   * @param encodeChunked only if {@code headers} has Transfer-Encoding: true if httpwire is to
   *     write the chunks, false if the body already contains them
   * @throws IllegalArgumentException if the request contradicts itself; nothing was sent
   * @throws CannotSendRequest if another request has been started and the head of its response has
   *     not been read
   */
  public void request(
      String method,
      String target,
      Headers headers,
      @Nullable RequestBody body,
      boolean encodeChunked)
      throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      getState().require(PUT_REQUEST);
      RequestHead head =
          composer.head(
              method, target, headers.contains("Host"), headers.contains("Accept-Encoding"));
      Framing framing = RequestComposer.frame(head, headers, body, false);
      conversation.start(head, budgets.own());
      boolean writesChunks = RequestComposer.writesChunks(headers, body, encodeChunked);
      transmission.transmit(framing, writesChunks, body);
    }
  }

  /**
   * Sends a {@link Request}, otherwise like {@link #request(String, String, Headers, RequestBody,
   * boolean)}. The timeouts and deadline of the request, if it has them, replace those of the
   * connection until the end of the response's body.
   */
  public void request(Request request) throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      getState().require(PUT_REQUEST);
      RequestHead head = composer.head(request, request.getTarget());
      TimeBudget budget = budgets.of(request);
      Framing framing = composer.frame(head, request);
      conversation.start(head, budget);
      transmit(request, framing);
    }
  }

  private Framing start(Request request, ExchangeOptions options) throws IOException {
    getState().require(PUT_REQUEST);
    watchers.setListener(options.listener());
    RequestHead head = composer.head(request, options.target());
    TimeBudget budget = budgets.lent(options.timeouts());
    Framing framing = composer.frame(head, request);
    conversation.start(head, budget, options.number(), options.hop());
    if (options.isRecorded()) conversation.current().record();
    return framing;
  }

  private void transmit(Request request, Framing framing) throws IOException {
    conversation.current().setRequest(request);
    RequestBody body = request.getBody();
    boolean writesChunks = RequestComposer.writesChunks(request);
    Duration wait = request.getContinueTimeout();
    boolean isExpecting = composer.isExpecting(request) && Framing.hasBody(framing);
    if (isExpecting && body != null && wait != null) {
      transmission.transmitExpecting(framing, writesChunks, body, wait);
    } else {
      transmission.transmit(framing, writesChunks, body);
    }
  }

  /**
   * Sends a request and reads the head of its response. If sending fails but the server has already
   * answered, that response is returned.
   *
   * @throws CannotSendRequest before anything is sent, if the previous response is unread: it would
   *     have to be read before this one
   */
  public HttpResponse exchange(
      String method, String target, Headers headers, @Nullable RequestBody body)
      throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      requireNothingUnread();
      request(method, target, headers, body);
      return readResponse();
    } catch (HttpException.ConnectionLost lost) {
      return readEarlyResponse(lost);
    }
  }

  /**
   * Sends a {@link Request} and reads the head of its response, otherwise like {@link
   * #exchange(String, String, Headers, RequestBody)}.
   */
  public HttpResponse exchange(Request request) throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      requireNothingUnread();
      request(request);
      return readResponse();
    } catch (HttpException.ConnectionLost lost) {
      return readEarlyResponse(lost);
    }
  }

  /**
   * Sends a request whose target, bounds and listener are those of {@code options}, otherwise like
   * {@link #exchange(Request)}. For whoever lends the connection out, such as a client; {@link
   * HttpResponse#getRequest} is {@code request} as it is.
   */
  public HttpResponse exchange(Request request, ExchangeOptions options) throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      requireNothingUnread();
      transmit(request, start(request, options));
      return readResponse();
    } catch (HttpException.ConnectionLost lost) {
      return readEarlyResponse(lost);
    }
  }

  /**
   * Sends the head of a request whose body is sent by its caller, piece by piece ({@link
   * #send(RequestBody)}, with its chunks if the head says so), before {@link #readResponse}.
   * Otherwise like {@link #exchange(Request, ExchangeOptions)}. Of the request's body only the
   * length is asked; {@link #awaitContinue(Duration)} is the caller's too.
   */
  public void begin(Request request, ExchangeOptions options) throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      requireNothingUnread();
      Framing framing = start(request, options);
      conversation.current().setRequest(request);
      transmission.transmit(framing, false, null);
    }
  }

  /** A pipeline without requests: {@link Pipeline#add} adds them. */
  public Pipeline pipeline() {
    if (options.version() == HttpVersion.HTTP_1_0) {
      throw new IllegalStateException("HTTP/1.0 has no pipelining");
    }
    return new Pipeline(this, composer, conversation, transmission);
  }

  /**
   * Sends several requests before the first is answered, RFC 9112 §9.3.2: as many as may be
   * unanswered now, in as few writes as they fit in, and the others when their turn comes. If
   * sending fails, {@link Pipeline#readResponse} says so after the responses that came.
   *
   * @throws IllegalArgumentException if one of them cannot be a part of a pipeline, see {@link
   *     Pipeline#add}; nothing was sent
   * @throws CannotSendRequest if another request has been started and its response not read to its
   *     end
   */
  public Pipeline pipeline(List<Request> requests) throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      getState().require(PUT_REQUEST);
      requireNothingUnread();
      Pipeline pipeline = pipeline();
      for (Request request : requests) pipeline.add(request);
      pipeline.flushQuietly();
      return pipeline;
    }
  }

  private void requireNothingUnread() throws HttpException {
    if (!getState().hasUnreadResponse()) return;
    throw Failures.cannotSendRequest(
        "the previous response has not been read to its end: read it, close it,"
            + " or use another connection");
  }

  /**
   * Reads the response of a server that answered before the whole request was sent. To be called
   * after one of the sending calls has thrown {@code lost}; {@link #exchange} does this itself.
   *
   * @throws HttpException.ConnectionLost {@code lost} itself if there is no such response
   */
  public HttpResponse readEarlyResponse(HttpException.ConnectionLost lost) throws HttpException {
    if (!getState().allows(RESPONSE_KEPT)) throw lost;
    try {
      return readResponse();
    } catch (ImproperConnectionState notOurs) {
      throw lost;
    } catch (HttpException noAnswer) {
      lost.addSuppressed(noAnswer);
      throw lost;
    }
  }

  // 4. A request step by step.

  /** Like {@link #putRequest(String, String, boolean, boolean)}, with both automatic fields. */
  public void putRequest(String method, String target) throws HttpException {
    putRequest(method, target, false, false);
  }

  /**
   * Starts a request (http.client: putrequest). Nothing is sent before {@link #endHeaders}.
   *
   * @param skipHost leaves out the automatic Host
   * @param skipAcceptEncoding leaves out the automatic {@code Accept-Encoding: identity}
   * @throws IllegalArgumentException if the method is not a token
   * @throws InvalidUrl if the target cannot be sent
   */
  public void putRequest(String method, String target, boolean skipHost, boolean skipAcceptEncoding)
      throws HttpException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      getState().require(PUT_REQUEST);
      RequestHead head = composer.head(method, target, skipHost, skipAcceptEncoding);
      conversation.start(head, budgets.own());
    }
  }

  /**
   * Starts a request with the method, target, bounds, secret names and left-out fields of {@code
   * request}. Its own fields and its body are still the caller's to send, step by step.
   *
   * @throws InvalidUrl if the target cannot be sent
   */
  public void putRequest(Request request) throws HttpException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      getState().require(PUT_REQUEST);
      RequestHead head = composer.head(request, request.getTarget());
      TimeBudget budget = budgets.of(request);
      conversation.start(head, budget);
    }
  }

  /**
   * Adds a field (http.client: putheader); several values are joined with {@code ", "}.
   *
   * @throws IllegalArgumentException if the name or value cannot be sent, or the field contradicts
   *     the head
   */
  public void putHeader(String name, String... values) throws HttpException {
    try (ThreadGuard held = conversation.enter(PUT_HEADER)) {
      getState().require(PUT_HEADER);
      conversation.current().head().put(name, String.join(", ", values));
    }
  }

  /** Ends the head and sends it. */
  public void endHeaders() throws IOException {
    endHeaders(null);
  }

  /** Like {@link #endHeaders(RequestBody, boolean)}, with {@code encodeChunked} false. */
  public void endHeaders(@Nullable RequestBody body) throws IOException {
    endHeaders(body, false);
  }

  /**
   * Ends the head and sends it with a body (http.client: endheaders). If the head has no framing
   * field, one is added for the body: without it the server would read the body as the next
   * request.
   *
   * @param encodeChunked only if the head has Transfer-Encoding: true if httpwire is to write the
   *     chunks, false if the body already contains them. Without a body it holds for what {@link
   *     #send} sends: each piece becomes a chunk, and {@link #endBody()} ends them
   */
  public void endHeaders(@Nullable RequestBody body, boolean encodeChunked) throws IOException {
    try (ThreadGuard held = conversation.enter(END_HEADERS)) {
      getState().require(END_HEADERS);
      RequestHead head = conversation.current().head();
      long length = body == null ? -1 : body.length();
      boolean isFramedHere = body != null && !head.isFramed();
      if (isFramedHere) head.frame(encodeChunked || head.isTrailerAnnounced() ? -1 : length);
      boolean writesChunks = encodeChunked || isFramedHere;
      transmission.transmit(Framing.ofRequest(head, length), writesChunks, body);
    }
  }

  /** Like {@link #send(RequestBody)}. */
  public void send(byte[] bytes) throws IOException {
    send(RequestBody.of(bytes));
  }

  /** Like {@link #send(RequestBody)}. */
  public void send(ByteString bytes) throws IOException {
    send(RequestBody.of(bytes));
  }

  /**
   * Sends a piece of the body after a head that announced one (http.client: send). May be called
   * any number of times until the response is read. With Transfer-Encoding the caller writes the
   * chunks, unless {@code endHeaders(null, true)} was called. An empty piece sends nothing, but
   * asks as every piece does from time to time whether the server still wants the body.
   *
   * @throws CannotSendRequest if the head has not been sent or announced no body, or the body is
   *     complete
   * @throws HttpException.ConnectionLost if the connection has broken, or the server has refused
   *     the request and closes the connection (RFC 9112 §9.5); {@link #readEarlyResponse} gives its
   *     answer
   * @throws IllegalArgumentException if the body would be longer than Content-Length
   */
  public void send(RequestBody piece) throws IOException {
    try (ThreadGuard held = conversation.enter(SEND)) {
      transmission.send(piece);
    }
  }

  /** Like {@link #endBody(Headers)}, without trailer fields. */
  public void endBody() throws IOException {
    endBody(Headers.EMPTY);
  }

  /**
   * Ends a body that was sent by {@link #send}: in chunks, writes the last one and the trailer
   * section (RFC 9112 §7.1.2); with Content-Length, checks that nothing is missing.
   *
   * @throws CannotSendRequest if the head has not been sent or announced no body, or the body in
   *     chunks is complete
   * @throws IllegalArgumentException if bytes are missing, if the body is not in chunks and there
   *     are trailer fields, or for a field that a server needs before the body (RFC 9110 §6.5.1).
   *     Nothing was sent, and the state is as before
   */
  public void endBody(Headers trailers) throws IOException {
    try (ThreadGuard held = conversation.enter(SEND)) {
      transmission.endBody(trailers);
    }
  }

  /**
   * Waits for what the server says of a head with {@code Expect: 100-continue} before the body is
   * sent, RFC 9110 §10.1.1. Other interim responses are shown to the listener meanwhile. After
   * {@link ContinueAnswer#FINAL} the body need not be sent: {@link #readResponse} gives the answer,
   * and the connection is closed after it, unless the body was sent whole all the same.
   *
   * @param atMost how long to wait; the deadline of the exchange holds too
   * @throws HttpException.ResponseNotReady if no head has been sent, or an earlier response is
   *     unread
   * @throws HttpException.RemoteDisconnected if the server has closed the connection
   */
  public ContinueAnswer awaitContinue(Duration atMost) throws HttpException {
    try (ThreadGuard held = conversation.enter(RESPONSE_KEPT)) {
      return transmission.awaitContinue(atMost);
    }
  }

  /** Like {@link #awaitContinue(Duration)}, for a second. */
  public ContinueAnswer awaitContinue() throws HttpException {
    return awaitContinue(Request.CONTINUE_TIMEOUT);
  }

  /**
   * Whether the final response has begun to arrive while the request is still being sent; also if
   * none will come, because the connection has ended. Does not wait, and takes nothing: {@link
   * #readResponse} reads it. May be called by a body while it is being written.
   *
   * @throws HttpException.ResponseNotReady if no head has been sent, or an earlier response is
   *     unread
   */
  public boolean responseArrived() throws HttpException {
    try (ThreadGuard held = conversation.enter(RESPONSE_KEPT)) {
      return transmission.hasResponseArrived();
    }
  }

  /**
   * Ends our half of the connection after what was sent: the server reads the end, TCP's FIN or
   * TLS's close_notify, and can still answer. The connection is closed after the response.
   *
   * @throws HttpException.ResponseNotReady if no head has been sent, or an earlier response is
   *     unread
   */
  public void shutdownOutput() throws HttpException {
    try (ThreadGuard held = conversation.enter(RESPONSE_KEPT)) {
      transmission.shutdownOutput();
    }
  }

  // 5. The response.

  /**
   * Reads the head of the response (http.client: getresponse). Interim responses before it are
   * shown to the listener and skipped. The caller owns the response; on a connection that is kept
   * it must be read to its end, or closed, before the next one can be read.
   *
   * @throws HttpException.RemoteDisconnected if the server closed the connection without sending a
   *     byte
   * @throws HttpException.BadStatusLine if the response is not HTTP
   * @throws HttpException of another kind if it cannot be read; the connection is then closed
   */
  public HttpResponse readResponse() throws HttpException {
    try (ThreadGuard held = conversation.enter(RESPONSE_KEPT)) {
      HttpResponse response = conversation.readResponse();
      Consumer<HttpResponse> follower = responseFollower;
      if (follower != null) follower.accept(response);
      return response;
    }
  }

  /**
   * Shows each response to {@code follower} when its head was read, before the caller of {@link
   * #readResponse} or {@link #exchange} has it and in the same thread: for whoever lends the
   * connection out, and takes away the responses that are left unread ({@link
   * HttpResponse#takeAway}). There is one follower, which must not throw.
   */
  public void setResponseFollower(Consumer<HttpResponse> follower) {
    responseFollower = follower;
  }

  // 6. The end.

  /**
   * Closes the connection and an unread response on it, but not a response that was detached with
   * its transport (http.client: close). The next request opens the connection again. May be called
   * any number of times.
   */
  @Override
  public void close() {
    conversation.close();
  }

  /**
   * Closes the connection once the unread response has been read, or at once if there is none, or
   * if another thread uses the connection.
   */
  public void closeWhenRead() {
    conversation.closeWhenRead();
  }

  /**
   * Cuts the connection at once, whatever it is doing: resolving, connecting, writing, or reading,
   * including the body of the latest response. The current call fails with {@link
   * HttpException.Cancelled}, and so does every later one until the owner calls {@link #close}. May
   * be called by any thread, any number of times.
   */
  public void cancel() {
    conversation.cancel();
  }
}
