package httpwire.transport;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a PEM text between {@code -----BEGIN LABEL-----} and its END line.
 *
 * @param line where it begins, from 1
 * @param content without white space
 * @param hasEnd whether its END line is there, with the same label and before another BEGIN line
 */
record PemBlock(String label, int line, String content, boolean hasEnd) {
  private static final String BEGIN = "-----BEGIN ";
  private static final String END = "-----END ";
  private static final String DASHES = "-----";
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  static List<PemBlock> allIn(String text) {
    List<PemBlock> blocks = new ArrayList<>();
    String plain = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    String[] lines = plain.split("\\R", -1);
    for (int i = 0; i < lines.length; i++) {
      String label = label(lines[i], BEGIN);
      if (label != null) blocks.add(at(i, label, lines));
    }
    return blocks;
  }

  private static PemBlock at(int begin, String label, String[] lines) {
    StringBuilder content = new StringBuilder();
    for (int i = begin + 1; i < lines.length && label(lines[i], BEGIN) == null; i++) {
      String end = label(lines[i], END);
      if (end != null) return new PemBlock(label, begin + 1, content.toString(), end.equals(label));
      content.append(lines[i].strip());
    }
    return new PemBlock(label, begin + 1, content.toString(), false);
  }

  /** The label of such a line; null if it is another. */
  private static @Nullable String label(String line, String kind) {
    String plain = line.strip();
    int labelEnd = plain.length() - DASHES.length();
    boolean isOfKind = plain.startsWith(kind) && plain.endsWith(DASHES);
    return isOfKind && labelEnd >= kind.length() ? plain.substring(kind.length(), labelEnd) : null;
  }

  /** Also under the older labels that RFC 7468 §5.2 wants to be accepted. */
  boolean isCertificate() {
    return label.equals("CERTIFICATE")
        || label.equals("X509 CERTIFICATE")
        || label.equals("X.509 CERTIFICATE");
  }

  /** In OpenSSL's older form, with a header that says so (RFC 1421 §4.6.1.1). */
  boolean isEncryptedByHeader() {
    return content.startsWith("Proc-Type: 4,ENCRYPTED");
  }

  /**
   * @throws IllegalArgumentException if it is not Base64
   */
  byte[] decoded() {
    return Base64.getDecoder().decode(content);
  }

  /** Without the content, which may be a secret. */
  @Override
  public String toString() {
    return label + " in line " + line;
  }
}
