package httpwire.download;

import httpwire.internal.syntax.Decimals;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a part of a file is the part of, as the small file next to it says.
 *
 * @param urlDigest the SHA-256 of the URL, which may have secrets, in hexadecimal digits
 * @param total how many bytes the file has in all; -1 if the server did not say so
 */
record PartState(String urlDigest, Validator validator, long total) {
  private static final String BEGIN = "httpwire-part 1";

  /** Tells that the text is whole. */
  private static final String END = ".";

  static String digestOf(String url) {
    return ByteString.encodeUtf8(url).sha256().hex();
  }

  String encoded() {
    return String.join("\n", BEGIN, urlDigest, validator.text(), Long.toString(total), END);
  }

  /** Null if {@code text} is not such a text as a whole. */
  static @Nullable PartState parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length != 5 || !lines[0].equals(BEGIN) || !lines[4].equals(END)) return null;
    long total = lines[3].equals("-1") ? -1 : Decimals.parseDecimal(lines[3]);
    if (total < 0 && !lines[3].equals("-1")) return null;
    return new PartState(lines[1], new Validator(lines[2]), total);
  }
}
