package httpwire.trace;

import java.util.Set;

/**
 * When something happened, and in which exchange.
 *
 * @param exchangeNumber counts the exchanges of one connection from 1; 0 before the first
 * @param nanos {@link System#nanoTime} at that moment: for differences between moments only
 * @param secretNames the fields that the request of the exchange marks as secret ({@link
 *     httpwire.Request#getSecretHeaderNames}), in lower case; none while a connection is being
 *     opened. Whoever shows a field of that name, also one of the response, hides its value
 */
public record Moment(long exchangeNumber, long nanos, Set<String> secretNames) {
  /** A moment of an exchange whose request marks no field. */
  public Moment(long exchangeNumber, long nanos) {
    this(exchangeNumber, nanos, Set.of());
  }

  /** This moment, in that exchange, whose request marks no field. */
  public static Moment now(long exchangeNumber) {
    return now(exchangeNumber, Set.of());
  }

  /**
   * This moment, in that exchange.
   *
   * @param secretNames in lower case
   */
  public static Moment now(long exchangeNumber, Set<String> secretNames) {
    return new Moment(exchangeNumber, System.nanoTime(), secretNames);
  }
}
