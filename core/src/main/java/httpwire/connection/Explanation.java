package httpwire.connection;

import httpwire.HttpException;
import httpwire.HttpException.Cancelled;
import httpwire.HttpException.UnexpectedResponse;
import java.io.IOException;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/** The head and the beginning of the body of a response whose status its caller did not want. */
final class Explanation {
  private static final long MAX_BODY_BYTES = 64 << 10;

  private final Buffer body = new Buffer();
  private @Nullable HttpException failure;

  private Explanation() {}

  /**
   * Reads the beginning of the body and closes the response, which keeps the connection if that was
   * all. What breaks the body off is suppressed in the result: the answer matters more.
   */
  static UnexpectedResponse of(HttpResponse response) throws IOException {
    Explanation explanation = new Explanation();
    try (response) {
      explanation.read(response);
    }
    return explanation.about(response);
  }

  private void read(HttpResponse response) throws IOException {
    try {
      while (body.size() < MAX_BODY_BYTES) {
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

  private UnexpectedResponse about(HttpResponse response) {
    String reason = response.getReason();
    String message =
        "unexpected status: "
            + (response.getStatus() + " " + reason).strip()
            + ", from "
            + response.requested();
    UnexpectedResponse unexpected =
        new UnexpectedResponse(
            message,
            response.getUrl(),
            response.getStatus(),
            reason,
            response.getHeaders(),
            body.readByteString());
    if (failure != null) unexpected.addSuppressed(failure);
    return unexpected;
  }
}
