package httpwire.body.multipart;

import httpwire.Headers;
import httpwire.RequestBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import okio.Buffer;
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
  /** How much of small parts is collected for one write. */
  private static final int MAX_PENDING_BYTES = 64 << 10;

  private final String subtype;
  private final String boundary;
  private final String contentType;
  private final List<Piece> pieces;
  private final ByteString end;

  /**
   * A part as it is sent.
   *
   * @param head the delimiter, the fields and the empty line
   */
  private record Piece(ByteString head, RequestBody body) {}

  private MultipartBody(Builder builder, String boundary) {
    this.subtype = builder.subtype;
    this.boundary = boundary;
    this.contentType =
        "multipart/" + subtype + ParameterText.of("boundary", boundary) + builder.parameters;
    this.pieces = pieces(builder.parts, boundary);
    String lineEnd = pieces.isEmpty() ? "" : "\r\n";
    this.end = ByteString.encodeUtf8(lineEnd + "--" + boundary + "--\r\n");
  }

  private static List<Piece> pieces(List<Part> parts, String boundary) {
    List<Piece> pieces = new ArrayList<>(parts.size());
    for (Part part : parts) {
      String lineEnd = pieces.isEmpty() ? "" : "\r\n";
      Buffer head = new Buffer().writeUtf8(lineEnd + "--" + boundary + "\r\n");
      try {
        part.headers.writeTo(head);
      } catch (IOException impossible) {
        throw new AssertionError(impossible);
      }
      pieces.add(new Piece(head.writeUtf8("\r\n").readByteString(), part.body));
    }
    return List.copyOf(pieces);
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
    long byteCount = end.size();
    for (Piece piece : pieces) {
      long length = piece.body.length();
      if (length < 0) return -1;
      byteCount = Math.addExact(byteCount + piece.head.size(), length);
    }
    return byteCount;
  }

  @Override
  public boolean isRepeatable() {
    for (Piece piece : pieces) {
      if (!piece.body.isRepeatable()) return false;
    }
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    for (Piece piece : pieces) {
      begin(piece, sink);
      piece.body.writeTo(sink);
    }
    sink.getBuffer().write(end);
  }

  @Override
  public void writeTo(BufferedSink sink, int blockByteCount) throws IOException {
    for (Piece piece : pieces) {
      begin(piece, sink);
      piece.body.writeTo(sink, blockByteCount);
    }
    sink.getBuffer().write(end);
  }

  /** A part that may take its time is not asked before the peer can see what comes before it. */
  private static void begin(Piece piece, BufferedSink sink) throws IOException {
    sink.getBuffer().write(piece.head);
    if (!piece.body.isRepeatable()) sink.flush();
    else if (sink.getBuffer().size() >= MAX_PENDING_BYTES) sink.emit();
  }

  /** The media type and the count of the parts; no name or value, which may be a secret. */
  @Override
  public String toString() {
    return "MultipartBody(multipart/" + subtype + ", " + pieces.size() + " parts)";
  }

  /**
   * @param text the value if it is a text; null for other bodies
   */
  private record Part(Headers headers, RequestBody body, @Nullable ByteString text) {}

  /** Collects parts in order. Not safe for use by several threads. */
  public static final class Builder {
    private static final String FORM_DATA = "form-data";
    private static final String CONTENT_DISPOSITION = "Content-Disposition";
    private static final String CONTENT_TYPE = "Content-Type";

    /** RFC 7578 §4.7: obsolete in forms, and nothing here would encode the part. */
    private static final String CONTENT_TRANSFER_ENCODING = "Content-Transfer-Encoding";

    private final String subtype;
    private final StringBuilder parameters = new StringBuilder();
    private final List<Part> parts = new ArrayList<>();
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
      FormNames.requireEncodable("the value of a part", value);
      ByteString text = ByteString.encodeUtf8(FormNames.withCrLf(value));
      Headers headers = fields(FormNames.disposition(name, null), null, Headers.EMPTY);
      return put(headers, RequestBody.of(text), text);
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
      String disposition = FormNames.disposition(name, null);
      return put(fields(disposition, body.contentType(), headers), body, null);
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
      String known = body.contentType();
      String type = known == null ? "application/octet-stream" : known;
      return put(fields(FormNames.disposition(name, filename), type, headers), body, null);
    }

    /**
     * Adds a part of any multipart body with exactly these fields, which may be none; only a
     * Content-Type is added if there is none and the body has one.
     */
    public Builder addPart(Headers headers, RequestBody body) {
      String type = body.contentType();
      if (type == null || headers.contains(CONTENT_TYPE)) return put(headers, body, null);
      return put(headers.newBuilder().add(CONTENT_TYPE, type).build(), body, null);
    }

    private Headers fields(String disposition, @Nullable String type, Headers more) {
      requireForm();
      refuse(more, CONTENT_DISPOSITION);
      refuse(more, CONTENT_TRANSFER_ENCODING);
      Headers.Builder fields = new Headers.Builder().add(CONTENT_DISPOSITION, disposition);
      if (type != null && !more.contains(CONTENT_TYPE)) fields.add(CONTENT_TYPE, type);
      return fields.addAll(more).build();
    }

    private void requireForm() {
      if (subtype.equals(FORM_DATA)) return;
      throw new IllegalStateException(
          "the parts of multipart/" + subtype + " have no names: use addPart(headers, body)");
    }

    private static void refuse(Headers headers, String name) {
      if (!headers.contains(name)) return;
      throw new IllegalArgumentException("the part of a form can't be given a " + name);
    }

    private Builder put(Headers headers, RequestBody body, @Nullable ByteString text) {
      parts.add(new Part(headers, body, text));
      return this;
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
      for (Part part : parts) {
        if (part.text == null || part.text.indexOf(line) < 0) continue;
        throw new IllegalArgumentException("the boundary occurs in the value of a part");
      }
      return new MultipartBody(this, own);
    }
  }
}
