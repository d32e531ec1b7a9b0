package httpwire.bench.client;

import java.nio.file.Path;

/**
 * One exchange, for any client.
 *
 * @param byteCount of the large body
 * @param file where a download goes, or an upload comes from
 */
public record Exchange(
    Kind kind, boolean isSecure, int port, String path, long byteCount, Path file) {
  /** How many requests go in one flush in {@link Kind#PIPELINE}. */
  public static final int PIPELINE_DEPTH = 16;

  public static final String HOST = "127.0.0.1";

  /** The three fields that {@link Kind#GET_FIELDS} looks up. */
  public static final String[] FIELDS = {"Content-Type", "X-Request-Id", "Cache-Control"};

  /** As a Host field has it. */
  public String authority() {
    return HOST + ":" + port;
  }

  public String url() {
    return (isSecure ? "https://" : "http://") + authority() + path;
  }

  /** What the upload server answers to the large body. */
  public String receipt() {
    return "received " + byteCount + "\n";
  }
}
