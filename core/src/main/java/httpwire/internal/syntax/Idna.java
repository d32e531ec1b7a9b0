package httpwire.internal.syntax;

import java.net.IDN;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Internationalized host names. The JDK supports IDNA 2003 only, and browsers follow UTS 46. A text
 * of which the two make different names is refused.
 */
final class Idna {
  /** Characters that IDNA 2003 drops or replaces, and UTS 46 keeps. */
  private static final String KEPT = "\u00df\u03c2\u1806\u200c\u200d";

  /** Characters that UTS 46 drops or replaces, and IDNA 2003 keeps or replaces otherwise. */
  private static final String REPLACED =
      "\u04c0\u115f\u1160\u17b4\u17b5\u2132\u2183\u3164\uffa0"
          + "\ud87e\udc68\ud87e\udc74\ud87e\udd1f\ud87e\udd5f\ud87e\uddbf";

  private Idna() {}

  /** Offset of the first character that makes different names under IDNA 2003 and UTS 46, or -1. */
  static int indexOfAmbiguous(String host) {
    int codePoint;
    for (int i = 0; i < host.length(); i += Character.charCount(codePoint)) {
      codePoint = host.codePointAt(i);
      if (KEPT.indexOf(codePoint) >= 0 || isReplaced(codePoint)) return i;
    }
    return -1;
  }

  /** Includes Georgian capitals, which had no small letters yet in IDNA 2003. */
  private static boolean isReplaced(int codePoint) {
    return REPLACED.indexOf(codePoint) >= 0 || (codePoint >= 0x10A0 && codePoint <= 0x10C5);
  }

  /** The name in A-labels, or null if it is not an internationalized name. */
  static @Nullable String toAscii(String host) {
    try {
      return IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES);
    } catch (RuntimeException notAName) {
      // Newer JDKs throw a RuntimeException itself, not a subclass, if the name is too long.
      return null;
    }
  }

  /**
   * Whether an A-label is valid: it decodes to a text that is not ASCII and that is encoded as this
   * A-label again. Characters that are newer than the JDK's tables are allowed.
   *
   * @param encoded the A-label without its prefix
   */
  static boolean isALabel(String encoded) {
    String text = Punycode.decode(encoded.toLowerCase(Locale.ROOT));
    if (text == null) return false;
    StringBuilder known = new StringBuilder();
    boolean isAscii = true;
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      isAscii &= codePoint < 128;
      if (isReplaced(codePoint)) return false;
      if (KEPT.indexOf(codePoint) < 0) known.appendCodePoint(codePoint);
    }
    return !isAscii && isStable(known.toString());
  }

  /** Whether IDNA 2003 leaves a text as it is. */
  private static boolean isStable(String text) {
    try {
      int flags = IDN.ALLOW_UNASSIGNED | IDN.USE_STD3_ASCII_RULES;
      return IDN.toUnicode(IDN.toASCII(text, flags), flags).equals(text);
    } catch (IllegalArgumentException notALabel) {
      return false;
    }
  }
}
