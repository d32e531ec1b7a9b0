package httpwire.auth;

import httpwire.HttpException.InvalidUrl;
import httpwire.HttpUrl;
import httpwire.Origin;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a server or a proxy is told about who asks: a user's name and secret, or a token. Immutable.
 * Neither its text nor a message of an exception shows the secret.
 *
 * <p>A client gives credentials to one origin only: that of {@link #forOrigin}, or else that of its
 * base URL.
 */
public final class Credentials {
  /** How the secret is sent, RFC 9110 §11.1. */
  public enum Scheme {
    /** The secret itself, RFC 7617. */
    BASIC,
    /** A hash of the secret and of what the server sent for that, RFC 7616. */
    DIGEST,
    /** A token, RFC 6750. */
    BEARER
  }

  private final Scheme scheme;
  private final String user;
  private final String secret;
  private final @Nullable Supplier<String> token;
  private final @Nullable Origin origin;

  private Credentials(
      Scheme scheme,
      String user,
      String secret,
      @Nullable Supplier<String> token,
      @Nullable Origin origin) {
    this.scheme = scheme;
    this.user = user;
    this.secret = secret;
    this.token = token;
    this.origin = origin;
  }

  /**
   * Credentials for the Basic scheme, RFC 7617, and for SOCKS. A client sends them without being
   * asked.
   *
   * @param user without a colon, which ends it in the Basic scheme
   * @throws IllegalArgumentException if {@code user} has a colon, or either text has a control
   *     character
   */
  public static Credentials basic(String user, String secret) {
    return of(Scheme.BASIC, user, secret);
  }

  /**
   * Credentials for the Digest scheme, RFC 7616: the secret itself is never sent. A client sends
   * them once the server has asked, and from then on with each request.
   *
   * @param user without a colon, which ends it in what is hashed
   * @throws IllegalArgumentException if {@code user} has a colon, or either text has a control
   *     character
   */
  public static Credentials digest(String user, String secret) {
    return of(Scheme.DIGEST, user, secret);
  }

  /**
   * Credentials for the Bearer scheme, RFC 6750: the token goes with each request. It is taken from
   * {@code token} for each of them, in the thread of the call, and taken once more if the server
   * refuses it: if it is another one then, the request is sent again.
   */
  public static Credentials bearer(Supplier<String> token) {
    return new Credentials(Scheme.BEARER, "", "", token, null);
  }

  private static Credentials of(Scheme scheme, String user, String secret) {
    if (user.indexOf(':') >= 0) {
      throw new IllegalArgumentException("a user name can't contain ':' (RFC 7617 2)");
    }
    requireNoControl("user name", user);
    requireNoControl("secret", secret);
    return new Credentials(scheme, user, secret, null, null);
  }

  private static void requireNoControl(String what, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!Character.isISOControl(text.charAt(i))) continue;
      // Not which one, nor where: it may be a part of the secret.
      throw new IllegalArgumentException("the " + what + " has a control character (RFC 7617 2)");
    }
  }

  /**
   * These credentials for the origin of {@code url}, and for no other.
   *
   * @param url absolute; its path is ignored
   * @throws InvalidUrl if it is not an absolute http or https URL
   */
  public Credentials forOrigin(String url) throws InvalidUrl {
    return new Credentials(scheme, user, secret, token, HttpUrl.parse(url).origin());
  }

  /** How the secret is sent. */
  public Scheme getScheme() {
    return scheme;
  }

  /** The user's name; empty for a token. */
  public String getUser() {
    return user;
  }

  /** The user's secret; empty for a token. */
  public String getSecret() {
    return secret;
  }

  /** The origin that they are for; null if that was not said. */
  public @Nullable Origin getOrigin() {
    return origin;
  }

  /** The value of Authorization or Proxy-Authorization; the text is encoded in UTF-8. */
  public String basicHeader() {
    byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(pair);
  }

  /**
   * The value of Authorization or Proxy-Authorization that needs no challenge: the user and secret
   * of Basic, or a token that is taken now. Null for Digest.
   *
   * @throws IllegalArgumentException if the token cannot be a field's value
   */
  public @Nullable String unaskedHeader() {
    if (scheme == Scheme.BASIC) return basicHeader();
    if (token == null) return null;
    String value = token.get();
    if (!value.isEmpty() && isToken68(value)) return "Bearer " + value;
    throw new IllegalArgumentException(
        "the token has a character that no token has (RFC 6750 2.1)");
  }

  private static boolean isToken68(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isAlphanumeric =
          (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!isAlphanumeric && "-._~+/=".indexOf(c) < 0) return false;
    }
    return true;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Credentials that
        && that.scheme == scheme
        && that.user.equals(user)
        && that.secret.equals(secret)
        && Objects.equals(that.token, token)
        && Objects.equals(that.origin, origin);
  }

  @Override
  public int hashCode() {
    return Objects.hash(scheme, user, secret, token, origin);
  }

  /** The user's name without the secret. */
  @Override
  public String toString() {
    String whose = token == null ? "credentials of " + user : "a token";
    return origin == null ? whose : whose + " for " + origin;
  }
}
