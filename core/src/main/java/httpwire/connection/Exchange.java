package httpwire.connection;

import httpwire.Circumstances;
import httpwire.Delivery;
import httpwire.Delivery.Stage;
import httpwire.HttpException;
import httpwire.Origin;
import httpwire.Phase;
import httpwire.internal.wire.Taking;
import httpwire.transport.Cancellation;
import httpwire.transport.TimeBudget;
import httpwire.transport.Transport;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One request and its response, from the first call to the body's last byte: what is known about
 * it, and how a failure in it is told. Outlives the connection's interest in it when the response
 * takes the transport along.
 */
final class Exchange {
  private final RequestHead head;
  private final Origin origin;
  private final TimeBudget budget;
  private final Cancellation cancellation;
  private @Nullable Transport transport;
  private @Nullable Taking taking;
  private @Nullable RequestFraming framing;
  private boolean isReused;
  private boolean isHeadHandedOver;
  private boolean isResponseBegun;
  private long headByteCount;
  private long bodyByteCount;
  private long sentBefore;
  private long receivedBefore;

  /**
   * @param origin whose resource is asked for, a tunnel's end included
   */
  Exchange(RequestHead head, Origin origin, TimeBudget budget, Cancellation cancellation) {
    this.head = head;
    this.origin = origin;
    this.budget = budget;
    this.cancellation = cancellation;
  }

  RequestHead head() {
    return head;
  }

  TimeBudget budget() {
    return budget;
  }

  /** The URL asked for, absolute. */
  String url() {
    return head.url(origin);
  }

  /** The exchange has its transport. */
  void begin(Transport transport, Taking taking, boolean isReused, RequestFraming framing) {
    this.transport = transport;
    this.taking = taking;
    this.isReused = isReused;
    this.framing = framing;
    this.sentBefore = transport.getSentByteCount();
    this.receivedBefore = transport.getReceivedByteCount();
  }

  /** The transport of an exchange that has {@link #begin begun}. */
  Transport transport() {
    if (transport == null) throw new IllegalStateException("the request was not sent yet");
    return transport;
  }

  /** What reads that transport. */
  Taking taking() {
    if (taking == null) throw new IllegalStateException("the request was not sent yet");
    return taking;
  }

  RequestFraming framing() {
    if (framing == null) throw new IllegalStateException("the request was not sent yet");
    return framing;
  }

  /** From here on the peer may have seen the request. */
  void headHandedOver(long byteCount) {
    isHeadHandedOver = true;
    headByteCount = byteCount;
  }

  /** From here on it may have seen so much more of the body. */
  void bodyHandedOver(long byteCount) {
    bodyByteCount += byteCount;
  }

  void responseBegun() {
    isResponseBegun = true;
  }

  boolean isCancelled() {
    return cancellation.isCancelled();
  }

  void requireNotCancelled() throws HttpException.Cancelled {
    if (isCancelled()) throw new HttpException.Cancelled("cancelled between two calls", null);
  }

  /** The family's exception for {@code failure}, with the circumstances. */
  HttpException describe(IOException failure) {
    HttpException described = Failures.classify(failure, budget, cancellation);
    described.initCircumstances(circumstances());
    return described;
  }

  private Circumstances circumstances() {
    long sent = transport == null ? 0 : transport.getSentByteCount() - sentBefore;
    long received = transport == null ? 0 : transport.getReceivedByteCount() - receivedBefore;
    String peer = transport == null ? origin.authority() : transport.getPeer();
    Phase phase = budget.getPhase();
    return new Circumstances(phase, peer, isReused, sent, received, delivery(sent, received));
  }

  private Delivery delivery(long sent, long received) {
    if (!isHeadHandedOver) return new Delivery(Stage.NOTHING_SENT, 0);
    // What was handed over and then failed may be with the network in part only.
    long bodySent = Math.min(bodyByteCount, Math.max(0, sent - headByteCount));
    if (isResponseBegun || received > 0) return new Delivery(Stage.RESPONSE_BEGUN, bodySent);
    return new Delivery(bodyByteCount > 0 ? Stage.BODY_SENT : Stage.HEAD_SENT, bodySent);
  }
}
