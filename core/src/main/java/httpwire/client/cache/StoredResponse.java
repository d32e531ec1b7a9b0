package httpwire.client.cache;

import httpwire.Headers;
import java.time.Instant;
import java.util.Set;

/**
 * The head of a response as it is stored, and what the cache has to know of its exchange.
 *
 * @param url what was asked for, without its fragment
 * @param requestTime when the request was sent that it answers, or that last validated it
 * @param responseTime when the answer to that request came
 * @param variant which requests it is for
 * @param isInvalid whether it must be validated before it is used, since something said that it is
 *     not right any more
 * @param headers without those that must not be stored
 */
record StoredResponse(
    String url,
    Instant requestTime,
    Instant responseTime,
    Variant variant,
    boolean isInvalid,
    int status,
    String reason,
    Headers headers) {

  ResponseDirectives directives() {
    return ResponseDirectives.of(headers);
  }

  /** Its Date, RFC 9110 §6.6.1; if that is not a date, the time when it came. */
  Instant date() {
    Instant date = CacheDates.only(headers, "Date");
    return date == null ? responseTime : date;
  }

  /** Whether a request can be made that asks if it is still right. */
  boolean hasValidator() {
    return Validators.of(headers).isGiven();
  }

  StoredResponse without(Set<String> names) {
    Headers rest = FieldRules.without(headers, names);
    return new StoredResponse(
        url, requestTime, responseTime, variant, isInvalid, status, reason, rest);
  }

  StoredResponse asInvalid() {
    return new StoredResponse(
        url, requestTime, responseTime, variant, true, status, reason, headers);
  }
}
