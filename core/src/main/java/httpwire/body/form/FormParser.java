package httpwire.body.form;

import httpwire.internal.syntax.Characters;
import httpwire.internal.syntax.Utf8;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okio.ByteString;

/**
 * The application/x-www-form-urlencoded parser, WHATWG URL standard §5.1. Takes any bytes, and
 * looks at each a fixed number of times.
 */
final class FormParser {
  private final byte[] encoded;
  private final int maxFields;
  private int position;

  FormParser(ByteString encoded, int maxFields) {
    this.encoded = encoded.toByteArray();
    this.maxFields = maxFields;
  }

  /** The first fields, as many as allowed. */
  List<Map.Entry<String, String>> fields() {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    while (fields.size() < maxFields && hasMore()) {
      int end = indexOf('&', position, encoded.length);
      fields.add(field(position, end));
      position = end;
    }
    return fields;
  }

  /** Whether a field begins at the position, or after the ampersands there: none is empty. */
  boolean hasMore() {
    while (position < encoded.length && encoded[position] == '&') position++;
    return position < encoded.length;
  }

  private Map.Entry<String, String> field(int from, int to) {
    int equals = indexOf('=', from, to);
    String value = equals == to ? "" : decoded(equals + 1, to);
    return new SimpleImmutableEntry<>(decoded(from, equals), value);
  }

  /** The first such byte, or {@code to} if there is none. */
  private int indexOf(char wanted, int from, int to) {
    int i = from;
    while (i < to && encoded[i] != wanted) i++;
    return i;
  }

  /** Percent-decoded, §1.3, then as UTF-8 without a look for a byte order mark. */
  private String decoded(int from, int to) {
    byte[] bytes = new byte[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      byte b = encoded[i];
      if (b == '%' && isHex(i + 1, to) && isHex(i + 2, to)) {
        b = (byte) (Characters.hexDigit(encoded[i + 1]) << 4 | Characters.hexDigit(encoded[i + 2]));
        i += 2;
      } else if (b == '+') {
        b = ' ';
      }
      bytes[count++] = b;
    }
    return Utf8.decode(bytes, count);
  }

  private boolean isHex(int index, int to) {
    return index < to && Characters.hexDigit(encoded[index]) >= 0;
  }
}
