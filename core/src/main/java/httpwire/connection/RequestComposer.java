package httpwire.connection;

import httpwire.Headers;
import httpwire.HttpException;
import httpwire.HttpMethod;
import httpwire.HttpVersion;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.RequestHead;
import httpwire.transport.Proxy;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the head of a request from what its caller says: which fields are added, and how the body
 * is framed. Sends nothing; whatever contradicts itself is refused here.
 */
final class RequestComposer {
  private final HttpVersion version;
  private final Connector connector;

  RequestComposer(HttpVersion version, Connector connector) {
    this.version = version;
    this.connector = connector;
  }

  // 1. The request line and the automatic fields.

  /** The head of a request, with Host and Accept-Encoding unless they are to be left out. */
  RequestHead head(String method, String target, boolean skipHost, boolean skipEncoding)
      throws HttpException {
    Proxy proxy = connector.forwarder();
    String sent = proxy == null ? target : absolute(target);
    RequestHead head = new RequestHead(method, sent, version);
    if (!skipHost) head.putHost(connector.hostHeader());
    if (!skipEncoding) head.put("Accept-Encoding", "identity");
    if (proxy != null) head.putAll(proxy.requestHeaders());
    return head;
  }

  /**
   * The head of {@code request} for {@code target} in place of its own target, with Host and
   * Accept-Encoding unless they are to be left out.
   */
  RequestHead head(Request request, String target) throws HttpException {
    Headers headers = request.getHeaders();
    boolean skipsHost = request.isHostSkipped() || headers.contains("Host");
    boolean skipsEncoding =
        request.isAcceptEncodingSkipped() || headers.contains("Accept-Encoding");
    RequestHead head = head(request.getMethod(), target, skipsHost, skipsEncoding);
    head.setSecretNames(request.getSecretHeaderNames());
    return head;
  }

  /**
   * The target in the form for a proxy that forwards: RFC 9112 §3.2.2 and, for an asterisk, §3.2.4.
   */
  private String absolute(String target) {
    if (target.equals("*")) return connector.origin().toString();
    boolean isPath = target.isEmpty() || target.startsWith("/");
    return isPath ? connector.origin() + (target.isEmpty() ? "/" : target) : target;
  }

  // 2. Its other fields, and the framing of its body.

  /** Adds the fields of {@code request}, and those that its body needs. */
  Framing frame(RequestHead head, Request request) throws IOException {
    return frame(head, request.getHeaders(), request.getBody(), isExpecting(request));
  }

  /** Adds the caller's fields and the framing field, unless the caller has it. */
  static Framing frame(
      RequestHead head, Headers headers, @Nullable RequestBody body, boolean isExpecting)
      throws IOException {
    boolean isFramed = isFramed(headers);
    long length = body == null ? -1 : body.length();
    if (!isFramed && body != null) head.frame(headers.contains("Trailer") ? -1 : length);
    else if (!isFramed && expectsBody(head.method())) head.frame(0);
    head.putAll(headers);
    // There is nothing to ask of an empty body.
    boolean isAsking = isExpecting && length != 0 && !headers.contains("Expect");
    if (isAsking) head.put("Expect", "100-continue");
    head.putMissingOptions();
    return Framing.ofRequest(head, length);
  }

  private static boolean isFramed(Headers headers) {
    return headers.contains("Content-Length") || headers.contains("Transfer-Encoding");
  }

  /** Whether httpwire writes the chunks of a body; its caller does if they are announced. */
  static boolean writesChunks(Headers headers, @Nullable RequestBody body, boolean encodeChunked) {
    return body != null && (encodeChunked || !isFramed(headers));
  }

  static boolean writesChunks(Request request) {
    return writesChunks(request.getHeaders(), request.getBody(), request.isEncodeChunked());
  }

  /** Does not ask {@link HttpMethod} about GET, so that a first GET need not load it. */
  private static boolean expectsBody(String method) {
    return !method.equals("GET") && HttpMethod.expectsBody(method);
  }

  /** Whether 100 is waited for before the body is sent. HTTP/1.0 has no interim responses. */
  boolean isExpecting(Request request) {
    boolean isAsked = request.getContinueTimeout() != null && request.getBody() != null;
    return isAsked && version != HttpVersion.HTTP_1_0;
  }

  /** A request that was checked, and can be sent after others. */
  PipelinedRequest prepared(Request request) throws IOException {
    RequestHead head = head(request, request.getTarget());
    Framing framing = frame(head, request);
    return new PipelinedRequest(request, head, framing, writesChunks(request));
  }
}
