package httpwire.connection;

import httpwire.HttpException.LimitExceeded;
import httpwire.HttpException.MalformedMessage;
import httpwire.HttpException.RemoteDisconnected;
import httpwire.Limits;
import httpwire.Phase;
import httpwire.internal.wire.HeadReader;
import httpwire.internal.wire.ResponseHead;
import httpwire.internal.wire.Taking;
import httpwire.transport.Transport;
import java.io.EOFException;
import java.io.IOException;

/**
 * Reads heads until a final one comes, one response of a transport after the other: RFC 9110 §15.2.
 */
final class ResponseReader {
  private final Limits limits;
  private final Listeners listeners;
  private final Transport transport;
  private final Taking taking;
  private final HeadReader heads;

  ResponseReader(Transport transport, Limits limits, Listeners listeners) {
    this.transport = transport;
    this.limits = limits;
    this.listeners = listeners;
    this.taking = new Taking(transport.getSource());
    this.heads = HeadReader.ofHeads(taking, limits);
  }

  /** What reads the transport, heads and bodies alike. */
  Taking taking() {
    return taking;
  }

  /** The final head that answers {@code exchange}. */
  ResponseHead read(Exchange exchange) throws IOException {
    heads.restart();
    ResponseHead head = readHead(exchange);
    for (int count = 1; head.isInterim(); count++) {
      if (count > limits.maxInterimResponses()) {
        throw new LimitExceeded(
            "got more than " + limits.maxInterimResponses() + " interim responses");
      }
      ConnectionListener listener = listeners.active();
      if (listener != null) {
        listener.interimReceived(head.statusLine(), head.status(), head.headers());
      }
      head = readHead(exchange);
    }
    if (head.status() == 101 && !exchange.head().isUpgradeRequested()) {
      throw new MalformedMessage("101 without an Upgrade in the request (RFC 9110 15.2.2)");
    }
    ConnectionListener listener = listeners.active();
    if (listener != null) {
      listener.headReceived(head.statusLine(), head.status(), head.headers());
    }
    return head;
  }

  /** The first byte may take its time; what follows it may not drip. */
  private ResponseHead readHead(Exchange exchange) throws IOException {
    exchange.budget().enterEach(Phase.HEAD, transport);
    awaitFirstByte();
    exchange.responseBegun();
    exchange.budget().headBegun(transport);
    return heads.readResponseHead();
  }

  private void awaitFirstByte() throws IOException {
    boolean isThere;
    try {
      isThere = transport.getSource().request(1);
    } catch (EOFException cut) {
      isThere = false;
    }
    if (!isThere) throw new RemoteDisconnected();
  }
}
