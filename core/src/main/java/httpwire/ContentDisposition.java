package httpwire;

import httpwire.internal.syntax.Characters;
import httpwire.internal.syntax.PercentCoding;
import httpwire.internal.syntax.Syntax;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Content-Disposition field, RFC 6266: whether a body is to be saved, and under which name.
 *
 * @param type {@code attachment}, {@code inline}, or another token; in lower case
 * @param parameters the parameters as {@link Headers#params} reads them: names in lower case, an
 *     extended {@code filename*} (RFC 8187) decoded and in place of the plain one
 */
public record ContentDisposition(String type, Map<String, String> parameters) {
  /**
   * A field with a copy of the map.
   *
   * @throws IllegalArgumentException if the type is not a token
   */
  public ContentDisposition {
    if (Syntax.checkToken(type) != Syntax.OK) {
      throw new IllegalArgumentException("the disposition type must be a token");
    }
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /**
   * Reads a field value. Null if it does not begin with a type; broken parameters are read as far
   * as possible.
   */
  public static @Nullable ContentDisposition parse(String value) {
    String type = FieldParameters.beforeParameters(value);
    if (Syntax.checkToken(type) != Syntax.OK) return null;
    return new ContentDisposition(type, FieldParameters.parse(value));
  }

  /**
   * A field of this type that names a file.
   *
   * @param type a token, such as {@code attachment}
   * @throws IllegalArgumentException if the type is not a token, or the name has half a surrogate
   *     pair
   */
  public static ContentDisposition of(String type, String filename) {
    if (Syntax.checkSurrogates(filename) != Syntax.OK) {
      throw new IllegalArgumentException("the filename has half a surrogate pair");
    }
    return new ContentDisposition(type.toLowerCase(Locale.ROOT), Map.of("filename", filename));
  }

  /** Whether the body is to be saved: every type but {@code inline} (§4.2). */
  public boolean isAttachment() {
    return !type.equals("inline");
  }

  /**
   * The name as the server gave it, which may have a path, control characters and anything else;
   * null if there is none. {@link #safeFilename} is for files.
   */
  public @Nullable String filename() {
    return parameters.get("filename");
  }

  /**
   * The name, made fit for a file in a directory of the caller's choice (§4.3): without a path,
   * without control and invisible characters and blanks around it, without dots at its beginning
   * and end; {@code _} for each character that Windows does not allow; at most 255 bytes in UTF-8.
   * Null if nothing is left, or if Windows has a device of this name, as {@code con.txt}.
   *
   * <p>Whether such a file exists, and whether its extension does harm, is not checked.
   */
  public @Nullable String safeFilename() {
    String filename = filename();
    return filename == null ? null : SafeFilename.of(filename);
  }

  /**
   * The field value, as senders must write it (§4.1): in US-ASCII, a parameter that has other
   * characters also in its extended form, after one with {@code _} in their place (appendix D).
   * Parameters whose names have a star, which could not be decoded, are left out.
   */
  @Override
  public String toString() {
    StringBuilder value = new StringBuilder(type);
    parameters.forEach((name, content) -> append(value, name, content));
    return value.toString();
  }

  private static void append(StringBuilder value, String name, String content) {
    if (Syntax.checkToken(name) != Syntax.OK || name.indexOf('*') >= 0) return;
    value.append("; ").append(name).append("=\"");
    boolean isPlain = true;
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      boolean isSendable = c == ' ' || Characters.isVisible(c);
      if (c == '"' || c == '\\') value.append('\\');
      value.append(isSendable ? c : '_');
      isPlain &= isSendable;
    }
    value.append('"');
    if (isPlain) return;
    value.append("; ").append(name).append("*=UTF-8''").append(PercentCoding.encode(content));
  }
}
