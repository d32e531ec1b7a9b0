package httpwire.trace;

/**
 * When something happened, and in which exchange.
 *
 * @param exchangeNumber counts the exchanges of one connection from 1; 0 before the first
 * @param nanos {@link System#nanoTime} at that moment: for differences between moments only
 */
public record Moment(long exchangeNumber, long nanos) {
  /** This moment, in that exchange. */
  public static Moment now(long exchangeNumber) {
    return new Moment(exchangeNumber, System.nanoTime());
  }
}
