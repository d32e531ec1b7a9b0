package httpwire.body.multipart;

import java.security.SecureRandom;

/** The boundary between parts, RFC 2046 §5.1.1. */
final class Boundary {
  private static final int MAX_CHARACTERS = 70;
  private static final int RANDOM_BYTES = 16;

  private static final String HEX = "0123456789abcdef";

  /** What may be in a boundary that need not be quoted: the characters that tokens have too. */
  private static final String UNQUOTED = "'+_-.";

  private static final String QUOTED = "(),/:=? ";

  private Boundary() {}

  /**
   * 128 random bits, from a generator that the author of a part cannot predict: the boundary occurs
   * in no part by chance, nor by anybody's intent.
   */
  static String random() {
    byte[] bytes = new byte[RANDOM_BYTES];
    new SecureRandom().nextBytes(bytes);
    StringBuilder boundary = new StringBuilder("httpwire-");
    for (byte b : bytes) boundary.append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
    return boundary.toString();
  }

  /**
   * @throws IllegalArgumentException if no sender may use it
   */
  static String requireGrammar(String boundary) {
    if (!hasGoodLength(boundary)) {
      throw new IllegalArgumentException(
          "a boundary has 1 to 70 characters (RFC 2046 5.1.1), got " + boundary.length());
    }
    for (int i = 0; i < boundary.length(); i++) {
      char c = boundary.charAt(i);
      if (isLetterOrDigit(c) || UNQUOTED.indexOf(c) >= 0 || QUOTED.indexOf(c) >= 0) continue;
      throw new IllegalArgumentException(
          "a boundary can't have the character at offset " + i + " (RFC 2046 5.1.1)");
    }
    if (boundary.endsWith(" ")) {
      throw new IllegalArgumentException("a boundary can't end with a space (RFC 2046 5.1.1)");
    }
    return boundary;
  }

  /** Whether a receiver takes it: servers use more characters than the grammar has. */
  static boolean isReadable(String boundary) {
    if (!hasGoodLength(boundary) || boundary.endsWith(" ")) return false;
    for (int i = 0; i < boundary.length(); i++) {
      if (boundary.charAt(i) < ' ' || boundary.charAt(i) > '~') return false;
    }
    return true;
  }

  private static boolean hasGoodLength(String boundary) {
    return !boundary.isEmpty() && boundary.length() <= MAX_CHARACTERS;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
}
