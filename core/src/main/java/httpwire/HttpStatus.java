package httpwire;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The registered status codes with their phrases, from RFC 9110 §15 and the IANA registry
 * (http.client: HTTPStatus). A server may send any code from 100 to 999, so a response has its code
 * as an {@code int}.
 */
public enum HttpStatus {
  CONTINUE(100, "Continue"),
  SWITCHING_PROTOCOLS(101, "Switching Protocols"),
  PROCESSING(102, "Processing"),
  EARLY_HINTS(103, "Early Hints"),
  OK(200, "OK"),
  CREATED(201, "Created"),
  ACCEPTED(202, "Accepted"),
  NON_AUTHORITATIVE_INFORMATION(203, "Non-Authoritative Information"),
  NO_CONTENT(204, "No Content"),
  RESET_CONTENT(205, "Reset Content"),
  PARTIAL_CONTENT(206, "Partial Content"),
  MULTI_STATUS(207, "Multi-Status"),
  ALREADY_REPORTED(208, "Already Reported"),
  IM_USED(226, "IM Used"),
  MULTIPLE_CHOICES(300, "Multiple Choices"),
  MOVED_PERMANENTLY(301, "Moved Permanently"),
  FOUND(302, "Found"),
  SEE_OTHER(303, "See Other"),
  NOT_MODIFIED(304, "Not Modified"),
  USE_PROXY(305, "Use Proxy"),
  TEMPORARY_REDIRECT(307, "Temporary Redirect"),
  PERMANENT_REDIRECT(308, "Permanent Redirect"),
  BAD_REQUEST(400, "Bad Request"),
  UNAUTHORIZED(401, "Unauthorized"),
  PAYMENT_REQUIRED(402, "Payment Required"),
  FORBIDDEN(403, "Forbidden"),
  NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  NOT_ACCEPTABLE(406, "Not Acceptable"),
  PROXY_AUTHENTICATION_REQUIRED(407, "Proxy Authentication Required"),
  REQUEST_TIMEOUT(408, "Request Timeout"),
  CONFLICT(409, "Conflict"),
  GONE(410, "Gone"),
  LENGTH_REQUIRED(411, "Length Required"),
  PRECONDITION_FAILED(412, "Precondition Failed"),
  CONTENT_TOO_LARGE(413, "Content Too Large"),
  URI_TOO_LONG(414, "URI Too Long"),
  UNSUPPORTED_MEDIA_TYPE(415, "Unsupported Media Type"),
  RANGE_NOT_SATISFIABLE(416, "Range Not Satisfiable"),
  EXPECTATION_FAILED(417, "Expectation Failed"),
  IM_A_TEAPOT(418, "I'm a Teapot"),
  MISDIRECTED_REQUEST(421, "Misdirected Request"),
  UNPROCESSABLE_CONTENT(422, "Unprocessable Content"),
  LOCKED(423, "Locked"),
  FAILED_DEPENDENCY(424, "Failed Dependency"),
  TOO_EARLY(425, "Too Early"),
  UPGRADE_REQUIRED(426, "Upgrade Required"),
  PRECONDITION_REQUIRED(428, "Precondition Required"),
  TOO_MANY_REQUESTS(429, "Too Many Requests"),
  REQUEST_HEADER_FIELDS_TOO_LARGE(431, "Request Header Fields Too Large"),
  UNAVAILABLE_FOR_LEGAL_REASONS(451, "Unavailable For Legal Reasons"),
  INTERNAL_SERVER_ERROR(500, "Internal Server Error"),
  NOT_IMPLEMENTED(501, "Not Implemented"),
  BAD_GATEWAY(502, "Bad Gateway"),
  SERVICE_UNAVAILABLE(503, "Service Unavailable"),
  GATEWAY_TIMEOUT(504, "Gateway Timeout"),
  HTTP_VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported"),
  VARIANT_ALSO_NEGOTIATES(506, "Variant Also Negotiates"),
  INSUFFICIENT_STORAGE(507, "Insufficient Storage"),
  LOOP_DETECTED(508, "Loop Detected"),
  NOT_EXTENDED(510, "Not Extended"),
  NETWORK_AUTHENTICATION_REQUIRED(511, "Network Authentication Required");

  private static final Map<Integer, String> RESPONSES = phrases();

  private final int code;
  private final String phrase;

  HttpStatus(int code, String phrase) {
    this.code = code;
    this.phrase = phrase;
  }

  /** The status with this code, or null if the code is not registered. */
  public static @Nullable HttpStatus of(int code) {
    for (HttpStatus status : values()) {
      if (status.code == code) return status;
    }
    return null;
  }

  /**
   * The phrase of each registered code, in ascending order; unmodifiable (http.client: responses).
   */
  public static Map<Integer, String> responses() {
    return RESPONSES;
  }

  /** The three-digit code. */
  public int getCode() {
    return code;
  }

  /** The registered phrase. Servers may send another one, or none. */
  public String getPhrase() {
    return phrase;
  }

  /** Whether the code is 1xx: an interim response, which the final one follows. */
  public boolean isInformational() {
    return code / 100 == 1;
  }

  /** Whether the code is 2xx: the request was understood and accepted. */
  public boolean isSuccess() {
    return code / 100 == 2;
  }

  /** Whether the code is 3xx: the client has to do something more. */
  public boolean isRedirection() {
    return code / 100 == 3;
  }

  /** Whether the code is 4xx: there is something wrong with the request. */
  public boolean isClientError() {
    return code / 100 == 4;
  }

  /** Whether the code is 5xx: the server failed to do what was asked. */
  public boolean isServerError() {
    return code / 100 == 5;
  }

  /** Code and phrase: {@code 404 Not Found}. */
  @Override
  public String toString() {
    return code + " " + phrase;
  }

  private static Map<Integer, String> phrases() {
    Map<Integer, String> phrases = new TreeMap<>();
    for (HttpStatus status : values()) phrases.put(status.code, status.phrase);
    return Collections.unmodifiableMap(phrases);
  }
}
