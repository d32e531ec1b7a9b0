package httpwire.client.redirect;

import httpwire.call.Step;

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

  /** With this number in place of 20. */
  public Redirects withMaxCount(int count) {
    return new Redirects(count, isDowngradeAllowed);
  }

  /** Follows redirects from {@code https} to {@code http} too: what was secret then is not. */
  public Redirects allowingDowngrade() {
    return new Redirects(maxCount, true);
  }

  /** The layer, for one call. */
  public Step newStep() {
    return new RedirectStep(this);
  }
}
