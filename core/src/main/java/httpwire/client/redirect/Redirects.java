package httpwire.client.redirect;

import httpwire.HttpUrl;
import httpwire.call.Step;
import java.util.function.UnaryOperator;

/**
 * How redirects are followed, RFC 9110 §15.4.
 *
 * @param maxCount how many in one call, 0 for none; one more is an error
 * @param isDowngradeAllowed whether a redirect from {@code https} to {@code http} is followed
 */
public record Redirects(int maxCount, boolean isDowngradeAllowed) {
  /** At most 20, and none from {@code https} to {@code http}. */
  public static final Redirects DEFAULT = new Redirects(20, false);

  /**
   * @throws IllegalArgumentException if the count is negative
   */
  public Redirects {
    if (maxCount < 0) throw new IllegalArgumentException("less than no redirects: " + maxCount);
  }

  /** With another {@link #maxCount}. */
  public Redirects withMaxCount(int count) {
    return new Redirects(count, isDowngradeAllowed);
  }

  /**
   * Follows redirects from {@code https} to {@code http} too, so that what was encrypted before is
   * sent in clear.
   */
  public Redirects allowingDowngrade() {
    return new Redirects(maxCount, true);
  }

  /** The layer, for one call. */
  public Step newStep() {
    return newStep(UnaryOperator.identity());
  }

  /**
   * Like {@link #newStep()}.
   *
   * @param upgrade changes the http URL of a Location to https if its host is asked over TLS only,
   *     so that it does not count as a downgrade; leaves any other URL as it is
   */
  public Step newStep(UnaryOperator<HttpUrl> upgrade) {
    return new RedirectStep(this, upgrade);
  }
}
