package httpwire.client.proxy;

import httpwire.Origin;
import httpwire.internal.syntax.Decimals;
import httpwire.internal.syntax.HostSyntax;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code no_proxy}: a name with its subdomains, or a block of IP addresses. Immutable.
 */
final class DirectHost {
  private static final int ANY_PORT = -1;

  /** In lower case, without a dot at either end; empty for addresses. */
  private final String name;

  private final @Nullable AddressBlock block;
  private final int port;

  private DirectHost(String name, @Nullable AddressBlock block, int port) {
    this.name = name;
    this.block = block;
    this.port = port;
  }

  /** Null for an entry that no host can match. */
  static @Nullable DirectHost parse(String entry) {
    int end = endOfHost(entry);
    boolean isBracketed = entry.startsWith("[") && entry.charAt(end - 1) == ']';
    String host = isBracketed ? entry.substring(1, end - 1) : entry.substring(0, end);
    String rest = entry.substring(end);
    if (!HostSyntax.isAddress(host)) return isBracketed ? null : name(host, rest);
    if (rest.startsWith("/")) return block(AddressBlock.parse(host, rest.substring(1)), ANY_PORT);
    int port = port(rest);
    return port == 0 ? null : block(AddressBlock.of(host), port);
  }

  /** An IPv6 address needs no brackets, if it has no port. */
  private static int endOfHost(String entry) {
    int bracket = entry.startsWith("[") ? entry.indexOf(']') : -1;
    if (bracket > 0) return bracket + 1;
    int slash = entry.indexOf('/');
    int colon = entry.indexOf(':');
    boolean isIpv6 = colon >= 0 && entry.indexOf(':', colon + 1) >= 0;
    if (slash >= 0 || isIpv6) return slash < 0 ? entry.length() : slash;
    return colon < 0 ? entry.length() : colon;
  }

  private static @Nullable DirectHost block(@Nullable AddressBlock block, int port) {
    return block == null ? null : new DirectHost("", block, port);
  }

  private static @Nullable DirectHost name(String host, String rest) {
    String name = host.startsWith("*.") ? host.substring(2) : host;
    if (name.startsWith(".")) name = name.substring(1);
    String ascii = HostSyntax.unicodeFault(name) == null ? HostSyntax.toAscii(name) : null;
    int port = port(rest);
    if (ascii == null || HostSyntax.fault(ascii) != null || port == 0) return null;
    return new DirectHost(canonical(ascii), null, port);
  }

  /** {@link #ANY_PORT} if there is none, 0 if it is not a port number. */
  private static int port(String rest) {
    if (rest.isEmpty()) return ANY_PORT;
    long port = rest.startsWith(":") ? Decimals.parseDecimal(rest.substring(1)) : 0;
    return port < 1 || port > 65_535 ? 0 : (int) port;
  }

  private static String canonical(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  boolean matches(Origin origin) {
    if (port != ANY_PORT && port != origin.port()) return false;
    if (origin.isAddress()) return block != null && block.contains(origin.host());
    if (block != null) return false;
    String host = canonical(origin.host());
    return host.equals(name) || host.endsWith("." + name);
  }
}
