package httpwire.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.Headers;
import java.io.PrintStream;
import java.util.Map;
import okio.ByteString;

/**
 * Prints what http.client prints with a debug level, line by line. Secrets are shown only if asked
 * for; what a secret is, {@link ByteListener#redacted(Moment, ByteString)} says.
 */
public final class DebugPrinter implements ByteListener {
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
    ByteString shown = showsSecrets ? head : ByteListener.redacted(moment, head);
    output.println("send: " + PythonText.ofBytes(shown.string(ISO_8859_1)));
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
    for (Map.Entry<String, String> field : headers) output.println(line(moment, field) + "\r\n");
  }

  @Override
  public void interimReceived(Moment moment, int status, String reason, Headers headers) {
    printReply();
    StringBuilder lines = new StringBuilder();
    for (Map.Entry<String, String> field : headers) {
      String line = field.getKey() + ": " + shown(moment, field) + "\r\n";
      lines.append(PythonText.ofBytes(line)).append(", ");
    }
    output.println("headers: [" + lines + PythonText.ofBytes("\r\n") + "]");
  }

  @Override
  public void headReceived(Moment moment, int status, String reason, Headers headers) {
    printReply();
    for (Map.Entry<String, String> field : headers) output.println(line(moment, field));
  }

  private void printReply() {
    int lineEnd = latestHead.indexOf(new byte[] {'\n'}) + 1;
    String statusLine = latestHead.substring(0, lineEnd).string(ISO_8859_1);
    output.println("reply: " + PythonText.ofText(statusLine));
  }

  /** As it is, but for control characters, which a terminal would obey. */
  private String line(Moment moment, Map.Entry<String, String> field) {
    return "header: " + field.getKey() + ": " + PythonText.withoutControls(shown(moment, field));
  }

  private String shown(Moment moment, Map.Entry<String, String> field) {
    if (showsSecrets) return field.getValue();
    return RedactedHead.value(field.getKey(), field.getValue(), moment.secretNames());
  }
}
