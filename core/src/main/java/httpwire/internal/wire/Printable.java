package httpwire.internal.wire;

import httpwire.internal.syntax.Characters;
import httpwire.internal.syntax.Secrets;

/** Makes a peer's bytes safe and short enough for an error message. */
public final class Printable {
  private static final int MAX_CHARACTERS = 64;
  private static final char HIDING = Secrets.HIDDEN.charAt(0);

  private Printable() {}

  /** The first 64 characters, with everything that is not visible escaped. */
  public static String of(String text) {
    return of(text, MAX_CHARACTERS);
  }

  /** Like {@link #of(String)}, with the first {@code maxCharacters}. */
  public static String of(String text, int maxCharacters) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < text.length() && i < maxCharacters; i++) {
      char c = text.charAt(i);
      if (c == '\r') printable.append("\\r");
      else if (c == '\n') printable.append("\\n");
      else if (c == '\t') printable.append("\\t");
      else if (c == ' ' || c == HIDING || Characters.isVisible(c)) printable.append(c);
      else printable.append(String.format("\\x%02x", (int) c));
    }
    return text.length() <= maxCharacters ? printable.toString() : printable + "…";
  }
}
