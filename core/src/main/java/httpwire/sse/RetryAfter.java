package httpwire.sse;

import httpwire.Headers;
import httpwire.HttpDate;
import httpwire.internal.syntax.Decimals;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Retry-After, RFC 9110 §10.2.3: a number of seconds, or a date. */
final class RetryAfter {
  private RetryAfter() {}

  /**
   * How long a response asks to wait, not negative; null if it does not. A date is read by the
   * response's own Date, so that the clocks of both ends need not agree; without that it says
   * nothing.
   */
  static @Nullable Duration of(Headers fields) {
    String value = fields.get("Retry-After");
    if (value == null) return null;
    long seconds = Decimals.parseDecimal(value);
    if (seconds != Decimals.INVALID) return Duration.ofSeconds(seconds);
    Instant until = HttpDate.parse(value);
    String sent = fields.get("Date");
    Instant now = sent == null ? null : HttpDate.parse(sent);
    if (until == null || now == null) return null;
    return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
  }
}
