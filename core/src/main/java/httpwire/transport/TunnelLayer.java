package httpwire.transport;

import httpwire.Headers;
import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.MalformedMessage;
import httpwire.HttpException.TunnelRefused;
import httpwire.HttpVersion;
import httpwire.Limits;
import httpwire.Origin;
import httpwire.Phase;
import httpwire.internal.wire.BodyEnd;
import httpwire.internal.wire.BodySource;
import httpwire.internal.wire.Framing;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.HeadWriter;
import httpwire.internal.wire.ResponseHead;
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

  private final Origin origin;
  private final Headers headers;
  private final Limits limits;
  private @Nullable ByteString sent;
  private @Nullable ResponseHead reply;

  /**
   * @param headers for the proxy; Host is added if it is not among them
   */
  public TunnelLayer(Origin origin, Headers headers, Limits limits) {
    this.origin = origin;
    this.headers = headers;
    this.limits = limits;
  }

  /** The head that was sent to the proxy; null before. */
  public @Nullable ByteString getSentHead() {
    return sent;
  }

  /** The proxy's answer to CONNECT, also one that refused; null before there was one. */
  @SuppressWarnings("exports") // Read by the connection only.
  public @Nullable ResponseHead getReply() {
    return reply;
  }

  @Override
  public Transport over(Transport carrier, TimeBudget budget) throws IOException {
    budget.enterWhole(Phase.TUNNEL, carrier);
    sent = head();
    carrier.getSink().write(sent).flush();
    ResponseHead answer = readReply(carrier);
    reply = answer;
    if (answer.status() / 100 != 2) {
      ByteString body = explanation(answer, carrier);
      throw new TunnelRefused(answer.status(), answer.reason(), answer.headers(), body);
    }
    return carrier;
  }

  private ByteString head() throws IOException {
    Buffer head = new Buffer();
    HeadWriter.requestLine(head, "CONNECT", origin.authority(), HttpVersion.HTTP_1_1);
    headers.writeTo(head);
    if (!headers.contains("Host")) HeadWriter.field(head, "Host", origin.authority());
    HeadWriter.end(head);
    return head.readByteString();
  }

  private ResponseHead readReply(Transport carrier) throws IOException {
    HeadReader reader = HeadReader.ofHeads(carrier.getSource(), limits);
    ResponseHead head = reader.readResponseHead();
    for (int count = 1; head.isInterim(); count++) {
      if (count > limits.maxInterimResponses()) {
        throw new LimitExceeded(
            "got more than " + limits.maxInterimResponses() + " interim responses");
      }
      head = reader.readResponseHead();
    }
    if (head.status() == 101) throw new MalformedMessage("101 in answer to CONNECT");
    return head;
  }

  /**
   * As much of the explanation as comes in time and fits; whatever is wrong with it is no matter.
   */
  private ByteString explanation(ResponseHead answer, Transport carrier) {
    Buffer explanation = new Buffer();
    try {
      Framing framing = Framing.ofResponse("CONNECT", answer);
      if (framing instanceof Framing.None) return ByteString.EMPTY;
      BodySource body = BodySource.of(framing, carrier.getSource(), limits, new Ignored());
      long left = MAX_EXPLANATION_BYTES;
      while (left > 0 && body.read(explanation, left) >= 0) {
        left = MAX_EXPLANATION_BYTES - explanation.size();
      }
    } catch (IOException cutShort) {
      return explanation.readByteString();
    }
    return explanation.readByteString();
  }

  /** The connection is closed after a refusal, however its body ended. */
  private static final class Ignored implements BodyEnd {
    @Override
    public void complete(Headers trailers) {}

    @Override
    public void broken() {}
  }
}
