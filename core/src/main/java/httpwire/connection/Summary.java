package httpwire.connection;

import httpwire.CacheOutcome;
import httpwire.Circumstances;
import httpwire.CloseReason;
import httpwire.Phase;
import httpwire.Request;
import httpwire.internal.syntax.Secrets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The lines of {@link HttpResponse#summary}. */
final class Summary {
  private final HttpResponse response;
  private final StringBuilder lines = new StringBuilder();

  private Summary(HttpResponse response) {
    this.response = response;
  }

  static String of(HttpResponse response) {
    Summary summary = new Summary(response);
    summary.write();
    return summary.lines.toString();
  }

  private void write() {
    for (HttpResponse before : response.getHistory()) lines.append(answered(before)).append('\n');
    lines.append(answered(response)).append('\n');
    for (InterimResponse interim : response.getInterimResponses()) {
      line("interim", (interim.status() + " " + interim.reason()).strip());
    }
    Exchange exchange = response.backing().exchange();
    if (exchange != null) writeExchange(exchange);
    CacheOutcome outcome = response.getCacheOutcome();
    if (outcome != null) line("cache", outcome.toString());
    line("body", response.isClosed() ? "not read any more" : "not read to its end yet");
    boolean isFromCache = outcome == CacheOutcome.HIT || outcome == CacheOutcome.STALE;
    if (!isFromCache) line("connection", fate());
  }

  private void writeExchange(Exchange exchange) {
    Circumstances circumstances = exchange.circumstances();
    String reuse = circumstances.isReused() ? ", reused" : ", new";
    line("peer", circumstances.peer() + from(exchange) + reuse);
    line(
        "bytes",
        circumstances.bytesSent()
            + " sent, "
            + circumstances.delivery().bodyByteCount()
            + " of them of the body; "
            + circumstances.bytesReceived()
            + " received");
    Recording recording = exchange.recording();
    if (recording != null) line("times", times(recording.times().toMap()));
  }

  /** Our address; empty if it is not known any more. */
  private static String from(Exchange exchange) {
    Recording recording = exchange.recording();
    InetSocketAddress local =
        recording == null ? exchange.transport().getLocalAddress() : recording.localAddress();
    if (local == null) return "";
    // A caller's transport may have one that is not resolved.
    InetAddress address = local.getAddress();
    String host = address == null ? local.getHostString() : address.getHostAddress();
    return " from " + host + ":" + local.getPort();
  }

  private static String answered(HttpResponse response) {
    return requestLine(response)
        + " -> "
        + (response.getVersion() + " " + response.getStatus() + " " + response.getReason()).strip();
  }

  private static String requestLine(HttpResponse response) {
    Request request = response.getRequest();
    if (request == null) return "a response that no request is known of";
    String url = response.getUrl().isEmpty() ? request.getTarget() : response.getUrl();
    return request.getMethod() + " " + Secrets.shownUrl(url);
  }

  private static String times(Map<Phase, Duration> times) {
    StringJoiner words = new StringJoiner(", ");
    times.forEach((phase, spent) -> words.add(phase + " " + millis(spent)));
    return words.toString();
  }

  private static String millis(Duration duration) {
    return String.format(Locale.ROOT, "%.3f ms", duration.toNanos() / 1e6);
  }

  private String fate() {
    StringJoiner words = new StringJoiner("; ");
    for (CloseReason reason : response.getCloseReasons()) words.add(reason.toString());
    if (words.length() == 0) return response.isClosed() ? "kept" : "kept after the body";
    return (response.isClosed() ? "closed: " : "closed after the body: ") + words;
  }

  private void line(String name, @Nullable String text) {
    lines.append("  ").append(name).append(": ").append(text).append('\n');
  }
}
