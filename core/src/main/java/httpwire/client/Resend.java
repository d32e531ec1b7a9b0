package httpwire.client;

import httpwire.Circumstances;
import httpwire.Delivery.Stage;
import httpwire.HttpException;
import httpwire.HttpException.ConnectionLost;
import httpwire.HttpException.RemoteDisconnected;
import httpwire.Phase;
import httpwire.Request;
import httpwire.RequestBody;

/**
 * Whether a request that was lost with its connection is sent again, silently and once:
 *
 * <pre>
 * nothing of it was sent                                       any request
 * the connection was reused, and no byte came back             one that is idempotent and repeatable
 * otherwise                                                    none
 * </pre>
 *
 * <p>A connection that could not be opened was not lost: nothing is dialed twice. A request is
 * idempotent by its method, or because the caller said so ({@link Request#isIdempotent}). RFC 9110
 * §9.2.2, RFC 9112 §9.3.1.
 */
final class Resend {
  private Resend() {}

  static boolean isAllowed(Request request, HttpException failure) {
    boolean isLost = failure instanceof ConnectionLost || failure instanceof RemoteDisconnected;
    Circumstances where = failure.getCircumstances();
    if (!isLost || where == null || isDialing(where.phase())) return false;
    if (where.delivery().isResendSafe()) return true;
    boolean isAnswered =
        where.delivery().stage() == Stage.RESPONSE_BEGUN || where.bytesReceived() > 0;
    return where.isReused() && !isAnswered && request.isIdempotent() && isRepeatable(request);
  }

  /** There was no connection yet that could have been lost. */
  private static boolean isDialing(Phase phase) {
    return phase.compareTo(Phase.WRITE) < 0;
  }

  private static boolean isRepeatable(Request request) {
    RequestBody body = request.getBody();
    return body == null || body.isRepeatable();
  }
}
