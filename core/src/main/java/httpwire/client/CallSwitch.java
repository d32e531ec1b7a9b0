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

  /** A call begins; an interceptor can begin several. */
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
   * If no thread is reading it, it is closed; otherwise the read fails, and its reader closes it.
   */
  private static void cutOpen(HttpResponse open) {
    open.cancel();
    open.close();
  }
}
