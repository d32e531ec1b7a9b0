package httpwire.trace;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import httpwire.CloseReason;
import httpwire.ContinueAnswer;
import httpwire.Headers;
import httpwire.Origin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringJoiner;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * Writes what goes over the wire, above TLS in clear, as curl writes it with {@code --trace} and
 * {@code --trace-ascii}: a line for each moment, and a dump of all bytes in both directions.
 *
 * <pre>
 * == Info: Connected to localhost:8080 (127.0.0.1:8080)
 * =&gt; Send header, 68 bytes (0x44)
 * 0000: GET / HTTP/1.1
 * 0010: Host: localhost:8080
 * 0026: Accept-Encoding: identity
 * 0041:
 * </pre>
 *
 * <p>A body is shown with its chunk framing, which is a block of its own in a response. Heads and a
 * response's trailers are shown as {@link ByteListener#redacted(Moment, ByteString)} shows them,
 * unless {@link #withSecrets} was called; the first line of such a block ends with {@code secrets
 * hidden}, and counts the bytes that were sent or received. Bodies and a request's trailers are
 * shown as they are. {@link #hiding} names further fields.
 *
 * <p>Several connections and clients may use one writer, in different threads: the lines of a block
 * stay together. Each block is written line by line and then flushed, so that nothing is kept in
 * memory. The output stays the caller's to close. If it fails, the exchange fails with an {@link
 * UncheckedIOException}.
 */
public final class TraceWriter implements ByteListener {
  private final TraceOutput output;
  private final WireDump dump;
  private final boolean showsSecrets;
  private final Set<String> secretNames;
  private final @Nullable WallClock clock;
  private final boolean showsExchange;

  private TraceWriter(
      TraceOutput output,
      WireDump dump,
      boolean showsSecrets,
      Set<String> secretNames,
      @Nullable WallClock clock,
      boolean showsExchange) {
    this.output = output;
    this.dump = dump;
    this.showsSecrets = showsSecrets;
    this.secretNames = secretNames;
    this.clock = clock;
    this.showsExchange = showsExchange;
  }

  private static TraceWriter of(TraceOutput output, WireDump dump) {
    return new TraceWriter(output, dump, false, Set.of(), null, false);
  }

  /**
   * Bytes as text, a line for each line of the wire, 64 to a line at most; a dot stands for what is
   * not printable ASCII (curl: --trace-ascii).
   *
   * @param output gets ASCII, but for reasons and names that have other characters
   */
  public static TraceWriter ascii(Appendable output) {
    return of(TraceOutput.to(output), WireDump.ASCII);
  }

  /** Like {@link #ascii(Appendable)}, in UTF-8. */
  public static TraceWriter ascii(BufferedSink output) {
    return of(TraceOutput.to(output), WireDump.ASCII);
  }

  /** Bytes in hexadecimal and as text, 16 to a line (curl: --trace). */
  public static TraceWriter hex(Appendable output) {
    return of(TraceOutput.to(output), WireDump.HEX);
  }

  /** Like {@link #hex(Appendable)}, in UTF-8. */
  public static TraceWriter hex(BufferedSink output) {
    return of(TraceOutput.to(output), WireDump.HEX);
  }

  /** A writer to the same output that begins each block with its time (curl: --trace-time). */
  public TraceWriter withTimes() {
    WallClock now = WallClock.now();
    return new TraceWriter(output, dump, showsSecrets, secretNames, now, showsExchange);
  }

  /**
   * A writer to the same output that begins each block with {@link Moment#exchangeNumber} in
   * brackets, which tells the exchanges of a client apart.
   */
  public TraceWriter withExchangeNumbers() {
    return new TraceWriter(output, dump, showsSecrets, secretNames, clock, true);
  }

  /** A writer to the same output that hides nothing. */
  public TraceWriter withSecrets() {
    return new TraceWriter(output, dump, true, secretNames, clock, showsExchange);
  }

  /**
   * A writer to the same output that also hides the values of fields with these names, in any case.
   */
  public TraceWriter hiding(String... names) {
    Set<String> all = new HashSet<>(secretNames);
    for (String name : names) all.add(name.toLowerCase(Locale.ROOT));
    return new TraceWriter(output, dump, showsSecrets, Set.copyOf(all), clock, showsExchange);
  }

  // 1. Connecting.

  @Override
  public void connecting(Moment moment, Origin peer) {
    note(moment, "Connecting to " + peer.authority());
  }

  @Override
  public void resolving(Moment moment, String host) {
    note(moment, "Looking up " + host);
  }

  @Override
  public void resolved(Moment moment, String host, List<String> addresses) {
    note(moment, "Host " + host + " has " + String.join(", ", addresses));
  }

