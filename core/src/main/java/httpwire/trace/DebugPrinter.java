package httpwire.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.Headers;
import java.io.PrintStream;
import java.util.Map;
import okio.ByteString;

/**
 * Prints what http.client prints with a debug level, line by line; the values of fields that carry
 * secrets only when asked.
 */
public final class DebugPrinter implements ByteListener {
  private static final String HIDDEN = "[hidden]";

  private final PrintStream output;
  private final boolean showsSecrets;

  /** The head that came last, whose first line is the status line as it came. */
  private ByteString latestHead = ByteString.EMPTY;

  /**
   * @param output stays the caller's to close
   */
  public DebugPrinter(PrintStream output, boolean showsSecrets) {
    this.output = output;
    this.showsSecrets = showsSecrets;
  }

  @Override
  public void headBytesSent(Moment moment, ByteString head) {
    String text = head.string(ISO_8859_1);
    output.println("send: " + PythonText.ofBytes(showsSecrets ? text : hideSecrets(text)));
  }

  @Override
  public void bodyBytesSent(Moment moment, ByteString piece) {
    output.println("send: " + PythonText.ofBytes(piece.string(ISO_8859_1)));
  }

  @Override
  public void headBytesReceived(Moment moment, ByteString head) {
    latestHead = head;
  }

  /** http.client prints these fields as raw lines, and so an empty line after each. */
  @Override
  public void tunnelAnswered(Moment moment, int status, String reason, Headers headers) {
    printReply();
    for (Map.Entry<String, String> field : headers) output.println(line(field) + "\r\n");
  }

  @Override
  public void interimReceived(Moment moment, int status, String reason, Headers headers) {
    printReply();
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> field : headers) {
      lines.append(PythonText.ofBytes(field.getKey() + ": " + shown(field) + "\r\n")).append(", ");
    }
    output.println("headers: [" + lines + PythonText.ofBytes("\r\n") + "]");
  }

  @Override
  public void headReceived(Moment moment, int status, String reason, Headers headers) {
    printReply();
    for (Map.Entry<String, String> field : headers) output.println(line(field));
  }

  private void printReply() {
    int lineEnd = latestHead.indexOf(new byte[] {'\n'}) + 1;
    String statusLine = latestHead.substring(0, lineEnd).string(ISO_8859_1);
    output.println("reply: " + PythonText.ofText(statusLine));
  }

  /** As it is, but for control characters, which a terminal would obey. */
  private String line(Map.Entry<String, String> field) {
    return "header: " + field.getKey() + ": " + PythonText.withoutControls(shown(field));
  }

  private String shown(Map.Entry<String, String> field) {
    return !showsSecrets && Headers.isSecret(field.getKey()) ? HIDDEN : field.getValue();
  }

  /** The head with the secrets' values replaced; it is ours, so its lines are well formed. */
  private static String hideSecrets(String head) {
    StringBuilder shown = new StringBuilder();
    for (String line : head.split("(?<=\n)")) {
      int colon = line.indexOf(':');
      boolean isSecret = colon > 0 && Headers.isSecret(line.substring(0, colon));
      shown.append(isSecret ? line.substring(0, colon) + ": " + HIDDEN + "\r\n" : line);
    }
    return shown.toString();
  }
}
