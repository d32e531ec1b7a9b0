package httpwire.auth;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A user's name and secret, for whoever asks for them: a proxy. Immutable. Neither its text nor a
 * message of an exception shows the secret.
 */
public final class Credentials {
  private final String user;
  private final String secret;

  private Credentials(String user, String secret) {
    this.user = user;
    this.secret = secret;
  }

  /**
   * For the Basic scheme, RFC 7617, and for SOCKS.
   *
   * @param user without a colon, which ends it in the Basic scheme
   * @throws IllegalArgumentException if {@code user} has a colon, or either a control character
   */
  public static Credentials basic(String user, String secret) {
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a user name can't contain ':' (RFC 7617 2)");
    }
    requireNoControl("user name", user);
    requireNoControl("secret", secret);
    return new Credentials(user, secret);
  }

  private static void requireNoControl(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isISOControl(text.charAt(i))) continue;
      // Not which one, nor where: it may be a part of the secret.
      throw new IllegalArgumentException("the " + what + " has a control character (RFC 7617 2)");
    }
  }

  public String getUser() {
    return user;
  }

  public String getSecret() {
    return secret;
  }

  /** The value of Authorization or Proxy-Authorization; the text is encoded in UTF-8. */
  public String basicHeader() {
    byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Credentials that
        && that.user.equals(user)
        && that.secret.equals(secret);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, secret);
  }

  /** The user's name without the secret. */
  @Override
  public String toString() {
    return "credentials of " + user;
  }
}
