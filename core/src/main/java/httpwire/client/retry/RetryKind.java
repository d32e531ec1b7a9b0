package httpwire.client.retry;

import httpwire.Circumstances;
import httpwire.HttpException;
import httpwire.HttpException.ConnectFailed;
import httpwire.HttpException.Fault;
import httpwire.HttpException.IncompleteRead;
import httpwire.HttpException.TlsFailed;
import httpwire.HttpException.TooManyRedirects;
import httpwire.HttpException.TunnelRefused;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.Phase;
import httpwire.SocksReply;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Why a request is sent again. */
enum RetryKind {
  /** Nothing was sent yet. */
  CONNECT,
  /** The connection was lost, or too slow. */
  READ,
  /** The status of the response says that a later one may differ. */
  STATUS,
  /** The response could not be understood. */
  OTHER;

  private static final int FIRST_SERVER_ERROR = 500;

  private static final Set<SocksReply> PASSING_REPLIES =
      EnumSet.of(
          SocksReply.GENERAL_FAILURE,
          SocksReply.NETWORK_UNREACHABLE,
          SocksReply.HOST_UNREACHABLE,
          SocksReply.CONNECTION_REFUSED,
          SocksReply.TTL_EXPIRED);

  /** The kind of a failure; null if the same request would fail in the same way. */
  static @Nullable RetryKind of(HttpException failure) {
    boolean isOurs = failure.getFault() == Fault.CALLER || failure.getFault() == Fault.LIMIT;
    if (isOurs || failure instanceof UnexpectedResponse) return null;
    if (failure instanceof TooManyRedirects) return null;
    if (failure instanceof TlsFailed tls) return of(tls);
    if (failure instanceof TunnelRefused refused) return of(refused);
    if (failure instanceof ConnectFailed) return CONNECT;
    Circumstances where = failure.getCircumstances();
    if (where != null && where.phase() == Phase.POOL) return null;
    if (where != null && where.delivery().isResendSafe()) return CONNECT;
    boolean isLost =
        failure.getFault() == Fault.NETWORK
            || failure instanceof HttpException.RemoteDisconnected
            || failure instanceof IncompleteRead;
    return isLost ? READ : OTHER;
  }

  /** A certificate does not become right by asking again. */
  private static @Nullable RetryKind of(TlsFailed failure) {
    return failure.getProblem() == TlsFailed.Problem.OTHER ? CONNECT : null;
  }

  /** A proxy that refuses is obeyed; one that has failed, or did not get through, may recover. */
  private static @Nullable RetryKind of(TunnelRefused refused) {
    SocksReply reply = refused.getSocksReply();
    boolean isPassing =
        reply == null ? refused.getStatus() >= FIRST_SERVER_ERROR : PASSING_REPLIES.contains(reply);
    return isPassing ? CONNECT : null;
  }
}
