package httpwire.client;

import httpwire.connection.HttpResponse;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a call from another thread, whatever it is doing, and the response that came of it. It goes
 * with the request as a tag, because interceptors may be around the call. May be used for one call
 * after the other.
 */
final class CallSwitch {
  private @Nullable ClientCall call;
  private @Nullable HttpResponse response;
  private boolean isCut;

  /** A call begins, or the next one of an interceptor. */
  void began(ClientCall next) {
    boolean isLate;
    synchronized (this) {
      call = next;
      isLate = isCut;
    }
    if (isLate) next.cancel();
  }

  /** The call has its response, which is cut from now on. */
  void answered(HttpResponse next) {
    boolean isLate;
    synchronized (this) {
      call = null;
      response = next;
      isLate = isCut;
    }
    if (isLate) cutOpen(next);
  }

  /** Makes what goes on, and whatever begins later, fail at once. By any thread. */
  void cut() {
    ClientCall runningCall;
    HttpResponse openResponse;
    synchronized (this) {
      isCut = true;
      runningCall = call;
      openResponse = response;
    }
    if (runningCall != null) runningCall.cancel();
    if (openResponse != null) cutOpen(openResponse);
  }

  /**
   * If nobody reads it, it is closed; if somebody does, the read fails, and its reader closes it.
   */
  private static void cutOpen(HttpResponse open) {
    open.cancel();
    open.close();
  }
}
