package httpwire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.internal.syntax.PercentCoding;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import okio.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Puts together parameters in the extended form of RFC 8187 ({@code name*=UTF-8''text}) and in the
 * sections of RFC 2231 §3 ({@code name*0=te; name*1=xt}, each with a star of its own if encoded).
 *
 * <p>A parameter that cannot be read stays as it is under its starred names.
 */
final class ExtendedParameters {
  private final Map<String, String> raw;
  private final Map<String, Integer> sectionCounts = new HashMap<>();
  private final Map<String, @Nullable String> texts = new HashMap<>();

  private ExtendedParameters(Map<String, String> raw) {
    this.raw = raw;
  }

  /** {@code raw} with its extended parameters decoded, in order of first appearance. */
  static Map<String, String> decoded(Map<String, String> raw) {
    for (String name : raw.keySet()) {
      if (name.indexOf('*') > 0) return new ExtendedParameters(raw).decoded();
    }
    return raw;
  }

  private Map<String, String> decoded() {
    for (String name : raw.keySet()) countSection(name);
    Map<String, String> decoded = new LinkedHashMap<>();
    for (Map.Entry<String, String> parameter : raw.entrySet()) {
      String name = parameter.getKey();
      String base = isExtended(name) ? name.substring(0, name.indexOf('*')) : name;
      String text = text(base);
      if (text == null) {
        decoded.put(name, parameter.getValue());
      } else {
        decoded.put(base, text);
      }
    }
    return Collections.unmodifiableMap(decoded);
  }

  private void countSection(String name) {
    if (!isExtended(name) || isWhole(name)) return;
    String base = name.substring(0, name.indexOf('*'));
    sectionCounts.put(base, sectionCounts.getOrDefault(base, 0) + 1);
  }

  /** {@code name*}, {@code name*7} or {@code name*7*}. */
  private static boolean isExtended(String name) {
    int star = name.indexOf('*');
    if (star <= 0 || isWhole(name)) return star > 0;
    int end = name.endsWith("*") ? name.length() - 1 : name.length();
    for (int i = star + 1; i < end; i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') return false;
    }
    return end > star + 1;
  }

  private static boolean isWhole(String name) {
    return name.indexOf('*') == name.length() - 1;
  }

  /** The decoded value of a parameter; null if it has no extended form that can be read. */
  private @Nullable String text(String base) {
    if (!texts.containsKey(base)) {
      String whole = raw.get(base + "*");
      String text = whole == null ? null : decode(whole);
      texts.put(base, text != null ? text : joined(base));
    }
    return texts.get(base);
  }

  /** The text of an extended value, {@code UTF-8''text}; null if it cannot be read. */
  static @Nullable String decode(String value) {
    String encoded = encodedPart(value);
    byte[] bytes = encoded == null ? null : PercentCoding.decode(encoded);
    return bytes == null ? null : text(bytes, charset(value));
  }

  /** All sections, from 0 on and without a gap; if one is encoded, the first names the charset. */
  private @Nullable String joined(String base) {
    int count = sectionCounts.getOrDefault(base, 0);
    if (count == 0) return null;
    Buffer joined = new Buffer();
    String first = raw.get(base + "*0*");
    for (int i = 0; i < count; i++) {
      String plain = raw.get(base + "*" + i);
      String starred = raw.get(base + "*" + i + "*");
      if (plain != null) {
        joined.writeString(plain, ISO_8859_1);
      } else if (first == null || starred == null || !append(joined, starred, i == 0)) {
        return null;
      }
    }
    return text(joined.readByteArray(), first == null ? ISO_8859_1 : charset(first));
  }

  private static boolean append(Buffer joined, String value, boolean isFirst) {
    String encoded = isFirst ? encodedPart(value) : value;
    byte[] bytes = encoded == null ? null : PercentCoding.decode(encoded);
    if (bytes == null) return false;
    joined.write(bytes);
    return true;
  }

  /** What follows charset and language, each ended by an apostrophe; null without these. */
  private static @Nullable String encodedPart(String value) {
    int charsetEnd = value.indexOf('\'');
    int languageEnd = charsetEnd < 0 ? -1 : value.indexOf('\'', charsetEnd + 1);
    return languageEnd < 0 ? null : value.substring(languageEnd + 1);
  }

  /**
   * The charset that an extended value names; null if it is unknown. RFC 8187 §3.2.1 has UTF-8
   * alone, RFC 5987 before it ISO-8859-1 too; in RFC 2231 it may be left out.
   */
  private static @Nullable Charset charset(String value) {
    String name = value.substring(0, Math.max(0, value.indexOf('\'')));
    if (name.equalsIgnoreCase("UTF-8")) return UTF_8;
    if (name.equalsIgnoreCase("ISO-8859-1")) return ISO_8859_1;
    return name.isEmpty() || name.equalsIgnoreCase("US-ASCII") ? US_ASCII : null;
  }

  private static @Nullable String text(byte[] bytes, @Nullable Charset charset) {
    if (charset == null) return null;
    try {
      return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException malformed) {
      return null;
    }
  }
}
