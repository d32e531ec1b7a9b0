package httpwire.client;

import httpwire.Headers;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How long a server says that it keeps an idle connection: {@code Keep-Alive: timeout=5}. */
final class KeepAlive {
  /** A request that is sent at the very end of the time may meet a connection that is closed. */
  private static final long MARGIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final int MAX_DIGITS = 9;

  private KeepAlive() {}

  /** {@link Long#MAX_VALUE} if the server says nothing that can be understood. */
  static long nanos(Headers headers) {
    String value = headers.get("Keep-Alive");
    if (value == null) return Long.MAX_VALUE;
    for (String parameter : value.split(",")) {
      String text = parameter.strip();
      if (!text.regionMatches(true, 0, "timeout=", 0, 8)) continue;
      Long seconds = seconds(text.substring(8).strip());
      if (seconds != null) return Math.max(0, TimeUnit.SECONDS.toNanos(seconds) - MARGIN_NANOS);
    }
    return Long.MAX_VALUE;
  }

  private static @Nullable Long seconds(String digits) {
    if (digits.isEmpty() || digits.length() > MAX_DIGITS) return null;
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') return null;
    }
    return Long.valueOf(digits);
  }
}
