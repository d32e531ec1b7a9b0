package httpwire.internal.syntax;

/** The character classes of RFC 9110 §5.6.2 and RFC 3986 §3.2.2, as lookups. */
public final class Characters {
  /** RFC 9110 §5.6.2: tchar. */
  private static final boolean[] TOKEN = letterOrDigitAnd("!#$%&'*+-.^_`|~");

  /** RFC 3986 §3.2.2: reg-name without percent-encoding, because that could hide another host. */
  private static final boolean[] REG_NAME = letterOrDigitAnd("-._~!$&'()*+,;=");

  /** RFC 3986 §2.3: characters that never need percent-encoding. */
  private static final boolean[] UNRESERVED = letterOrDigitAnd("-._~");

  private Characters() {}

  /** Whether {@code c} can be in a token: a method, a field name, a transfer coding. */
  public static boolean isToken(int c) {
    return c >= 0 && c < 128 && TOKEN[c];
  }

  /** Whether {@code b}, a character in ISO-8859-1, can be in a token. */
  public static boolean isTokenByte(byte b) {
    return TOKEN[b & 0xFF];
  }

  /** Whether {@code c} can be in a registered name without percent-encoding. */
  public static boolean isRegName(int c) {
    return c >= 0 && c < 128 && REG_NAME[c];
  }

  /** Whether {@code c} is a letter, a digit or one of {@code -._~}: RFC 3986 §2.3. */
  public static boolean isUnreserved(int c) {
    return c >= 0 && c < 128 && UNRESERVED[c];
  }

  /** The value of a hexadecimal digit in either case, or -1. */
  public static int hexDigit(int c) {
    if (c >= '0' && c <= '9') return c - '0';
    int lower = lowerCase(c);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /** Whether {@code c} is visible US-ASCII, RFC 5234's VCHAR. */
  public static boolean isVisible(int c) {
    return c > ' ' && c < 127;
  }

  /** Whether {@code c} is optional white space inside a line: SP or HTAB. */
  public static boolean isBlank(int c) {
    return c == ' ' || c == '\t';
  }

  /** {@code c} in lower case if it is a capital letter of US-ASCII, else {@code c}. */
  public static int lowerCase(int c) {
    return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
  }

  private static boolean[] letterOrDigitAnd(String others) {
    boolean[] table = new boolean[256];
    for (int c = 0; c < 128; c++) {
      table[c] =
          (c >= '0' && c <= '9')
              || (c >= 'A' && c <= 'Z')
              || (c >= 'a' && c <= 'z')
              || others.indexOf(c) >= 0;
    }
    return table;
  }
}
