package httpwire.client.redirect;

/** What servers put into Location, made into a URL reference as browsers do. */
final class Location {
  private static final String HEX = "0123456789ABCDEF";

  private Location() {}

  /**
   * Without blanks at its ends, and with every byte percent-encoded that no URL has: controls, SP,
   * and what is not US-ASCII, which came as one character for each byte.
   */
  static String encoded(String value) {
    String text = value.strip();
    StringBuilder encoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c > ' ' && c < 127 && "\"<>\\^`{|}".indexOf(c) < 0) encoded.append(c);
      else encoded.append('%').append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
    }
    return encoded.toString();
  }
}