  @Override
  public void tcpConnecting(Moment moment, String address) {
    note(moment, "  Trying " + address + "...");
  }

  @Override
  public void tcpFailed(Moment moment, String address, IOException failure) {
    note(moment, "Not connected to " + address + ": " + failure.getMessage());
  }

  @Override
  public void hopAsked(Moment moment, Origin proxy, Origin next) {
    note(moment, "Asking " + proxy.authority() + " to connect to " + next.authority());
  }

  @Override
  public void hopAccepted(Moment moment, Origin proxy, Origin next) {
    note(moment, proxy.authority() + " has connected to " + next.authority());
  }

  @Override
  public void tunnelAnswered(Moment moment, int status, String reason, Headers headers) {
    note(moment, (status / 100 == 2 ? "Tunnel open: " : "Tunnel refused: ") + status);
  }

  @Override
  public void tlsStarted(Moment moment, Origin origin) {
    note(moment, "TLS handshake with " + origin.authority());
  }

  @Override
  public void tlsEstablished(Moment moment, Origin origin, TlsSummary session) {
    String resumed = session.isResumed() ? ", resumed" : "";
    note(
        moment,
        "TLS connection using " + session.protocol() + " / " + session.cipherSuite() + resumed);
    note(moment, "Certificate of " + String.join(", ", session.peerNames()));
  }

  @Override
  public void connected(Moment moment, Origin peer, String address) {
    note(moment, "Connected to " + peer.authority() + " (" + address + ")");
  }

  // 2. Bytes.

  @Override
  public void headBytesSent(Moment moment, ByteString head) {
    head(moment, "=> Send header", head);
  }

  @Override
  public void bodyBytesSent(Moment moment, ByteString piece) {
    block(moment, "=> Send data", piece, piece);
  }

  @Override
  public void headBytesReceived(Moment moment, ByteString head) {
    head(moment, "<= Recv header", head);
  }

  @Override
  public void bodyBytesReceived(Moment moment, ByteString piece) {
    block(moment, "<= Recv data", piece, piece);
  }

  @Override
  public void bodyFramingReceived(Moment moment, ByteString framing) {
    String text = framing.string(ISO_8859_1);
    String shown = showsSecrets ? text : RedactedHead.ofFields(text, secretNames(moment));
    redacted(moment, "<= Recv data", framing, shown);
  }

  // 3. The end.

  @Override
  public void continueAnswered(Moment moment, ContinueAnswer answer) {
    note(moment, "Waited for 100 Continue: " + answer);
  }

  @Override
  public void bodyEnded(Moment moment, boolean isComplete) {
    if (!isComplete) note(moment, "The response was not read to its end");
  }

  @Override
  public void closed(Moment moment, Set<CloseReason> reasons) {
    note(moment, "Closed the connection: " + words(reasons));
  }

  @Override
  public void exchangeEnded(Moment moment, Set<CloseReason> reasons) {
    note(moment, reasons.isEmpty() ? "Connection left intact" : "Exchange over: " + words(reasons));
  }

  private static String words(Set<CloseReason> reasons) {
    StringJoiner words = new StringJoiner("; ");
    for (CloseReason reason : reasons) words.add(reason.toString());
    return words.toString();
  }

  // 4. Writing.

  private void head(Moment moment, String title, ByteString head) {
    String text = head.string(ISO_8859_1);
    redacted(moment, title, head, showsSecrets ? text : RedactedHead.of(text, secretNames(moment)));
  }

  /** Those of this writer, and those that the request marks. */
  private Set<String> secretNames(Moment moment) {
    if (moment.secretNames().isEmpty()) return secretNames;
    Set<String> all = new HashSet<>(secretNames);
    all.addAll(moment.secretNames());
    return all;
  }

  private void redacted(Moment moment, String title, ByteString bytes, String shown) {
    block(moment, title, bytes, ByteString.encodeString(shown, ISO_8859_1));
  }

  private void note(Moment moment, String text) {
    write(prefix(moment) + "== Info: " + PythonText.withoutControls(text) + "\n", ByteString.EMPTY);
  }

  private void block(Moment moment, String title, ByteString bytes, ByteString shown) {
    String count = ", " + bytes.size() + " bytes (0x" + Integer.toHexString(bytes.size()) + ")";
    String hidden = shown.equals(bytes) ? "" : ", secrets hidden";
    write(prefix(moment) + title + count + hidden + "\n", shown);
  }

  private String prefix(Moment moment) {
    String time = clock == null ? "" : clock.timeOfDay(moment.nanos()) + " ";
    return showsExchange ? time + "[" + moment.exchangeNumber() + "] " : time;
  }

  private void write(String firstLine, ByteString dumped) {
    try {
      output.write(firstLine, dumped, dump);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
