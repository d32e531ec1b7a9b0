package httpwire.client.cookies;

import httpwire.HttpUrl;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A cookie as it is stored, RFC 6265bis §5.7. Its text is of ISO-8859-1 characters, one for each
 * byte that came, and has neither {@code ;} nor control characters except tabs, so that no cookie
 * can end the field that it is sent in. Immutable.
 */
public final class Cookie {
  /** When other sites may cause the cookie to be sent. Kept without effect: see docs/cookies.md. */
  public enum SameSite {
    /** The server did not say. */
    DEFAULT,
    NONE,
    LAX,
    STRICT
  }

  private final String name;
  private final String value;
  private final String domain;
  private final String path;
  private final @Nullable Instant expiry;
  private final boolean isHostOnly;
  private final boolean isSecure;
  private final boolean isHttpOnly;
  private final SameSite sameSite;
  private final Instant created;
  private final Instant lastAccess;

  private Cookie(Builder builder) {
    this.name = builder.name;
    this.value = builder.value;
    this.domain = builder.domain;
    this.path = builder.path;
    this.expiry = builder.expiry;
    this.isHostOnly = builder.isHostOnly;
    this.isSecure = builder.isSecure;
    this.isHttpOnly = builder.isHttpOnly;
    this.sameSite = builder.sameSite;
    this.created = builder.created;
    this.lastAccess = builder.lastAccess;
  }

  /**
   * Reads the value of one Set-Cookie field as if it had come with a response from {@code url} now,
   * with the {@link PublicSuffixes#installed installed} public suffixes.
   *
   * @return null if a jar ignores it, whatever is in the jar: RFC 6265bis §5.6 and §5.7
   */
  public static @Nullable Cookie parse(HttpUrl url, String setCookie) {
    return ReceivedCookie.of(url, setCookie, PublicSuffixes.installed(), Instant.now());
  }

  /** A builder for a cookie of this name, which may be empty, and value. */
  public static Builder builder(String name, String value) {
    return new Builder(name, value);
  }

  /** The value of the Cookie field with these cookies, in their order: RFC 6265bis §5.8.3. */
  static String field(List<Cookie> cookies) {
    StringBuilder field = new StringBuilder();
    for (Cookie cookie : cookies) {
      if (field.length() > 0) field.append("; ");
      if (!cookie.name.isEmpty()) field.append(cookie.name).append('=');
      field.append(cookie.value);
    }
    return field.toString();
  }

  /** Empty for a cookie without a name. */
  public String getName() {
    return name;
  }

  public String getValue() {
    return value;
  }

  /** The host that the cookie is for, with its subdomains unless {@link #isHostOnly}. */
  public String getDomain() {
    return domain;
  }

  /** The path that the cookie is for, with all below it. */
  public String getPath() {
    return path;
  }

  /** When the cookie stops being sent; null if it is for the session only. */
  public @Nullable Instant getExpiry() {
    return expiry;
  }

  /** Whether the cookie outlives the session. */
  public boolean isPersistent() {
    return expiry != null;
  }

  /** Whether the cookie is for the host {@link #getDomain} alone, and not for its subdomains. */
  public boolean isHostOnly() {
    return isHostOnly;
  }

  /** Whether the cookie is sent over secure connections only. */
  public boolean isSecure() {
    return isSecure;
  }

  /** Whether scripts must not see the cookie. */
  public boolean isHttpOnly() {
    return isHttpOnly;
  }

  public SameSite getSameSite() {
    return sameSite;
  }

  /** When a cookie of this name, domain and path was first stored. */
  public Instant getCreated() {
    return created;
  }

  /** When the cookie was last sent or set. */
  public Instant getLastAccess() {
    return lastAccess;
  }

  /** Whether the cookie's expiry is in the past at {@code now}. */
  boolean isExpired(Instant now) {
    return expiry != null && expiry.isBefore(now);
  }

