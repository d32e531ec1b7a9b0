package httpwire.testing;

import java.io.IOException;

/** The client sent something that is not a request, or a request that is too long. */
final class MalformedRequest extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedRequest(String message) {
    super(message);
  }
}
