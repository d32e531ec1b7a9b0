package httpwire.transport;

import httpwire.Headers;
import httpwire.HttpException.InvalidUrl;
import httpwire.HttpException.MalformedMessage;
import httpwire.HttpException.TunnelRefused;
import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.Origin;
import httpwire.Phase;
import httpwire.internal.wire.BodySource;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.RequestHead;
import httpwire.internal.wire.ResponseHead;
import httpwire.internal.wire.SegmentReader;
import java.io.IOException;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * CONNECT to an origin through the proxy at the carrier's other end, RFC 9110 §9.3.6. Opened once.
 *
 * <p>Any 2xx opens the tunnel. Everything else is a {@link TunnelRefused} with the proxy's
 * explanation, which is never handed on as the origin's answer.
 */
public final class TunnelLayer implements Layer {
  private static final int MAX_EXPLANATION_BYTES = 64 << 10;

  private final @Nullable Origin proxy;
  private final Origin origin;
  private final Limits limits;
  private final ByteString head;
  private @Nullable ResponseHead answer;

  /**
   * @param headers for the proxy; Host is added if it is not among them
   * @throws IllegalArgumentException if they cannot be sent with CONNECT, such as a second Host, or
   *     a Content-Length
   */
  public TunnelLayer(Origin origin, Headers headers, Limits limits) {
    this(null, origin, headers, limits);
  }

  /**
   * Like {@link #TunnelLayer(Origin, Headers, Limits)}, with the credentials and fields of a proxy.
   */
  public TunnelLayer(Proxy proxy, Origin origin, Limits limits) {
    this(proxy.getAddress(), origin, proxy.connectHeaders(), limits);
  }

  private TunnelLayer(@Nullable Origin proxy, Origin origin, Headers headers, Limits limits) {
    this.proxy = proxy;
    this.origin = origin;
    this.limits = limits;
    this.head = head(origin.authority(), headers);
  }

  /**
   * @throws IllegalArgumentException if these fields can't be sent with CONNECT
   */
  static void requireSendable(Headers headers) {
    if (headers.size() > 0) head("a.test:443", headers);
  }

  private static ByteString head(String authority, Headers headers) {
    try {
      RequestHead head = new RequestHead("CONNECT", authority, HttpVersion.HTTP_1_1);
      head.putAll(headers);
      if (!headers.contains("Host")) head.put("Host", authority);
      return head.end().readByteString();
    } catch (InvalidUrl e) {
      throw new IllegalArgumentException("the origin can't be the target of CONNECT", e);
    }
  }

  /** The fields of the proxy's answer, also of one that refused; null before. */
  public @Nullable Headers getAnswerHeaders() {
    return answer == null ? null : answer.headers();
  }

  @Override
  public Transport over(Transport carrier, ConnectAttempt attempt) throws IOException {
    attempt.getBudget().enterWhole(Phase.TUNNEL, carrier);
    attempt.hopAsked(proxy, origin);
    carrier.getSink().write(head).flush();
    attempt.tunnelRequested(origin, head);
    SegmentReader segments = new SegmentReader(carrier.getSource());
    // The phase has one bound for all that the proxy sends; its interim responses are skipped.
    ResponseHead received =
        HeadReader.ofHeads(segments, limits).readFinalHead(new HeadReader.Watcher() {});
    answer = received;
    attempt.tunnelAnswered(received);
    if (received.status() == 101) throw new MalformedMessage("101 in answer to CONNECT");
    if (received.status() / 100 != 2) throw refused(received, segments);
    attempt.hopAccepted(proxy, origin);
    return carrier;
  }

  private TunnelRefused refused(ResponseHead received, SegmentReader segments) {
    return new TunnelRefused(
        proxy,
        received.status(),
        received.reason(),
        received.headers(),
        explanation(received, segments));
  }

  /** As much of the explanation as comes in time and fits; a fault in it does not matter. */
  private ByteString explanation(ResponseHead received, SegmentReader segments) {
    Buffer explanation = new Buffer();
    try {
      Framing framing = Framing.ofResponse("CONNECT", received);
      if (!Framing.hasBody(framing)) return ByteString.EMPTY;
      BodySource body = BodySource.of(framing, segments, limits);
      long left = MAX_EXPLANATION_BYTES;
      while (left > 0 && body.read(explanation, left) >= 0) {
        left = MAX_EXPLANATION_BYTES - explanation.size();
      }
    } catch (IOException cutShort) {
      return explanation.readByteString();
    }
    return explanation.readByteString();
  }

  @Override
  public String toString() {
    return "connect " + origin.authority();
  }
}
