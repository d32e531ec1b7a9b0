package httpwire.client;

import httpwire.ContinueAnswer;
import httpwire.Request;
import httpwire.RequestBody;
import httpwire.call.Next;
import httpwire.call.Step;
import httpwire.connection.HttpResponse;
import java.time.Duration;

/**
 * Repeats a request once without {@code Expect: 100-continue} after 417, RFC 9110 §15.5.18: some
 * hop on the way does not know the field. Not if the body is gone, because it was sent and can be
 * sent only once.
 */
final class ExpectationStep implements Step {
  private static final int EXPECTATION_FAILED = 417;

  @Override
  public Next after(Request request, HttpResponse response) {
    boolean isAsked = request.getContinueTimeout() != null;
    if (!isAsked || response.getStatus() != EXPECTATION_FAILED || !hasBody(request, response)) {
      return Next.done(response);
    }
    return Next.retry(request.newBuilder().expectContinue(null).build(), Duration.ZERO);
  }

  private static boolean hasBody(Request request, HttpResponse response) {
    RequestBody body = request.getBody();
    if (body == null) return false;
    return body.isRepeatable() || response.getContinueAnswer() == ContinueAnswer.FINAL;
  }
}
