package httpwire.client.hsts;

import httpwire.internal.syntax.HostSyntax;
import java.time.Instant;
import java.util.Locale;

/**
 * A host that is asked over TLS only, RFC 6797 §5.2.
 *
 * @param host a name in US-ASCII and lower case, without a dot at its end; it is brought to this
 *     form
 * @param includesSubdomains whether this is so for all hosts below it too
 * @param expiry until when
 */
public record HstsEntry(String host, boolean includesSubdomains, Instant expiry) {
  /**
   * @throws IllegalArgumentException if the host is not a name: addresses cannot be such hosts (RFC
   *     6797 §8.1.1)
   */
  public HstsEntry {
    host = canonical(host);
    String fault = HostSyntax.fault(host);
    if (fault != null) throw new IllegalArgumentException(fault);
    if (HostSyntax.isAddress(host)) {
      throw new IllegalArgumentException("an IP address is never a known HSTS host: " + host);
    }
  }

  /** In lower case and without the dot of the root, which does not make another host of it. */
  static String canonical(String host) {
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return name.toLowerCase(Locale.ROOT);
  }
}
