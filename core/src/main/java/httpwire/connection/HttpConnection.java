package httpwire.connection;

import static httpwire.state.ConnectionEvent.END_HEADERS;
import static httpwire.state.ConnectionEvent.PUT_HEADER;
import static httpwire.state.ConnectionEvent.PUT_REQUEST;
import static httpwire.state.ConnectionEvent.RESPONSE_KEPT;
import static httpwire.state.ConnectionEvent.SEND;

import httpwire.CloseReason;
import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpException.CannotSendRequest;
import httpwire.HttpException.ImproperConnectionState;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpMethod;
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
import java.util.Collections;
import java.util.Set;
import java.util.function.Consumer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server (http.client: HTTPConnection and HTTPSConnection).
 *
 * <ol>
 *   <li>make it: {@link #http}, {@link #https} or {@link #builder}; nothing is opened yet
 *   <li>send a request: {@link #request}, or step by step {@link #putRequest}, {@link #putHeader},
 *       {@link #endHeaders}, {@link #send}; the connection opens by itself
 *   <li>{@link #readResponse} and read its body to the end
 *   <li>over again on the same connection, or {@link #close}
 * </ol>
 *
 * <p>{@link #getState} says which calls are legal; an illegal one throws before it does anything.
 * Nothing is resent, redirected, decoded or remembered. One thread works a connection at a time;
 * {@link #cancel} may be called by any.
 */
public final class HttpConnection implements Closeable {
  /** http.client: HTTP_PORT. */
  public static final int HTTP_PORT = Origin.HTTP_PORT;

  /** http.client: HTTPS_PORT. */
  public static final int HTTPS_PORT = Origin.HTTPS_PORT;

  private final ConnectionOptions options;
  private final Watchers watchers;
  private final Connector connector;
  private final Conversation conversation;
  private @Nullable Consumer<HttpResponse> responseFollower;

  HttpConnection(ConnectionOptions options) {
    this.options = options;
    this.watchers = new Watchers(options.listener());
    this.connector = new Connector(options, watchers);
    this.conversation = new Conversation(options, watchers, connector);
  }

  /**
   * A connection in clear.
   *
   * @param host {@code host} or {@code host:port}; an IPv6 address in brackets
   */
  public static HttpConnection http(String host) throws InvalidUrl {
    return builder(host).build();
  }

  /** A connection over TLS (http.client: HTTPSConnection); else as {@link #http}. */
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

  // 1. What it is.

  /** The host connected to, a tunnel's proxy for instance; IPv6 without brackets. */
  public String getHost() {
    return options.origin().host();
  }

  public int getPort() {
    return options.origin().port();
  }

  /** The bounds on the time of its phases (http.client: timeout). */
  public Timeouts getTimeouts() {
    return options.timeouts();
  }

  /** The most bytes read at once from a file or stream that is sent (http.client: blocksize). */
  public int getBlockSize() {
    return options.blockSize();
  }

  /** Where it stands; which calls are legal: {@code getState().allows(event)}. */
  public ConnectionState getState() {
    return conversation.state();
  }

  /** What carries the bytes; null while not connected (http.client: sock). */
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

  /** Why the last exchange's connection could not, or cannot, carry another; empty if it can. */
  public Set<CloseReason> getCloseReasons() {
    return Collections.unmodifiableSet(conversation.closeReasons());
  }

  /**
   * Prints what is sent and received, from now on, as http.client does: 0 nothing, 1 with the
   * secrets of heads hidden, 2 all of it (http.client: set_debuglevel). Secrets are what {@link
   * httpwire.trace.ByteListener#redacted} hides, and the fields of {@link
   * Request.Builder#secretHeader}.
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
   * Goes through a tunnel to {@code host} (http.client: set_tunnel): this connection's own host is
   * the proxy then. Stays set when the connection is closed and opened again.
   *
   * @param host with its port or without, as in {@link #http}
   * @throws IllegalStateException if the connection is open
   */
  public void setTunnel(String host) throws InvalidUrl {
    setTunnel(host, -1);
  }

  /**
   * As {@link #setTunnel(String)}.
   *
   * @param port -1 for the one in {@code host}, or the default
   */
  public void setTunnel(String host, int port) throws InvalidUrl {
    setTunnel(host, port, Headers.EMPTY);
  }

  /**
   * As {@link #setTunnel(String, int)}, with fields for the proxy; they do not go to the origin.
   * Host is added to them if it is not there.
   */
  public void setTunnel(String host, int port, Headers headers) throws InvalidUrl {
    if (conversation.transport() != null) {
      throw new IllegalStateException("Can't set up tunnel for established connection");
    }
    connector.setTunnel(
        new Tunnel(HttpConnectionBuilder.origin(options.origin().scheme(), host, port), headers));
  }

  /**
   * The fields of the proxy's last answer to CONNECT, also of one that refused; null before any
   * (http.client: get_proxy_response_headers).
   */
  public @Nullable Headers getProxyResponseHeaders() {
    return connector.proxyHeaders();
  }

  /** Opens the connection if it is not open: TCP, then the tunnel, then TLS. */
  public void connect() throws HttpException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      conversation.connect();
    }
  }

  // 3. A request in one call.

  /** Sends a request without a body, and without fields but the automatic ones. */
  public void request(String method, String target) throws IOException {
    request(method, target, Headers.EMPTY);
  }

  /** Sends a request without a body. */
  public void request(String method, String target, Headers headers) throws IOException {
    request(method, target, headers, null);
  }

  /**
   * Sends a request; its body goes out with Content-Length if it knows its length, else in chunks.
   */
  public void request(String method, String target, Headers headers, @Nullable RequestBody body)
      throws IOException {
    request(method, target, headers, body, false);
  }

  /**
   * Sends a request (http.client: request). Host and Accept-Encoding are added unless {@code
   * headers} has them, then the framing field unless it has one.
   *
   * <p>After a {@link HttpException.ConnectionLost} in mid-body the state is Request-sent: the
   * server may have answered already, and {@link #readResponse} tells.
   *
   * @param target what is asked for: a path with its query, or whatever else RFC 9112 §3.2 has;
   *     sent as it is
   * @param encodeChunked if {@code headers} has Transfer-Encoding: whether we write the chunks;
   *     else the body must contain them
   * @throws IllegalArgumentException if the request contradicts itself; nothing was sent
   * @throws CannotSendRequest if a request is under way
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
          head(method, target, headers.contains("Host"), headers.contains("Accept-Encoding"));
      watchers.setSecretNames(Set.of());
      send(head, headers, body, encodeChunked, conversation.budget());
    }
  }

  /**
   * Sends a request that was built before; else as the other {@code request}. Its own bounds on
   * time hold in place of the connection's, from here to the end of the response's body.
   */
  public void request(Request request) throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      getState().require(PUT_REQUEST);
      Headers headers = request.getHeaders();
      boolean skipsHost = request.isHostSkipped() || headers.contains("Host");
      boolean skipsEncoding =
          request.isAcceptEncodingSkipped() || headers.contains("Accept-Encoding");
      RequestHead head = head(request.getMethod(), request.getTarget(), skipsHost, skipsEncoding);
      TimeBudget budget = conversation.budget(request.getTimeouts(), request.getDeadline());
      watchers.setSecretNames(request.getSecretHeaderNames());
      send(head, headers, request.getBody(), request.isEncodeChunked(), budget);
    }
  }

  private void send(
      RequestHead head,
      Headers headers,
      @Nullable RequestBody body,
      boolean encodeChunked,
      TimeBudget budget)
      throws IOException {
    boolean isFramed = headers.contains("Content-Length") || headers.contains("Transfer-Encoding");
    long length = body == null ? -1 : body.length();
    if (!isFramed && body != null) head.frame(length);
    else if (!isFramed && expectsBody(head.method())) head.frame(0);
    head.putAll(headers);
    head.putMissingOptions();
    boolean writesChunks = body != null && (encodeChunked || !isFramed);
    Framing framing = Framing.ofRequest(head, length);
    conversation.start(head, budget);
    conversation.transmit(framing, writesChunks, body);
  }

  /** A first GET needs no table of methods. */
  private static boolean expectsBody(String method) {
    return !method.equals("GET") && HttpMethod.expectsBody(method);
  }

  /**
   * Sends a request and reads the head of its answer, which may come, and count, before the request
   * is sent whole: when sending fails but there is an answer, that is the result.
   *
   * @throws CannotSendRequest before a byte is sent if the response before is unread: it would have
   *     to be read first, which {@link #request} and {@link #readResponse} leave to the caller
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

  /** As the other {@code exchange}, of a request that was built before. */
  public HttpResponse exchange(Request request) throws IOException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      requireNothingUnread();
      request(request);
      return readResponse();
    } catch (HttpException.ConnectionLost lost) {
      return readEarlyResponse(lost);
    }
  }

  private void requireNothingUnread() throws CannotSendRequest {
    if (!getState().hasUnreadResponse()) return;
    throw new CannotSendRequest(
        "the response before is not read to its end: read it, close it,"
            + " or use another connection");
  }

  /**
   * The response that came before the request was sent whole, after {@code lost} was thrown by one
   * of the calls that send it; as {@link #exchange} does by itself.
   *
   * @throws HttpException.ConnectionLost {@code lost} itself if there is none
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

  /** As {@link #putRequest(String, String, boolean, boolean)}, with both automatic fields. */
  public void putRequest(String method, String target) throws HttpException {
    putRequest(method, target, false, false);
  }

  /**
   * Starts a request (http.client: putrequest). Nothing goes out before {@link #endHeaders}.
   *
   * @param skipHost leaves out the automatic Host
   * @param skipAcceptEncoding leaves out the automatic {@code Accept-Encoding: identity}
   * @throws IllegalArgumentException if the method is no token
   * @throws InvalidUrl if the target cannot be sent
   */
  public void putRequest(String method, String target, boolean skipHost, boolean skipAcceptEncoding)
      throws HttpException {
    try (ThreadGuard held = conversation.enter(PUT_REQUEST)) {
      getState().require(PUT_REQUEST);
      RequestHead head = head(method, target, skipHost, skipAcceptEncoding);
      watchers.setSecretNames(Set.of());
      conversation.start(head, conversation.budget());
    }
  }

  /**
   * Puts a field (http.client: putheader); several values become one, joined with {@code ", "}.
   *
   * @throws IllegalArgumentException if name or value cannot be sent, or contradict the head
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

  /** As {@link #endHeaders(RequestBody, boolean)}, chunks not encoded. */
  public void endHeaders(@Nullable RequestBody body) throws IOException {
    endHeaders(body, false);
  }

  /**
   * Ends the head and sends it with a body (http.client: endheaders). If the head has no framing
   * field, the body's is added: a body without one would be read as the next request.
   *
   * @param encodeChunked whether we write the chunks; else, under Transfer-Encoding, the body must
   *     contain them
   */
  public void endHeaders(@Nullable RequestBody body, boolean encodeChunked) throws IOException {
    try (ThreadGuard held = conversation.enter(END_HEADERS)) {
      getState().require(END_HEADERS);
      RequestHead head = conversation.current().head();
      long length = body == null ? -1 : body.length();
      boolean isFramedHere = body != null && !head.isFramed();
      if (isFramedHere) head.frame(encodeChunked ? -1 : length);
      boolean writesChunks = body != null && (encodeChunked || isFramedHere);
      conversation.transmit(Framing.ofRequest(head, length), writesChunks, body);
    }
  }

  /** As {@link #send(RequestBody)}. */
  public void send(byte[] bytes) throws IOException {
    send(RequestBody.of(bytes));
  }

  /** As {@link #send(RequestBody)}. */
  public void send(ByteString bytes) throws IOException {
    send(RequestBody.of(bytes));
  }

  /**
   * Sends a piece of the body behind a head that announced one (http.client: send); as often as
   * needed, until the response is read. Under Transfer-Encoding the caller writes the chunks.
   *
   * @throws CannotSendRequest if the head is not sent, announced no body, or the body is complete
   * @throws IllegalArgumentException if it goes beyond Content-Length
   */
  public void send(RequestBody piece) throws IOException {
    try (ThreadGuard held = conversation.enter(SEND)) {
      conversation.send(piece);
    }
  }

  private RequestHead head(String method, String target, boolean skipHost, boolean skipEncoding)
      throws HttpException {
    RequestHead head = new RequestHead(method, target, options.version());
    if (!skipHost) head.putHost(connector.hostHeader());
    if (!skipEncoding) head.put("Accept-Encoding", "identity");
    return head;
  }

  // 5. The response.

  /**
   * Reads the head of the response (http.client: getresponse). Interim answers before it are shown
   * to the listener and skipped. The caller owns the response; on a connection that is kept it must
   * be read to its end, or closed, before the next one can be read.
   *
   * @throws HttpException.RemoteDisconnected if the server closed without a byte
   * @throws HttpException.BadStatusLine if the answer is no HTTP
   * @throws HttpException of another kind when it cannot be read; the connection is then closed
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
   * Closes the connection; a response that is unread on it is closed too, one that took it along is
   * not (http.client: close). The next request opens it again. Any number of times.
   */
  @Override
  public void close() {
    conversation.close();
  }

  /** Closes the connection once the unread response has been read, or at once if there is none. */
  public void closeWhenRead() {
    conversation.closeWhenRead();
  }

  /**
   * Cuts the connection at once, whatever it is doing: resolving, connecting, writing, reading, the
   * body of the latest response too. The call under way fails with {@link HttpException.Cancelled},
   * and so does every later one until the owner calls {@link #close}. By any thread, any number of
   * times.
   */
  public void cancel() {
    conversation.cancel();
  }
}
