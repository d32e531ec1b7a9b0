package httpwire.internal.syntax;

/**
 * Parses 1*DIGIT and 1*HEXDIG strictly into a {@code long}: no sign, no space, no prefix, no
 * overflow. The parsers of the JDK are too lenient for framing: they accept {@code +5}.
 */
public final class Decimals {
  /** The result for text that is not such a number, or is too large for a {@code long}. */
  public static final long INVALID = -1L;

  private static final int MAX_DECIMAL_DIGITS = 19;
  private static final int MAX_HEX_DIGITS = 16;

  private Decimals() {}

  /** The value of {@code text} as 1*DIGIT (RFC 9110 §8.6), or {@link #INVALID}. */
  public static long parseDecimal(String text) {
    int start = 0;
    while (start < text.length() - 1 && text.charAt(start) == '0') start++;
    if (text.isEmpty() || text.length() - start > MAX_DECIMAL_DIGITS) return INVALID;
    long value = 0;
    for (int i = start; i < text.length(); i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) return INVALID;
      value = value * 10 + digit;
      if (value < 0) return INVALID;
    }
    return value;
  }

  /** The value of {@code text[from, to)} as 1*HEXDIG (RFC 9112 §7.1), or {@link #INVALID}. */
  public static long parseHex(byte[] text, int from, int to) {
    int start = skipZeros(text, from, to);
    if (to <= from || to - start > MAX_HEX_DIGITS) return INVALID;
    long value = 0;
    for (int i = start; i < to; i++) {
      int digit = Characters.hexDigit(text[i]);
      if (digit < 0) return INVALID;
      value = value << 4 | digit;
    }
    return value < 0 ? INVALID : value;
  }

  /** Any number of leading zeros is legal, so they do not count as digits. */
  private static int skipZeros(byte[] text, int from, int to) {
    int i = from;
    while (i < to - 1 && text[i] == '0') i++;
    return i;
  }
}
