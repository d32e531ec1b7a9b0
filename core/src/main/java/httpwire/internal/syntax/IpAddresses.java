package httpwire.internal.syntax;

/** IP addresses as text, in the strict forms of RFC 3986 §3.2.2. Resolves nothing. */
public final class IpAddresses {
  private static final int IPV6_GROUPS = 8;

  private IpAddresses() {}

  /** Whether {@code text} is four numbers from 0 to 255 without leading zeros: IPv4address. */
  public static boolean isIpv4(String text) {
    int from = 0;
    for (int octet = 1; octet < 4; octet++) {
      int dot = text.indexOf('.', from);
      if (dot < 0 || !isOctet(text, from, dot)) return false;
      from = dot + 1;
    }
    return isOctet(text, from, text.length());
  }

  private static boolean isOctet(String text, int from, int to) {
    if (to == from || to - from > 3) return false;
    if (text.charAt(from) == '0') return to - from == 1;
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) return false;
      value = value * 10 + digit;
    }
    return value <= 255;
  }

  /** Whether {@code text} is IPv6address, without brackets and without a zone. */
  public static boolean isIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) return groups(text, 0, text.length(), true) == IPV6_GROUPS;
    int before = groups(text, 0, gap, false);
    int after = groups(text, gap + 2, text.length(), true);
    // The gap stands for at least one group.
    return before >= 0 && after >= 0 && before + after < IPV6_GROUPS;
  }

  /** How many 16-bit groups {@code text[from, to)} has, -1 if it is not a list of groups. */
  private static int groups(String text, int from, int to, boolean isAtEnd) {
    int count = 0;
    int start = from;
    while (start < to) {
      int colon = text.indexOf(':', start);
      int end = colon < 0 || colon > to ? to : colon;
      if (end == to && isAtEnd && isIpv4(text.substring(start, to))) return count + 2;
      if (!isGroup(text, start, end) || end == to - 1) return -1;
      count++;
      start = end + 1;
    }
    return count;
  }

  private static boolean isGroup(String text, int from, int to) {
    if (to == from || to - from > 4) return false;
    for (int i = from; i < to; i++) {
      if (Characters.hexDigit(text.charAt(i)) < 0) return false;
    }
    return true;
  }
}
