package httpwire.internal.syntax;

import org.jspecify.annotations.Nullable;

/**
 * Decodes Punycode, RFC 3492 §6.2. {@link java.net.IDN} decodes it too, but returns its argument
 * unchanged if it is not Punycode or has characters that IDNA 2003 does not allow.
 */
final class Punycode {
  private static final int INVALID = -1;
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;
  private static final int FIRST_CODE_POINT = 0x80;

  private final String encoded;
  private final StringBuilder decoded;
  private int position;
  private int bias = INITIAL_BIAS;

  private Punycode(String encoded) {
    int delimiter = Math.max(0, encoded.lastIndexOf('-'));
    this.encoded = encoded;
    this.decoded = new StringBuilder(encoded.substring(0, delimiter));
    this.position = delimiter == 0 ? 0 : delimiter + 1;
  }

  /** Decodes Punycode without the prefix of an A-label; null if it is not valid. */
  static @Nullable String decode(String encoded) {
    return new Punycode(encoded).decode();
  }

  /**
   * Each number is a distance: through all places where a code point can be inserted, then on to
   * the next code point.
   */
  private @Nullable String decode() {
    int codePoint = FIRST_CODE_POINT;
    int place = 0;
    int count = decoded.length();
    while (position < encoded.length()) {
      long delta = readNumber();
      if (delta == INVALID) return null;
      count++;
      bias = adaptedBias(delta, count, place == 0);
      long distance = place + delta;
      if (distance / count > Character.MAX_CODE_POINT - codePoint) return null;
      codePoint += (int) (distance / count);
      place = (int) (distance % count);
      if (Character.getType(codePoint) == Character.SURROGATE) return null;
      decoded.insert(decoded.offsetByCodePoints(0, place), Character.toString(codePoint));
      place++;
    }
    return decoded.toString();
  }

  /** A generalized variable-length integer (§3.3), or {@link #INVALID}. */
  private long readNumber() {
    long number = 0;
    long weight = 1;
    for (int k = BASE; position < encoded.length(); k += BASE) {
      int digit = digit(encoded.charAt(position++));
      number += digit * weight;
      if (digit < 0) return INVALID;
      int threshold = Math.max(T_MIN, Math.min(T_MAX, k - bias));
      if (digit < threshold) return number;
      weight *= BASE - threshold;
      if (weight > Integer.MAX_VALUE) return INVALID;
    }
    return INVALID;
  }

  private static int digit(char c) {
    int lower = Characters.lowerCase(c);
    if (lower >= 'a' && lower <= 'z') return lower - 'a';
    return c >= '0' && c <= '9' ? c - '0' + 26 : INVALID;
  }

  /** Bias adaptation, §6.1. */
  private static int adaptedBias(long delta, int count, boolean isFirst) {
    long rest = isFirst ? delta / DAMP : delta / 2;
    rest += rest / count;
    int k = 0;
    for (; rest > (BASE - T_MIN) * T_MAX / 2; k += BASE) rest /= BASE - T_MIN;
    return (int) (k + (BASE - T_MIN + 1) * rest / (rest + SKEW));
  }
}
