package httpwire.body.multipart;

import httpwire.Headers;
import httpwire.RequestBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * A body of several parts: {@code multipart/form-data} as browsers send it (RFC 7578, and the HTML
 * standard's multipart/form-data encoding algorithm), or another subtype of RFC 2046 §5.1.
 *
 * <p>Its length is known if those of all parts are; otherwise it is sent in chunks. Files are
 * opened when they are sent, one after the other; the kernel does not send them, because their
 * parts stand around them. A part that can be sent once makes the whole a body that can be sent
 * once, and is sent as it comes. Trailer fields of a part are not sent.
 *
 * <p>Immutable. A client sends it with its Content-Type; on a connection the caller sets that,
 * {@link #contentType()}.
 */
public final class MultipartBody implements RequestBody {
  private final String subtype;
  private final String boundary;
  private final String contentType;
  private final SentParts parts;

  private MultipartBody(Builder builder, String boundary) {
    this.subtype = builder.subtype;
    this.boundary = boundary;
    this.contentType =
        "multipart/" + subtype + ParameterText.of("boundary", boundary) + builder.parameters;
    this.parts = new SentParts(builder.parts, boundary);
  }

  /** A builder of {@code multipart/form-data} without parts. */
  public static Builder builder() {
    return new Builder(Builder.FORM_DATA);
  }

  /**
   * A builder of {@code multipart/} and this subtype: {@code mixed}, {@code related}, {@code
   * alternative}.
   *
   * @throws IllegalArgumentException if the subtype is not a token
   */
  public static Builder builder(String subtype) {
    new Headers.Builder().add(subtype, "");
    return new Builder(subtype);
  }

  /** What is between the parts. */
  public String getBoundary() {
    return boundary;
  }

  @Override
  public String contentType() {
    return contentType;
  }

  @Override
  public long length() throws IOException {
    return parts.length();
  }

  @Override
  public boolean isRepeatable() {
    return parts.isRepeatable();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    parts.writeTo(sink);
  }

  @Override
  public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
    parts.writeTo(sink, blockByteCount);
  }

  /** The media type and the count of the parts; no name or value, which may be a secret. */
  @Override
  public String toString() {
    return "MultipartBody(multipart/" + subtype + ", " + parts.count() + " parts)";
  }

  /** Collects parts in order. Not safe for use by several threads. */
  public static final class Builder {
    private static final String FORM_DATA = "form-data";

    private final String subtype;
    private final StringBuilder parameters = new StringBuilder();
    private final List<BodyPart> parts = new ArrayList<>();
    private @Nullable String boundary;

    private Builder(String subtype) {
      this.subtype = subtype;
    }

    /**
     * Adds a field of a form whose value is a text. It is sent in UTF-8, without a Content-Type,
     * and with every line break as CR LF, as the HTML standard has it; {@link RequestBody#of} makes
     * a value that stays as it is.
     *
     * @throws IllegalArgumentException if the name has NUL, or one of them half a surrogate pair
     */
    public Builder add(String name, String value) {
      requireForm();
      parts.add(BodyPart.ofText(name, value));
      return this;
    }

    /** Adds a field of a form, with the Content-Type of its body if that has one. */
    public Builder add(String name, RequestBody body) {
      return add(name, body, Headers.EMPTY);
    }

    /**
     * Like {@link #add(String, RequestBody)}, with more fields in the part's head. A Content-Type
     * among them replaces that of the body.
     *
     * @throws IllegalArgumentException also if there is a Content-Disposition or
     *     Content-Transfer-Encoding among them
     */
    public Builder add(String name, RequestBody body, Headers headers) {
      requireForm();
      parts.add(BodyPart.ofField(name, body, headers));
      return this;
    }

    /**
     * Adds a file under the last part of its path as {@code application/octet-stream}. It is opened
     * when it is sent.
     *
     * @throws IllegalArgumentException if the path has no such part
     */
    public Builder addFile(String name, Path file) {
      Path filename = file.getFileName();
      if (filename == null) throw new IllegalArgumentException("a path without a name: " + file);
      return addFile(name, filename.toString(), RequestBody.of(file));
    }

    /**
     * Adds a file that any body is the content of, with the Content-Type of the body, or {@code
     * application/octet-stream}.
     *
     * @param filename without a path; it is a hint to the server only
     * @throws IllegalArgumentException if one of the names has NUL or half a surrogate pair
     */
    public Builder addFile(String name, String filename, RequestBody body) {
      return addFile(name, filename, body, Headers.EMPTY);
    }

    /**
     * Like {@link #addFile(String, String, RequestBody)}, with more fields in the part's head. A
     * Content-Type among them replaces that of the body.
     *
     * @throws IllegalArgumentException also if there is a Content-Disposition or
     *     Content-Transfer-Encoding among them
     */
    public Builder addFile(String name, String filename, RequestBody body, Headers headers) {
      requireForm();
      parts.add(BodyPart.ofFile(name, filename, body, headers));
      return this;
    }

    /**
     * Adds a part of any multipart body with exactly these fields, which may be none; only a
     * Content-Type is added if there is none and the body has one.
     */
    public Builder addPart(Headers headers, RequestBody body) {
      parts.add(BodyPart.of(headers, body));
      return this;
    }

    private void requireForm() {
      if (subtype.equals(FORM_DATA)) return;
      throw new IllegalStateException(
          "the parts of multipart/" + subtype + " have no names: use addPart(headers, body)");
    }

    /**
     * What is between the parts, in place of 128 random bits. It must not occur in a part: {@link
     * #build} checks the values that were given as text, and the caller answers for the others.
     *
     * @throws IllegalArgumentException if it is not 1 to 70 of the characters that RFC 2046 §5.1.1
     *     allows, the last one not a space
     */
    public Builder boundary(String boundary) {
      this.boundary = Boundary.requireGrammar(boundary);
      return this;
    }

    /**
     * Adds a parameter to the Content-Type, such as the {@code type} of {@code multipart/related}
     * (RFC 2387 §3.1).
     *
     * @throws IllegalArgumentException if the name is not a token or is {@code boundary}, or the
     *     value cannot be in a field
     */
    public Builder parameter(String name, String value) {
      if (name.equalsIgnoreCase("boundary")) {
        throw new IllegalArgumentException("the boundary is set by boundary(text)");
      }
      new Headers.Builder().add(name, value);
      parameters.append(ParameterText.of(name, value));
      return this;
    }

    /**
     * The body; the builder can go on.
     *
     * @throws IllegalArgumentException if the boundary that was set occurs in a text
     * @throws IllegalStateException if there are no parts, which only a form may lack
     */
    public MultipartBody build() {
      if (parts.isEmpty() && !subtype.equals(FORM_DATA)) {
        throw new IllegalStateException("multipart/" + subtype + " needs a part (RFC 2046 5.1.1)");
      }
      String own = boundary;
      if (own == null) return new MultipartBody(this, Boundary.random());
      ByteString line = ByteString.encodeUtf8("--" + own);
      for (BodyPart part : parts) {
        ByteString text = part.text();
        if (text == null || text.indexOf(line) < 0) continue;
        throw new IllegalArgumentException("the boundary occurs in the value of a part");
      }
      return new MultipartBody(this, own);
    }
  }
}
