package httpwire.trace;

import httpwire.Headers;
import httpwire.Request;
import httpwire.RequestBody;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A request as a command that sends it with curl, to be pasted into a shell (POSIX): the method,
 * the URL as it is written, the fields in their order, and the body.
 *
 * <p>Secrets are hidden, as {@link Request#toString} hides them and those in a form too; then the
 * command does not do the same. {@link #withSecrets} shows them.
 *
 * <p>A body in memory of at most 64 KiB is a part of the command. It is written once for that, so
 * it must be {@link RequestBody#isRepeatable repeatable}. A file is named. Any other body is read
 * from the standard input of the command, and a comment at its end says so. Of the fields that the
 * two senders add by themselves, curl adds its own: User-Agent, Accept.
 */
public final class CurlCommand {
  private static final long MAX_BODY_BYTES = 64 << 10;
  private static final String FROM_INPUT = "--data-binary @-";

  private final Request request;
  private final String url;
  private final @Nullable String contentType;
  private final boolean showsSecrets;

  private CurlCommand(
      Request request, String url, @Nullable String contentType, boolean showsSecrets) {
    this.request = request;
    this.url = url;
    this.contentType = contentType;
    this.showsSecrets = showsSecrets;
  }

  /**
   * The command for a request whose target is an absolute URL, such as a client's. Without a
   * Content-Type it has that of its body, as a client sends it.
   */
  public static CurlCommand of(Request request) {
    RequestBody body = request.getBody();
    String contentType = body == null ? null : body.contentType();
    return new CurlCommand(request, request.getTarget(), contentType, false);
  }

  /**
   * The command for a request with another target than the URL: a path, which is at this URL, or
   * any other form of RFC 9112 §3.2 for the server that the URL names. A connection sends it, which
   * adds no Content-Type.
   */
  public static CurlCommand of(Request request, String url) {
    return new CurlCommand(request, url, null, false);
  }

  /** The command with its secrets. */
  public CurlCommand withSecrets() {
    return new CurlCommand(request, url, contentType, true);
  }

  /** The command, on one line unless the body has several. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    words.add("curl");
    addMethod(words);
    // The URL is sent as it is written: no ranges in brackets, no dot segments taken out.
    words.add("--globoff --path-as-is");
    if (url.startsWith("https:")) words.add("--http1.1");
    words.add(shownUrl(url));
    // What a URL ends with is what curl asks for; anything else must be said.
    if (!url.endsWith(request.getTarget())) addTarget(words);
    addHeaders(words);
    RequestBody body = request.getBody();
    return body == null ? String.join(" ", words) : withBody(words, body);
  }

  private void addMethod(List<String> words) {
    String method = request.getMethod();
    boolean hasBody = request.getBody() != null;
    if (method.equals("HEAD") && !hasBody) words.add("--head");
    else if (!method.equals(hasBody ? "POST" : "GET")) words.add("-X " + ShellText.quoted(method));
  }

  private void addTarget(List<String> words) {
    words.add("--request-target " + shownUrl(request.getTarget()));
  }

  private String shownUrl(String text) {
    return ShellText.quoted(showsSecrets ? text : RedactedHead.url(text));
  }

  // 1. Fields.

  private void addHeaders(List<String> words) {
    Headers headers = request.getHeaders();
    for (int i = 0; i < headers.size(); i++) {
      words.add(header(headers.name(i), shown(headers.name(i), headers.value(i))));
    }
    RequestBody body = request.getBody();
    if (body != null && !headers.contains("Content-Type")) words.add(contentType());
    Duration wait = request.getContinueTimeout();
    if (body != null && wait != null && !isEmpty(body)) addExpectation(words, wait);
    if (request.isHostSkipped() && !headers.contains("Host")) words.add("-H 'Host:'");
  }

  /** There is nothing to ask of such a body. */
  private static boolean isEmpty(RequestBody body) {
    try {
      return body.length() == 0;
    } catch (IOException unknown) {
      return false;
    }
  }

  private void addExpectation(List<String> words, Duration wait) {
    boolean isSaid = request.getHeaders().contains("Expect");
    if (!isSaid) words.add("-H 'Expect: 100-continue'");
    words.add(
        "--expect100-timeout "
            + BigDecimal.valueOf(wait.toMillis(), 3).stripTrailingZeros().toPlainString());
  }

  private String shown(String name, String value) {
    return showsSecrets ? value : RedactedHead.value(name, value, request.getSecretHeaderNames());
  }

  /** A field with an empty value ends with a semicolon: with a colon it would be left out. */
  private static String header(String name, String value) {
    return "-H " + ShellText.quotedBytes(value.isEmpty() ? name + ";" : name + ": " + value);
  }

  /** Without one curl would say that it is a form. */
  private String contentType() {
    return contentType == null ? "-H 'Content-Type:'" : header("Content-Type", contentType);
  }

  // 2. The body.

  private String withBody(List<String> words, RequestBody body) {
    Path file = body.file();
    if (file != null) {
      words.add("--data-binary " + ShellText.quoted("@" + file.toAbsolutePath()));
      return String.join(" ", words);
    }
    ByteString bytes = bytes(body);
    if (bytes == null) return fromInput(words);
    String text = ShellText.textOf(bytes);
    if (text == null) return ShellText.printing(bytes) + " | " + joined(words, FROM_INPUT);
    return joined(words, "--data-raw " + ShellText.quoted(shownForm(text)));
  }

  private String fromInput(List<String> words) {
    Headers headers = request.getHeaders();
    boolean isFramed = headers.contains("Content-Length") || headers.contains("Transfer-Encoding");
    if (!isFramed) words.add("-H 'Transfer-Encoding: chunked'");
    return joined(words, FROM_INPUT) + " # give the body on standard input";
  }

  private static String joined(List<String> words, String last) {
    return String.join(" ", words) + " " + last;
  }

  private String shownForm(String text) {
    String type = request.getHeaders().contentType();
    boolean isForm = "application/x-www-form-urlencoded".equals(type);
    return showsSecrets || !isForm ? text : RedactedHead.url("?" + text).substring(1);
  }

  /** Null if they are too many, cannot be written twice, or fail to be written. */
  private static @Nullable ByteString bytes(RequestBody body) {
    try {
      if (!body.isRepeatable() || body.length() < 0 || body.length() > MAX_BODY_BYTES) return null;
      Buffer bytes = new Buffer();
      body.writeTo(bytes);
      return bytes.readByteString();
    } catch (IOException unwritable) {
      return null;
    }
  }
}
