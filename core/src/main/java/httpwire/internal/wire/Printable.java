package httpwire.internal.wire;

import httpwire.internal.syntax.Characters;

/** Makes a peer's bytes safe and short enough for an error message. */
public final class Printable {
  private static final int MAX_CHARACTERS = 64;

  private Printable() {}

  /** The first 64 characters, with everything that is not visible escaped. */
  public static String of(String text) {
    StringBuilder printable = new StringBuilder();
    for (int i = 0; i < text.length() && i < MAX_CHARACTERS; i++) {
      char c = text.charAt(i);
      if (c == '\r') printable.append("\\r");
      else if (c == '\n') printable.append("\\n");
      else if (c == '\t') printable.append("\\t");
      else if (c == ' ' || Characters.isVisible(c)) printable.append(c);
      else printable.append(String.format("\\x%02x", (int) c));
    }
    return text.length() <= MAX_CHARACTERS ? printable.toString() : printable + "…";
  }
}
