package httpwire.internal.syntax;

import org.jspecify.annotations.Nullable;

/**
 * What a host may be: a registered name that DNS can hold, an IPv4 address or an IPv6 address, RFC
 * 3986 §3.2.2. A text that two programs could read as two different hosts is refused:
 * percent-encoding, and a host that resolvers take for a number but is not an IPv4 address in
 * strict form.
 */
public final class HostSyntax {
  /** RFC 1035 §2.3.4: 255 octets less the length octets of the first label and of the root. */
  private static final int MAX_NAME_LENGTH = 253;

  private static final int MAX_LABEL_LENGTH = 63;

  /** RFC 5890 §2.3.2.1. */
  private static final String A_LABEL_PREFIX = "xn--";

  private HostSyntax() {}

  /** Whether a valid host is an IPv4 or IPv6 address and not a name. */
  public static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || IpAddresses.isIpv4(host);
  }

  /**
   * What is wrong with a host that is not US-ASCII, or null. Checked before it is converted: a
   * character that makes one name under IDNA 2003 and another under UTS 46 is refused.
   */
  public static @Nullable String unicodeFault(String host) {
    int bad = isAscii(host) ? -1 : Idna.indexOfAmbiguous(host);
    if (bad < 0) return null;
    return String.format(
        "the host can't contain U+%04X (offset %d), which means different names to different"
            + " programs: write the label as an A-label (xn--...)",
        host.codePointAt(bad), bad);
  }

  /**
   * The host in US-ASCII, its labels as A-labels, or null if it is not a valid internationalized
   * name.
   */
  public static @Nullable String toAscii(String host) {
    return isAscii(host) ? host : Idna.toAscii(host);
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 127) return false;
    }
    return true;
  }

  /**
   * What is wrong with a host in US-ASCII, for an error message, or null.
   *
   * @param host an IPv6 address comes without brackets, its zone after {@code %}
   */
  public static @Nullable String fault(String host) {
    if (host.isEmpty()) return "the host is empty";
    if (host.indexOf(':') >= 0) {
      return isIpv6(host) ? null : "the host has a ':' but is not an IPv6 address";
    }
    int bad = Syntax.checkRegName(host);
    if (bad != Syntax.OK) {
      return "the host can't contain " + Syntax.describe(host.charAt(bad)) + " at offset " + bad;
    }
    if (IpAddresses.isIpv4(host)) return null;
    return nameFault(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
  }

  private static boolean isIpv6(String host) {
    int zone = host.indexOf('%');
    if (zone < 0) return IpAddresses.isIpv6(host);
    return IpAddresses.isIpv6(host.substring(0, zone))
        && Syntax.checkRegName(host.substring(zone + 1)) == Syntax.OK;
  }

  /** What is wrong with a name that comes without the dot of the root, or null. */
  private static @Nullable String nameFault(String name) {
    if (name.length() > MAX_NAME_LENGTH) {
      return "the host is longer than the " + MAX_NAME_LENGTH + " characters of a DNS name";
    }
    int end;
    for (int from = 0; from <= name.length(); from = end + 1) {
      int dot = name.indexOf('.', from);
      end = dot < 0 ? name.length() : dot;
      String fault = labelFault(name.substring(from, end), from);
      if (fault != null) return fault;
    }
    if (!isNumber(name.substring(name.lastIndexOf('.') + 1))) return null;
    return "a host that ends in a number must be an IPv4 address:"
        + " four numbers from 0 to 255 without leading zeros";
  }

  private static @Nullable String labelFault(String label, int offset) {
    if (label.isEmpty()) return "the host has an empty label at offset " + offset;
    if (label.length() > MAX_LABEL_LENGTH) {
      return "the host has a label of more than "
          + MAX_LABEL_LENGTH
          + " characters at offset "
          + offset;
    }
    if (!label.regionMatches(true, 0, A_LABEL_PREFIX, 0, A_LABEL_PREFIX.length())) return null;
    if (Idna.isALabel(label.substring(A_LABEL_PREFIX.length()))) return null;
    return "the host's label at offset "
        + offset
        + " begins with xn-- but is not an A-label (RFC 5890 section 2.3.2.1)";
  }

  /** Whether resolvers may take a label for a number: digits, or hexadecimal digits after 0x. */
  private static boolean isNumber(String label) {
    boolean isHex = label.regionMatches(true, 0, "0x", 0, 2);
    for (int i = isHex ? 2 : 0; i < label.length(); i++) {
      char c = label.charAt(i);
      if (isHex ? Characters.hexDigit(c) < 0 : c < '0' || c > '9') return false;
    }
    return true;
  }
}