  /** A builder that starts with everything this cookie has. */
  public Builder newBuilder() {
    return new Builder(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cookie that
        && that.name.equals(name)
        && that.value.equals(value)
        && that.domain.equals(domain)
        && that.path.equals(path)
        && Objects.equals(that.expiry, expiry)
        && that.isHostOnly == isHostOnly
        && that.isSecure == isSecure
        && that.isHttpOnly == isHttpOnly
        && that.sameSite == sameSite
        && that.created.equals(created)
        && that.lastAccess.equals(lastAccess);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, value, domain, path, isHostOnly);
  }

  /** Name, domain and path, without the value, which is a secret. */
  @Override
  public String toString() {
    return "cookie '" + name + "' of " + (isHostOnly ? "" : "*.") + domain + path;
  }

  /** Collects the parts of a cookie. Not safe for use by several threads. */
  public static final class Builder {
    private final String name;
    private String value;
    private String domain = "";
    private String path = "/";
    private @Nullable Instant expiry;
    private boolean isHostOnly;
    private boolean isSecure;
    private boolean isHttpOnly;
    private SameSite sameSite = SameSite.DEFAULT;
    private Instant created;
    private Instant lastAccess;

    private Builder(String name, String value) {
      this.name = name;
      this.value = value;
      this.created = Instant.now();
      this.lastAccess = created;
    }

    private Builder(Cookie cookie) {
      this.name = cookie.name;
      this.value = cookie.value;
      this.domain = cookie.domain;
      this.path = cookie.path;
      this.expiry = cookie.expiry;
      this.isHostOnly = cookie.isHostOnly;
      this.isSecure = cookie.isSecure;
      this.isHttpOnly = cookie.isHttpOnly;
      this.sameSite = cookie.sameSite;
      this.created = cookie.created;
      this.lastAccess = cookie.lastAccess;
    }

    /** Replaces the value. */
    public Builder value(String value) {
      this.value = value;
      return this;
    }

    /** For this host and its subdomains; a dot at its beginning is left out. */
    public Builder domain(String domain) {
      this.domain = lowerCase(domain.startsWith(".") ? domain.substring(1) : domain);
      this.isHostOnly = false;
      return this;
    }

    /** For this host alone. */
    public Builder host(String host) {
      this.domain = lowerCase(host);
      this.isHostOnly = true;
      return this;
    }

    /** For this path and all below it; {@code /} if it is not said. */
    public Builder path(String path) {
      this.path = path;
      return this;
    }

    /** Until this moment; null for the session only. */
    public Builder expiry(@Nullable Instant expiry) {
      this.expiry = expiry;
      return this;
    }

    /** Whether it is for secure connections only. */
    public Builder secure(boolean isSecure) {
      this.isSecure = isSecure;
      return this;
    }

    /** Whether scripts must not see it. */
    public Builder httpOnly(boolean isHttpOnly) {
      this.isHttpOnly = isHttpOnly;
      return this;
    }

    public Builder sameSite(SameSite sameSite) {
      this.sameSite = sameSite;
      return this;
    }

    /** When it was first stored; now if it is not said. */
    public Builder created(Instant created) {
      this.created = created;
      return this;
    }

    /** When it was last sent or set; now if it is not said. */
    public Builder lastAccess(Instant lastAccess) {
      this.lastAccess = lastAccess;
      return this;
    }

    /**
     * The cookie.
     *
     * @throws IllegalArgumentException if name and value are empty, have more than 4096 characters
     *     together, begin or end with a blank, or have a {@code ;} or another character that is not
     *     sent; if there is no host or domain; if the path does not begin with a slash; or if the
     *     cookie's prefix or SameSite demands what it does not have
     */
    public Cookie build() {
      Cookie cookie = new Cookie(this);
      String fault = CookieRules.fault(cookie);
      if (fault != null) throw new IllegalArgumentException(fault);
      return cookie;
    }

    /** Null in place of an exception. */
    @Nullable Cookie buildOrNull() {
      Cookie cookie = new Cookie(this);
      return CookieRules.fault(cookie) == null ? cookie : null;
    }

    private static String lowerCase(String text) {
      return text.toLowerCase(Locale.ROOT);
    }
  }
}
