package httpwire;

import static java.nio.charset.StandardCharsets.UTF_8;

import httpwire.internal.syntax.JsonObject;
import java.io.Serializable;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What a server says about an error in {@code application/problem+json}, RFC 9457. A member of a
 * wrong type counts as absent (§3.1). All of it is text from a server.
 *
 * @param type a URI reference that names the kind of problem; {@code about:blank} if absent
 * @param title a summary of the kind, for people
 * @param status what the server gives as the status, 100 to 599; the one of the response counts
 * @param detail an explanation of this occurrence, for people
 * @param instance a URI reference that names this occurrence
 * @param extensions the other members: their values as JSON texts, for a JSON library; a string has
 *     its quotes and escapes
 */
public record ProblemDetails(
    String type,
    @Nullable String title,
    @Nullable Integer status,
    @Nullable String detail,
    @Nullable String instance,
    Map<String, String> extensions)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The type of a problem that is no more than its status (§4.2.1). */
  public static final String ABOUT_BLANK = "about:blank";

  /** The media type, without parameters. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** A problem with a copy of the map. */
  public ProblemDetails {
    extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
  }

  /**
   * Reads the body of a response with these fields. Null if its media type is another one, or the
   * body cannot be read.
   */
  public static @Nullable ProblemDetails of(Headers headers, ByteString body) {
    return MEDIA_TYPE.equals(headers.contentType()) ? parse(body) : null;
  }

  /**
   * Reads a JSON object in UTF-8. Null if the bytes are anything else, or objects and arrays are
   * more than 64 deep in each other.
   */
  public static @Nullable ProblemDetails parse(ByteString json) {
    try {
      return parse(UTF_8.newDecoder().decode(json.asByteBuffer()).toString());
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  /** Like {@link #parse(ByteString)}, of text. */
  public static @Nullable ProblemDetails parse(String json) {
    Map<String, String> members = JsonObject.members(json);
    if (members == null) return null;
    String type = takeString(members, "type");
    return new ProblemDetails(
        type == null ? ABOUT_BLANK : type,
        takeString(members, "title"),
        status(members.remove("status")),
        takeString(members, "detail"),
        takeString(members, "instance"),
        members);
  }

  /**
   * The text of an extension whose value is a JSON string; null if it is absent or not a string.
   */
  public @Nullable String extensionText(String name) {
    String json = extensions.get(name);
    return json == null ? null : JsonObject.string(json);
  }

  private static @Nullable String takeString(Map<String, String> members, String name) {
    String json = members.remove(name);
    return json == null ? null : JsonObject.string(json);
  }

  /** A JSON number that is a status code, however it is written. */
  private static @Nullable Integer status(@Nullable String json) {
    if (json == null || "-0123456789".indexOf(json.charAt(0)) < 0) return null;
    double number = Double.parseDouble(json);
    int status = (int) number;
    return status == number && status >= 100 && status <= 599 ? status : null;
  }
}
