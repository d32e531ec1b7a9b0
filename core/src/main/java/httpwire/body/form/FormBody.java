package httpwire.body.form;

import httpwire.HttpException.LimitExceeded;
import httpwire.RequestBody;
import java.io.IOException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import okio.BufferedSink;
import okio.BufferedSource;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a form as {@code application/x-www-form-urlencoded}, WHATWG URL standard §5: in
 * UTF-8, a space as {@code +}, everything but letters, digits and {@code *-._} percent-encoded. The
 * order of the fields is kept, and names may repeat.
 *
 * <p>Immutable. A client sends it with its Content-Type; on a connection the caller sets that.
 */
public final class FormBody implements RequestBody {
  /** The media type of a form. */
  public static final String MEDIA_TYPE = "application/x-www-form-urlencoded";

  private final List<Map.Entry<String, String>> fields;
  private final ByteString encoded;

  private FormBody(List<Map.Entry<String, String>> fields) {
    this.fields = List.copyOf(fields);
    this.encoded = FormWriter.write(this.fields);
  }

  /**
   * A form of alternating names and values.
   *
   * @throws IllegalArgumentException if the count is odd, or one of them has half a surrogate pair
   */
  public static FormBody of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("odd count of names and values: " + namesAndValues.length);
    }
    Builder builder = builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /** A builder without fields. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Decodes a form, WHATWG URL standard §5.1. Every sequence of bytes is a form: a {@code %} that
   * no two hexadecimal digits follow stands for itself, and bytes that are not UTF-8 become U+FFFD.
   */
  public static FormBody parse(ByteString encoded) {
    return new FormBody(new FormParser(encoded, Integer.MAX_VALUE).fields());
  }

  /** Like {@link #parse(ByteString)}, of the UTF-8 bytes of {@code encoded}. */
  public static FormBody parse(String encoded) {
    return parse(ByteString.encodeUtf8(encoded));
  }

  /**
   * Reads a form from a peer, to the end of the source, and decodes it like {@link
   * #parse(ByteString)}. The caller closes the source.
   *
   * @param maxByteCount the most bytes of the form as it is encoded
   * @param maxFields the most fields
   * @throws LimitExceeded if there are more; the rest of the source was not read
   */
  public static FormBody read(BufferedSource source, long maxByteCount, int maxFields)
      throws IOException {
    if (maxByteCount < 1) throw new IllegalArgumentException("maxByteCount < 1: " + maxByteCount);
    if (maxFields < 1) throw new IllegalArgumentException("maxFields < 1: " + maxFields);
    if (maxByteCount < Long.MAX_VALUE && source.request(maxByteCount + 1)) {
      throw new LimitExceeded("the form is longer than " + maxByteCount + " bytes");
    }
    FormParser parser = new FormParser(source.readByteString(), maxFields);
    List<Map.Entry<String, String>> fields = parser.fields();
    if (parser.hasMore()) {
      throw new LimitExceeded("the form has more than " + maxFields + " fields");
    }
    return new FormBody(fields);
  }

  /** The fields in order, names and values decoded; an unmodifiable list. */
  public List<Map.Entry<String, String>> toList() {
    return fields;
  }

  /** The value of the first field called {@code name}, exactly so; null if there is none. */
  public @Nullable String get(String name) {
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equals(name)) return field.getValue();
    }
    return null;
  }

  /** The values of all fields called {@code name}, in order; empty if there are none. */
  public List<String> getAll(String name) {
    List<String> values = new ArrayList<>();
    for (Map.Entry<String, String> field : fields) {
      if (field.getKey().equals(name)) values.add(field.getValue());
    }
    return List.copyOf(values);
  }

  /** The form as it is sent: US-ASCII. Can be the query of a URL too. */
  public String encoded() {
    return encoded.utf8();
  }

  @Override
  public long length() {
    return encoded.size();
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    RequestBody.of(encoded).writeTo(sink);
  }

  @Override
  public String contentType() {
    return MEDIA_TYPE;
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  /** Whether the other one is a form with the same fields in the same order. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof FormBody form && form.fields.equals(fields);
  }

  @Override
  public int hashCode() {
    return fields.hashCode();
  }

  /** The count of the fields; never a name or value, which may be a secret. */
  @Override
  public String toString() {
    return "FormBody(" + fields.size() + " fields)";
  }

  /** Collects the fields of a form in order. Not safe for use by several threads. */
  public static final class Builder {
    private final List<Map.Entry<String, String>> fields = new ArrayList<>();

    private Builder() {}

    /**
     * Adds a field after the others.
     *
     * @throws IllegalArgumentException if the name or the value has half a surrogate pair
     */
    public Builder add(String name, String value) {
      FormWriter.requireEncodable("name", name);
      FormWriter.requireEncodable("value", value);
      fields.add(new SimpleImmutableEntry<>(name, value));
      return this;
    }

    /** The form; the builder can go on. */
    public FormBody build() {
      return new FormBody(fields);
    }
  }
}
