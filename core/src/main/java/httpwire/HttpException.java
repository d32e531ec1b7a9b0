package httpwire;

import java.io.IOException;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can go wrong in an exchange (http.client: HTTPException). Its subclasses are
 * nested here, under the names of http.client where it has them. Each says whose fault the failure
 * was, and in what {@link #getCircumstances() circumstances} a connection met it.
 *
 * <p>Messages name fields, limits and offsets, and never the value of a field.
 */
public abstract sealed class HttpException extends IOException {
  /** Whose fault a failure was. */
  public enum Fault {
    /** The caller asked for something that cannot be done. */
    CALLER,
    /** The peer broke the protocol, or refused what was asked. */
    PEER,
    /** The network failed, or was too slow. */
    NETWORK,
    /** A limit was reached that the caller set, or a default one. */
    LIMIT
  }

  private static final long serialVersionUID = 1L;

  private final Fault fault;
  private transient @Nullable Circumstances circumstances;
  private transient @Nullable List<Attempt> attempts;

  HttpException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  HttpException(Fault fault, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  /** Whose fault the failure was. */
  public final Fault getFault() {
    return fault;
  }

  /** Where and when the failure happened, or null if no connection was involved. */
  public final @Nullable Circumstances getCircumstances() {
    return circumstances;
  }

  /**
   * Records where and when the failure happened. The connection calls this before it throws; a
   * second call changes nothing.
   */
  public final void initCircumstances(Circumstances where) {
    if (circumstances == null) circumstances = where;
  }

  /**
   * What a client's call had tried before this failure ended it, oldest first; empty if this was
   * its only attempt. Their failures are suppressed exceptions of this one too.
   */
  public final List<Attempt> getAttempts() {
    return attempts == null ? List.of() : attempts;
  }

  /** Records what was tried before. A second call changes nothing. */
  public final void initAttempts(List<Attempt> earlier) {
    if (attempts == null) attempts = List.copyOf(earlier);
  }

  /**
   * The name of the class and the message, then the circumstances and the earlier attempts in
   * brackets.
   */
  @Override
  public String toString() {
    StringBuilder line = new StringBuilder(super.toString());
    if (circumstances != null) line.append(" [").append(circumstances).append("]");
    if (attempts != null) line.append(" [attempts before: ").append(attempts).append("]");
    return line.toString();
  }

  /** There is no connection and the builder's {@code autoOpen} is off (http.client's name). */
  public static final class NotConnected extends HttpException {
    private static final long serialVersionUID = 1L;

    public NotConnected(String message) {
      super(Fault.CALLER, message);
    }
  }

  /** A host, port, URL or request-target that cannot be sent (http.client: InvalidURL). */
  public static final class InvalidUrl extends HttpException {
    private static final long serialVersionUID = 1L;

    public InvalidUrl(String message) {
      super(Fault.CALLER, message);
    }
  }

  /** The version in the status line is not HTTP/1.x (http.client's name). */
  public static final class UnknownProtocol extends HttpException {
    private static final long serialVersionUID = 1L;
    private final String version;

    public UnknownProtocol(String version) {
      super(Fault.PEER, "unknown protocol version: " + version);
      this.version = version;
    }

    /** The version in the status line. */
    public String getVersion() {
      return version;
    }
  }

  /**
   * The response has a Transfer-Encoding other than exactly one {@code chunked}: RFC 9112 §6.1.
   * (http.client has the name, but reads such bodies wrongly instead of raising it.)
   */
  public static final class UnknownTransferEncoding extends HttpException {
    private static final long serialVersionUID = 1L;

    public UnknownTransferEncoding(String message) {
      super(Fault.PEER, message);
    }
  }

  /** Never thrown; http.client has the name, and never raises it either. */
  public static final class UnimplementedFileMode extends HttpException {
    private static final long serialVersionUID = 1L;

    public UnimplementedFileMode(String message) {
      super(Fault.CALLER, message);
    }
  }

  /** The connection ended within a head or body: RFC 9112 §8 (http.client's name). */
  public static final class IncompleteRead extends HttpException {
    private static final long serialVersionUID = 1L;
    private final ByteString partial;
    private final long expected;
    private final long byteCount;

    /**
     * @param partial the bytes that the failed call had read
     * @param expected how many bytes are missing, or -1 if that is unknown
     */
    public IncompleteRead(ByteString partial, long expected) {
      this(partial, expected, partial.size());
    }

    /**
     * @param partial what the failed call had read
     * @param expected bytes still missing, -1 if unknown
     * @param byteCount bytes that came, those that earlier calls had read included
     */
    public IncompleteRead(ByteString partial, long expected, long byteCount) {
      super(Fault.PEER, describe(byteCount, expected));
      this.partial = partial;
      this.expected = expected;
      this.byteCount = byteCount;
    }

    /** The same failure, of a call that had read {@code partial} when it met it. */
    public IncompleteRead withPartial(ByteString partial) {
      IncompleteRead same = new IncompleteRead(partial, expected, byteCount);
      Circumstances where = getCircumstances();
      if (where != null) same.initCircumstances(where);
      return same;
    }

    /** The bytes that the failed call had already read. */
    public ByteString getPartial() {
      return partial;
    }

    /** How many bytes are missing, or -1 if that is unknown. */
    public long getExpected() {
      return expected;
    }

    /** Bytes of the body that came before the cut, whichever calls read them. */
    public long getByteCount() {
      return byteCount;
    }

    private static String describe(long byteCount, long expected) {
      String read = "IncompleteRead(" + byteCount + " bytes read";
      return expected < 0 ? read + ")" : read + ", " + expected + " more expected)";
    }
  }

  /** A call that is not legal in the state of the connection; the subclasses say which call. */
  public abstract static sealed class ImproperConnectionState extends HttpException {
    private static final long serialVersionUID = 1L;

    ImproperConnectionState(String message) {
      super(Fault.CALLER, message);
    }
  }

  /** {@code putRequest}, {@code request} or {@code send} out of turn (http.client's name). */
  public static final class CannotSendRequest extends ImproperConnectionState {
    private static final long serialVersionUID = 1L;

    public CannotSendRequest(String message) {
      super(message);
    }
  }

  /** {@code putHeader} or {@code endHeaders} out of turn (http.client's name). */
  public static final class CannotSendHeader extends ImproperConnectionState {
    private static final long serialVersionUID = 1L;

    public CannotSendHeader(String message) {
      super(message);
    }
  }

  /** {@code readResponse} out of turn (http.client's name). */
  public static final class ResponseNotReady extends ImproperConnectionState {
    private static final long serialVersionUID = 1L;

    public ResponseNotReady(String message) {
      super(message);
    }
  }

  /** The response does not begin with a status line: RFC 9112 §4 (http.client's name). */
  public static sealed class BadStatusLine extends HttpException {
    private static final long serialVersionUID = 1L;
    private final String line;

    /**
     * @param line the beginning of the line that came, made printable
     */
    public BadStatusLine(String line) {
      this(Fault.PEER, line.isEmpty() ? "''" : line, line, null);
    }

    BadStatusLine(Fault fault, String message, String line, @Nullable Throwable cause) {
      super(fault, message, cause);
      this.line = line;
    }

    /** The beginning of the line that came, at most 64 characters, made printable. */
    public String getLine() {
      return line;
    }
  }

  /** The peer closed the connection before it sent any of the response (http.client's name). */
  public static final class RemoteDisconnected extends BadStatusLine {
    private static final long serialVersionUID = 1L;

    public RemoteDisconnected() {
      super(Fault.PEER, "Remote end closed connection without response", "", null);
    }
  }

  /** A line is longer than {@link Limits#maxLineBytes()} (http.client's name). */
  public static final class LineTooLong extends HttpException {
    private static final long serialVersionUID = 1L;

    /**
     * @param what the kind of line: "status line", "header line", "chunk size", "trailer line"
     */
    public LineTooLong(String what, long maxLineBytes) {
      super(Fault.LIMIT, "got more than " + maxLineBytes + " bytes when reading " + what);
    }
  }

  /** The peer sent something that RFC 9112 does not allow and that has no safe reading. */
  public static final class MalformedMessage extends HttpException {
    private static final long serialVersionUID = 1L;

    public MalformedMessage(String message) {
      super(Fault.PEER, message);
    }
  }

  /** The peer sent more than {@link Limits} allows. */
  public static final class LimitExceeded extends HttpException {
    private static final long serialVersionUID = 1L;

    public LimitExceeded(String message) {
      super(Fault.LIMIT, message);
    }
  }

  /**
   * The host has no address, or none of its addresses could be connected to. The failures of the
   * single attempts are suppressed exceptions of this one.
   */
  public static final class ConnectFailed extends HttpException {
    private static final long serialVersionUID = 1L;

    public ConnectFailed(String message, @Nullable Throwable cause) {
      super(Fault.NETWORK, message, cause);
    }
  }

  /** An {@code AddressPolicy} allows none of the addresses of a host. Nothing was sent. */
  public static final class AddressRefused extends HttpException {
    private static final long serialVersionUID = 1L;
    private final InetAddress[] addresses;

    /**
     * @param addresses those that the host has
     */
    public AddressRefused(Origin peer, List<InetAddress> addresses) {
      super(Fault.CALLER, message(peer, addresses));
      this.addresses = addresses.toArray(new InetAddress[0]);
    }

    private static String message(Origin peer, List<InetAddress> addresses) {
      StringBuilder message = new StringBuilder("the address policy does not allow ");
      message.append(peer.authority());
      for (int i = 0; i < addresses.size() && !peer.isAddress(); i++) {
        message.append(i == 0 ? ", which is " : ", ").append(addresses.get(i).getHostAddress());
      }
      return message.toString();
    }

    /** The addresses that the host has, none of which is allowed. */
    public List<InetAddress> getAddresses() {
      return List.of(addresses);
    }
  }

  /** The TLS handshake failed, or the peer is not who it should be. */
  public static final class TlsFailed extends HttpException {
    /** What was wrong. */
    public enum Problem {
      /** No authority that is trusted vouches for the certificate. */
      UNTRUSTED,
      /** The certificate is not valid any more, or not yet. */
      EXPIRED,
      /** The certificate is for other hosts. */
      WRONG_NAME,
      /** The certificate is not one of those that are pinned. */
      PIN,
      /** Both ends have no protocol version, cipher or application protocol in common. */
      NO_COMMON_PROTOCOL,
      /** The peer does not speak TLS. */
      NOT_TLS,
      /** Anything else; the message says what. */
      OTHER
    }

    private static final long serialVersionUID = 1L;

    private final Problem problem;
    private final X509Certificate[] certificates;

    public TlsFailed(String message, @Nullable Throwable cause) {
      this(message, Problem.OTHER, List.of(), cause);
    }

    /**
     * @param certificates of the peer, its own first; empty if they are not known
     */
    public TlsFailed(
        String message,
        Problem problem,
        List<X509Certificate> certificates,
        @Nullable Throwable cause) {
      super(Fault.PEER, message, cause);
      this.problem = problem;
      this.certificates = certificates.toArray(new X509Certificate[0]);
    }

    /** What was wrong. */
    public Problem getProblem() {
      return problem;
    }

    /**
     * The peer's certificates, its own first. Empty if there were none, or if they are not known:
     * with an {@code SSLContext} of the caller's, or the JVM's default one, the JDK gives those
     * that it refused only for some reasons.
     */
    public List<X509Certificate> getCertificates() {
      return List.of(certificates);
    }
  }

  /** The connection broke (Python: ConnectionError, which is not an HTTPException). */
  public static final class ConnectionLost extends HttpException {
    /** How it broke. */
    public enum Kind {
      /** The peer reset it (Python: ConnectionResetError). */
      RESET,
      /** The peer had stopped reading when we wrote (Python: BrokenPipeError). */
      BROKEN_PIPE,
      /** In another way, which the message tells. */
      OTHER
    }

    private static final long serialVersionUID = 1L;
    private final Kind kind;

    public ConnectionLost(String message, @Nullable Throwable cause) {
      this(message, Kind.OTHER, cause);
    }

    public ConnectionLost(String message, Kind kind, @Nullable Throwable cause) {
      super(Fault.NETWORK, message, cause);
      this.kind = kind;
    }

    /** How the connection broke, as far as the operating system says. */
    public Kind getKind() {
      return kind;
    }
  }

  /** The proxy refused CONNECT: its response was not 2xx (http.client: OSError). */
  public static final class TunnelRefused extends HttpException {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable Origin hop;
    private final @Nullable SocksReply socksReply;
    private final int status;
    private final String reason;
    private final transient @Nullable Headers headers;
    private final ByteString body;

    /**
     * @param body the beginning of the body of the proxy's response, at most 64 KiB
     */
    public TunnelRefused(int status, String reason, Headers headers, ByteString body) {
      this(null, status, reason, headers, body);
    }

    /**
     * @param hop the proxy that refused
     * @param body the beginning of the body of the proxy's response, at most 64 KiB
     */
    public TunnelRefused(
        @Nullable Origin hop, int status, String reason, Headers headers, ByteString body) {
      super(Fault.PEER, "Tunnel connection failed: " + status + " " + reason.strip());
      this.hop = hop;
      this.socksReply = null;
      this.status = status;
      this.reason = reason;
      this.headers = headers;
      this.body = body;
    }

    /**
     * @param hop the SOCKS proxy that refused
     * @param code the number that it sent
     * @param whom the {@code host:port} that it was asked to connect to
     */
    public TunnelRefused(Origin hop, SocksReply reply, int code, String whom) {
      super(
          Fault.PEER,
          "SOCKS proxy "
              + hop.authority()
              + " refused to connect to "
              + whom
              + ": "
              + reply
              + " ("
              + code
              + ")");
      this.hop = hop;
      this.socksReply = reply;
      this.status = code;
      this.reason = reply.toString();
      this.headers = Headers.EMPTY;
      this.body = ByteString.EMPTY;
    }

    /** The proxy that refused; null if it is not known. */
    public @Nullable Origin getHop() {
      return hop;
    }

    /** What a SOCKS proxy replied; null if the proxy speaks HTTP. */
    public @Nullable SocksReply getSocksReply() {
      return socksReply;
    }

    /** The status of the proxy's response; the code of a SOCKS proxy's reply. */
    public int getStatus() {
      return status;
    }

    /** The reason phrase of the proxy's response, or a SOCKS proxy's reply in words. */
    public String getReason() {
      return reason;
    }

    /** The fields of the proxy's response; none in an exception from another JVM. */
    public Headers getHeaders() {
      return headers == null ? Headers.EMPTY : headers;
    }

    /**
     * The beginning of the body of the proxy's response, at most 64 KiB. The origin did not send
     * it.
     */
    public ByteString getBody() {
      return body;
    }
  }

  /**
   * The response is valid, but not what the call needs; for example, its status is not 2xx (urllib:
   * HTTPError; http.client has no such exception). It has the head, and the beginning of the body.
   */
  public static final class UnexpectedResponse extends HttpException {
    private static final long serialVersionUID = 1L;
    private final String url;
    private final int status;
    private final String reason;
    private final transient @Nullable Headers headers;
    private final ByteString body;
    private final @Nullable ProblemDetails problem;

    /**
     * @param message what came, and what was needed
     * @param url the URL that was asked for
     * @param body the beginning of the response's body, at most 64 KiB
     */
    public UnexpectedResponse(
        String message, String url, int status, String reason, Headers headers, ByteString body) {
      super(Fault.PEER, message);
      this.url = url;
      this.status = status;
      this.reason = reason;
      this.headers = headers;
      this.body = body;
      this.problem = ProblemDetails.of(headers, body);
    }

    /** The URL that was asked for. */
    public String getUrl() {
      return url;
    }

    /** The status of the response. */
    public int getStatus() {
      return status;
    }

    /** The reason phrase of the response. */
    public String getReason() {
      return reason;
    }

    /** The fields of the response; none in an exception from another JVM. */
    public Headers getHeaders() {
      return headers == null ? Headers.EMPTY : headers;
    }

    /** The beginning of the response's body, at most 64 KiB. */
    public ByteString getBody() {
      return body;
    }

    /**
     * What the body says of the error, RFC 9457. Null if its media type is not {@code
     * application/problem+json}, or if it is not JSON as a whole: longer than 64 KiB, or in a
     * Content-Encoding that nobody decoded.
     */
    public @Nullable ProblemDetails getProblem() {
      return problem;
    }
  }

  /** What was received is not what its digest says: RFC 9530, or a digest that the caller has. */
  public static final class DigestMismatch extends HttpException {
    private static final long serialVersionUID = 1L;
    private final String algorithm;
    private final ByteString expected;
    private final ByteString actual;

    /**
     * @param algorithm such as {@code sha-256}
     */
    public DigestMismatch(String algorithm, ByteString expected, ByteString actual) {
      super(Fault.PEER, algorithm + " should be " + expected.hex() + ", and is " + actual.hex());
      this.algorithm = algorithm;
      this.expected = expected;
      this.actual = actual;
    }

    /** The digest's algorithm, such as {@code sha-256}. */
    public String getAlgorithm() {
      return algorithm;
    }

    /** What the digest should be. */
    public ByteString getExpected() {
      return expected;
    }

    /** The digest of what was received. */
    public ByteString getActual() {
      return actual;
    }
  }

  /** A client's call was redirected more often than allowed, or to where it had been before. */
  public static final class TooManyRedirects extends HttpException {
    private static final long serialVersionUID = 1L;
    private final String url;

    /**
     * @param message how many redirects there were, and why that is too many
     * @param url where the last one leads, absolute
     */
    public TooManyRedirects(String message, String url) {
      super(Fault.PEER, message);
      this.url = url;
    }

    /** Where the last redirect leads; nobody was asked there. */
    public String getUrl() {
      return url;
    }
  }

  /**
   * A client has as many connections, and as many callers who wait for one, as it may have. Nothing
   * was sent.
   */
  public static final class PoolExhausted extends HttpException {
    private static final long serialVersionUID = 1L;

    public PoolExhausted(String message) {
      super(Fault.LIMIT, message);
    }
  }

  /** A phase took longer than {@link Timeouts} allows. */
  public static final class Timeout extends HttpException {
    private static final long serialVersionUID = 1L;
    private final Phase phase;
    private final Duration elapsed;
    private final long byteCount;

    /**
     * @param phase what the connection was doing
     * @param what the name of the bound, for the message
     * @param elapsed the time since the exchange began
     * @param byteCount how many bytes were sent or received in this phase
     */
    public Timeout(
        Phase phase, String what, Duration elapsed, long byteCount, @Nullable Throwable cause) {
      super(Fault.NETWORK, what + " ran out after " + elapsed.toMillis() + " ms", cause);
      this.phase = phase;
      this.elapsed = elapsed;
      this.byteCount = byteCount;
    }

    /** What the connection was doing. */
    public Phase getPhase() {
      return phase;
    }

    /** The time since the exchange, or the connecting, began. */
    public Duration getElapsed() {
      return elapsed;
    }

    /** How many bytes were sent or received in this phase. */
    public long getByteCount() {
      return byteCount;
    }
  }

  /** The exchange was cancelled, or its thread interrupted. The interrupt flag stays set. */
  public static final class Cancelled extends HttpException {
    private static final long serialVersionUID = 1L;

    public Cancelled(String message, @Nullable Throwable cause) {
      super(Fault.CALLER, message, cause);
    }
  }
}
