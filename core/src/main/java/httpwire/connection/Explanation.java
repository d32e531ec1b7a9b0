package httpwire.connection;

import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpException.UnexpectedResponse;
import httpwire.ProblemDetails;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/** Reads the beginning of the body of a response that is not what was needed, for the exception. */
final class Explanation {
  private static final long MAX_BODY_BYTES = 64 << 10;

  /**
   * The longest time that is spent on a body that comes slowly. The last read may take a read
   * timeout more.
   */
  private static final long MAX_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Buffer body = new Buffer();
  private @Nullable HttpException failure;

  private Explanation() {}

  /**
   * Reads the beginning of the body and closes the response; the connection is kept if that was the
   * whole body. If the body breaks off, that failure is added to the result as suppressed, because
   * the response says more.
   */
  static UnexpectedResponse of(HttpResponse response) throws IOException {
    String status = (response.getStatus() + " " + response.getReason()).strip();
    return of(response, "unexpected status: " + status);
  }

  /** Like {@link #of(HttpResponse)}, for another reason than the status. */
  static UnexpectedResponse of(HttpResponse response, String what) throws IOException {
    return of(response, what, MAX_NANOS);
  }

  /** Like {@link #of(HttpResponse, String)}, reading for at most that long. */
  static UnexpectedResponse of(HttpResponse response, String what, long maxNanos)
      throws IOException {
    Explanation explanation = new Explanation();
    try (response) {
      explanation.read(response, maxNanos);
    }
    return explanation.about(response, what + ", from " + response.requested());
  }

  private void read(HttpResponse response, long maxNanos) throws IOException {
    long startNanos = System.nanoTime();
    try {
      while (body.size() < MAX_BODY_BYTES && System.nanoTime() - startNanos <= maxNanos) {
        long sizeBefore = body.size();
        body.write(response.read1(MAX_BODY_BYTES - sizeBefore));
        if (body.size() == sizeBefore) return;
      }
    } catch (Cancelled cancelled) {
      throw cancelled;
    } catch (HttpException brokenOff) {
      failure = brokenOff;
    }
  }

  private UnexpectedResponse about(HttpResponse response, String what) {
    ByteString bytes = body.readByteString();
    ProblemDetails problem = ProblemDetails.of(response.getHeaders(), bytes);
    String message = what + ProblemSummary.of(problem, response.getRequest());
    UnexpectedResponse unexpected =
        new UnexpectedResponse(
            message,
            response.getUrl(),
            response.getStatus(),
            response.getReason(),
            response.getHeaders(),
            bytes);
    if (failure != null) unexpected.addSuppressed(failure);
    return unexpected;
  }
}
