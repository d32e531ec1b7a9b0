package httpwire;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The standard request methods and what each one means: RFC 9110 §9.3, PATCH from RFC 5789 and
 * QUERY from RFC 10008 (http.client: HTTPMethod).
 *
 * <p>The set of methods is open, so a request carries its method as text. A method that is not
 * listed here can be sent like any other; it counts as neither safe nor idempotent.
 */
public enum HttpMethod {
  /** Transfers a representation of the target. RFC 9110 §9.3.1. */
  GET(true, true, Body.UNDEFINED),
  /** Like GET, but the response has no body. RFC 9110 §9.3.2. */
  HEAD(true, true, Body.UNDEFINED),
  /** Has the target process the body. RFC 9110 §9.3.3. */
  POST(false, false, Body.EXPECTED),
  /** Replaces the state of the target with the body. RFC 9110 §9.3.4. */
  PUT(false, true, Body.EXPECTED),
  /** Removes the target. RFC 9110 §9.3.5. */
  DELETE(false, true, Body.UNDEFINED),
  /** Opens a tunnel through a proxy. RFC 9110 §9.3.6. */
  CONNECT(false, false, Body.FORBIDDEN),
  /** Asks for the communication options of the target. RFC 9110 §9.3.7. */
  OPTIONS(true, true, Body.UNDEFINED),
  /** Has the request sent back as it arrived. RFC 9110 §9.3.8. */
  TRACE(true, true, Body.FORBIDDEN),
  /** Applies the changes that the body describes. RFC 5789. */
  PATCH(false, false, Body.EXPECTED),
  /** Like POST, but safe: asks the question that the body contains. RFC 10008. */
  QUERY(true, true, Body.EXPECTED);

  /** What the body of a request means, depending on its method. */
  public enum Body {
    /** The method is about the body; a request without one says so with Content-Length: 0. */
    EXPECTED,
    /** A body can be sent, but has no meaning that servers agree on, and some refuse it. */
    UNDEFINED,
    /** A client must not send a body. */
    FORBIDDEN
  }

  private static final HttpMethod[] METHODS = values();

  private final boolean isSafe;
  private final boolean isIdempotent;
  private final Body body;

  HttpMethod(boolean isSafe, boolean isIdempotent, Body body) {
    this.isSafe = isSafe;
    this.isIdempotent = isIdempotent;
    this.body = body;
  }

  /**
   * The method of exactly this name, or null if it is not one of these. Methods are case-sensitive:
   * {@code get} is not GET (RFC 9110 §9.1).
   */
  public static @Nullable HttpMethod of(String name) {
    for (HttpMethod method : METHODS) {
      if (method.name().equals(name)) return method;
    }
    return null;
  }

  /**
   * Whether a request with this method says {@code Content-Length: 0} when it has no body, as RFC
   * 9110 §8.6 recommends. The case of the name does not matter here, as in http.client.
   */
  public static boolean expectsBody(String name) {
    HttpMethod method = of(name.toUpperCase(Locale.ROOT));
    return method != null && method.body == Body.EXPECTED;
  }

  /** Whether the client asks for no change on the server. RFC 9110 §9.2.1. */
  public boolean isSafe() {
    return isSafe;
  }

  /**
   * Whether sending a request twice is meant to have the effect of sending it once: RFC 9110
   * §9.2.2.
   */
  public boolean isIdempotent() {
    return isIdempotent;
  }

  /** What a request body means. */
  public Body getBody() {
    return body;
  }
}
