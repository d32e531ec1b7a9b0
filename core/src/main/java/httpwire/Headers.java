package httpwire;

import httpwire.internal.syntax.Characters;
import httpwire.internal.syntax.Secrets;
import httpwire.internal.syntax.Syntax;
import java.io.IOException;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import okio.BufferedSink;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a head or a trailer section, RFC 9110 §5 (http.client: HTTPMessage). They are in
 * order, and repeated fields are kept apart. Names keep their case, and are compared without it.
 *
 * <p>Immutable, and safe for use by several threads. Text is ISO-8859-1, one character for a byte,
 * in both directions. Received fields are kept as bytes, and their text is decoded when it is asked
 * for.
 *
 * <p>{@link #toString} hides the values of fields that carry secrets, {@link #isSecret}.
 */
public final class Headers implements Iterable<Map.Entry<String, String>> {
  /** Not that of StandardCharsets, a class that loads four more charsets. */
  private static final Charset LATIN_1 = Charset.forName("ISO-8859-1");

  /** No fields. */
  public static final Headers EMPTY = new Headers(new byte[0], new int[0], null);

  /** The field lines, one after the other. */
  private final byte[] block;

  /** Where each line begins. Its parts are found when they are asked for. */
  private final int[] starts;

  /**
   * The lines as they were received: the block itself, unless folded lines were joined in it. Null
   * for fields that were made here, whose block is exactly what {@link #writeTo} has to write.
   */
  private final byte @Nullable [] received;

  private Headers(byte[] block, int[] starts, byte @Nullable [] received) {
    this.block = block;
    this.starts = starts;
    this.received = received;
  }

  /** These fields and after them those of {@code others}, in their order; none is replaced. */
  public Headers plus(Headers others) {
    if (others.size() == 0) return this;
    if (size() == 0) return others;
    if (!isCanonical() || !others.isCanonical()) return newBuilder().addAll(others).build();
    byte[] joined = Arrays.copyOf(block, block.length + others.block.length);
    System.arraycopy(others.block, 0, joined, block.length, others.block.length);
    int[] all = Arrays.copyOf(starts, starts.length + others.starts.length);
    for (int i = 0; i < others.starts.length; i++) {
      all[starts.length + i] = block.length + others.starts[i];
    }
    return new Headers(joined, all, null);
  }

  /**
   * Fields from alternating names and values.
   *
   * @throws IllegalArgumentException if the count is odd, a name is not a token, or a value has CR,
   *     LF, NUL or a character outside ISO-8859-1
   */
  public static Headers of(String... namesAndValues) {
    if (namesAndValues.length % 2 != 0) {
      throw new IllegalArgumentException("odd count of names and values: " + namesAndValues.length);
    }
    Builder builder = new Builder();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      builder.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return builder.build();
  }

  /**
   * Fields from bytes that a parser has checked. For the parser of this library: nothing is checked
   * here, and neither array is copied.
   *
   * @param block field lines: a token, a colon, a value, and after it only SP, HTAB, CR and LF
   * @param starts where in {@code block} each line begins
   * @param received the lines as they came, before folded ones were joined; the same array if none
   *     were
   */
  public static Headers ofParsed(byte[] block, int[] starts, byte[] received) {
    return new Headers(block, starts, received);
  }

  /**
   * The field lines as they were received: order, case, blanks, folds and line ends, and the empty
   * line after them if the parser has kept it. Null for fields that were made here.
   */
  public @Nullable ByteString received() {
    return received == null ? null : ByteString.of(received);
  }

  private boolean isCanonical() {
    return received == null;
  }

  /** The number of field lines, repeated ones counted. */
  public int size() {
    return starts.length;
  }

  /** Whether there are no fields. */
  public boolean isEmpty() {
    return starts.length == 0;
  }

  /** The name of the field line at {@code index}, in the case in which it was given or received. */
  public String name(int index) {
    return text(starts[index], colon(index));
  }

  /**
   * The value of the field line at {@code index}: as it was given, or as it was received without
   * the blanks around it.
   */
  public String value(int index) {
    int from = valueFrom(index);
    return text(from, valueTo(index, from));
  }

  /** Whether there is a field of that name. */
  public boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  /** The first value of that name, or null (HTTPMessage: get). */
  public @Nullable String get(String name) {
    int index = indexOf(name, 0);
    return index < 0 ? null : value(index);
  }

  /** All values of that name, in order; empty if there are none (HTTPMessage: get_all). */
  public List<String> getAll(String name) {
    int index = indexOf(name, 0);
    if (index < 0) return List.of();
    List<String> values = new ArrayList<>();
    for (; index >= 0; index = indexOf(name, index + 1)) values.add(value(index));
    return Collections.unmodifiableList(values);
  }

  /**
   * The values of that name joined with {@code ", "}, or null (http.client: getheader). Do not use
   * it for Set-Cookie, whose values contain commas: RFC 9110 §5.3.
   */
  public @Nullable String joined(String name) {
    int index = indexOf(name, 0);
    if (index < 0) return null;
    return indexOf(name, index + 1) < 0 ? value(index) : String.join(", ", getAll(name));
  }

  /** Each name once, in the order and case of its first appearance. */
  public List<String> names() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < size(); i++) {
      String name = name(i);
      if (indexOf(name, 0) == i) names.add(name);
    }
    return Collections.unmodifiableList(names);
  }

  /** All field lines in order, as an unmodifiable list (http.client: getheaders). */
  public List<Map.Entry<String, String>> toList() {
    List<Map.Entry<String, String>> list = new ArrayList<>(size());
    for (int i = 0; i < size(); i++) list.add(new SimpleImmutableEntry<>(name(i), value(i)));
    return Collections.unmodifiableList(list);
  }

  @Override
  public Iterator<Map.Entry<String, String>> iterator() {
    return toList().iterator();
  }

  /**
   * The media type of Content-Type in lower case and without parameters, or null if there is none
   * (HTTPMessage: get_content_type, which then gives text/plain).
   */
  public @Nullable String contentType() {
    String value = get("Content-Type");
    return value == null ? null : FieldParameters.beforeParameters(value);
  }

  /**
   * The charset parameter of Content-Type, or null if there is none or the JVM does not know it.
   */
  public @Nullable Charset charset() {
    String name = params("Content-Type").get("charset");
    if (name == null) return null;
    try {
      return Charset.forName(name);
    } catch (IllegalArgumentException unknownOrIllegal) {
      return null;
    }
  }

  /**
   * The parameters of the first field of that name, RFC 9110 §5.6.6: names in lower case, values
   * without their quotes, the first of equal names (HTTPMessage: get_params).
   *
   * <p>A parameter in an extended form, {@code filename*=UTF-8''na%C3%AFve.txt} (RFC 8187) or
   * {@code filename*0=na; filename*1=ive.txt} (RFC 2231), is decoded and has its plain name; it
   * goes before a plain one of that name, as RFC 6266 §4.3 wants. One that cannot be decoded,
   * because of its charset, percent-encoding or a missing section, stays as it is under its starred
   * names.
   *
   * <p>Text from a server: a file name may contain slashes, control characters and anything else.
   */
  public Map<String, String> params(String name) {
    String value = get(name);
    return value == null ? Map.of() : FieldParameters.parse(value);
  }

  /**
   * The date in the first field of that name, such as Last-Modified; null if there is none or it is
   * not a date: {@link HttpDate#parse}.
   */
  public @Nullable Instant date(String name) {
    String value = get(name);
    return value == null ? null : HttpDate.parse(value);
  }

  /** The links of all Link fields, RFC 8288, in their order: {@link Link#parse(List)}. */
  public List<Link> links() {
    return Link.parse(getAll("Link"));
  }

  /**
   * The first link of that relation type, such as {@code next}, without an anchor: a link with one
   * is from another resource. Null if there is none.
   */
  public @Nullable Link link(String relationType) {
    return Link.find(links(), relationType);
  }

  /** Content-Disposition, RFC 6266; null if it is not there or has no type. */
  public @Nullable ContentDisposition contentDisposition() {
    String value = get("Content-Disposition");
    return value == null ? null : ContentDisposition.parse(value);
  }

  /** Retry-After, RFC 9110 §10.2.3; null if it is not there or cannot be read. */
  public @Nullable RetryAfter retryAfter() {
    String value = get("Retry-After");
    return value == null ? null : RetryAfter.parse(value);
  }

  /** Content-Digest, RFC 9530 §2; null if it is not there, cannot be read or has no digest. */
  public @Nullable DigestField contentDigest() {
    return DigestField.parse(getAll("Content-Digest"));
  }

  /** Repr-Digest, RFC 9530 §3; null if it is not there, cannot be read or has no digest. */
  public @Nullable DigestField reprDigest() {
    return DigestField.parse(getAll("Repr-Digest"));
  }

  /** A builder that starts with these fields. */
  public Builder newBuilder() {
    Builder builder = new Builder();
    for (int i = 0; i < size(); i++) builder.append(name(i), value(i));
    return builder;
  }

  /** Writes each field as {@code Name: value} and CR LF. Writes no empty line after the last. */
  public void writeTo(BufferedSink sink) throws IOException {
    if (isCanonical()) {
      sink.write(block);
      return;
    }
    for (int i = 0; i < starts.length; i++) {
      int valueFrom = valueFrom(i);
      sink.write(block, starts[i], colon(i) - starts[i]).writeByte(':').writeByte(' ');
      sink.write(block, valueFrom, valueTo(i, valueFrom) - valueFrom)
          .writeByte('\r')
          .writeByte('\n');
    }
  }

  /** The index of the first field of that name at or after {@code from}, or -1. */
  private int indexOf(String name, int from) {
    for (int i = from; i < starts.length; i++) {
      int colon = starts[i] + name.length();
      if (colon < block.length && block[colon] == ':' && matches(starts[i], name)) return i;
    }
    return -1;
  }

  private boolean matches(int offset, String name) {
    for (int i = 0; i < name.length(); i++) {
      int mine = block[offset + i];
      int other = name.charAt(i);
      if (mine == ':') return false;
      if (mine != other && Characters.lowerCase(mine) != Characters.lowerCase(other)) return false;
    }
    return true;
  }

  private int colon(int index) {
    int i = starts[index];
    while (block[i] != ':') i++;
    return i;
  }

  private int valueFrom(int index) {
    int from = colon(index) + 1;
    if (isCanonical()) return from + 1;
    int end = lineEnd(index);
    while (from < end && Characters.isBlank(block[from])) from++;
    return from;
  }

  private int valueTo(int index, int from) {
    int to = lineEnd(index);
    if (isCanonical()) return to - 2;
    while (to > from && isBlankOrLineEnd(block[to - 1])) to--;
    return to;
  }

  private int lineEnd(int index) {
    return index + 1 < starts.length ? starts[index + 1] : block.length;
  }

  private static boolean isBlankOrLineEnd(byte b) {
    return Characters.isBlank(b) || b == '\r' || b == '\n';
  }

  private String text(int from, int to) {
    return new String(block, from, to - from, LATIN_1);
  }

  /**
   * Whether the value of a field of this name is a secret that belongs in no log (RFC 9110 §17.13).
   * The name tells: it contains, in any case, one of {@code auth}, {@code cookie}, {@code
   * credential}, {@code jwt}, {@code key}, {@code passcode}, {@code passphrase}, {@code passwd},
   * {@code password}, {@code pwd}, {@code secret}, {@code session}, {@code signature} and {@code
   * token}, unless it is known to carry none, as WWW-Authenticate, Sec-WebSocket-Key and
   * Idempotency-Key are. {@link Request.Builder#secretHeader} marks fields with other names.
   */
  public static boolean isSecret(String name) {
    return Secrets.isSecretField(name);
  }

  /** Whether the fields are equal and in the same order. Names are compared without case. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Headers headers) || headers.size() != size()) return false;
    for (int i = 0; i < size(); i++) {
      if (!name(i).equalsIgnoreCase(headers.name(i))) return false;
      if (!value(i).equals(headers.value(i))) return false;
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (int i = 0; i < size(); i++) hash = 31 * hash + value(i).hashCode();
    return hash;
  }

  /**
   * One line for each field. Secret values ({@link #isSecret}) are hidden, and so are secret
   * parameters in the URL of Location, Content-Location and Referer.
   */
  @Override
  public String toString() {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < size(); i++) {
      String name = name(i);
      String value = Secrets.shownField(name, value(i));
      lines.append(name).append(": ").append(value).append('\n');
    }
    return lines.toString();
  }

  /** Collects fields in order. Not safe for use by several threads at once. */
  public static final class Builder {
    private final List<String> namesAndValues = new ArrayList<>();

    /** Starts with no fields. */
    public Builder() {}

    /**
     * Adds a field line after the others.
     *
     * @throws IllegalArgumentException if the name is not a token, or the value has CR, LF, NUL or
     *     a character outside ISO-8859-1; the message has the name and the offset, not the value
     */
    public Builder add(String name, String value) {
      requireName(name);
      requireValue(name, value);
      return append(name, value);
    }

    /** Adds all fields of {@code headers} after the others, in order. */
    public Builder addAll(Headers headers) {
      for (int i = 0; i < headers.size(); i++) append(headers.name(i), headers.value(i));
      return this;
    }

    /**
     * Removes the fields of that name, then adds this one after the others.
     *
     * @throws IllegalArgumentException as {@link #add} does; then nothing is removed
     */
    public Builder set(String name, String value) {
      requireName(name);
      requireValue(name, value);
      return remove(name).append(name, value);
    }

    /** Removes the fields of that name, if there are any. */
    public Builder remove(String name) {
      for (int i = namesAndValues.size() - 2; i >= 0; i -= 2) {
        if (namesAndValues.get(i).equalsIgnoreCase(name)) namesAndValues.subList(i, i + 2).clear();
      }
      return this;
    }

    /** The fields; the builder can go on. */
    public Headers build() {
      if (namesAndValues.isEmpty()) return EMPTY;
      byte[] block = new byte[blockByteCount()];
      int[] starts = new int[namesAndValues.size() / 2];
      int end = 0;
      for (int i = 0; i < namesAndValues.size(); i += 2) {
        starts[i / 2] = end;
        end = copy(namesAndValues.get(i), block, end);
        block[end++] = ':';
        block[end++] = ' ';
        end = copy(namesAndValues.get(i + 1), block, end);
        block[end++] = '\r';
        block[end++] = '\n';
      }
      return new Headers(block, starts, null);
    }

    private Builder append(String name, String value) {
      namesAndValues.add(name);
      namesAndValues.add(value);
      return this;
    }

    private int blockByteCount() {
      int byteCount = namesAndValues.size() / 2 * ": \r\n".length();
      for (String text : namesAndValues) byteCount += text.length();
      return byteCount;
    }

    private static int copy(String text, byte[] block, int at) {
      byte[] bytes = text.getBytes(LATIN_1);
      System.arraycopy(bytes, 0, block, at, bytes.length);
      return at + bytes.length;
    }

    static void requireName(String name) {
      int bad = Syntax.checkToken(name);
      if (bad == Syntax.OK) return;
      if (name.isEmpty()) throw new IllegalArgumentException("Invalid header name: it is empty");
      throw new IllegalArgumentException(
          "Invalid header name: " + Syntax.describe(name.charAt(bad)) + " at offset " + bad);
    }

    private static void requireValue(String name, String value) {
      int bad = Syntax.checkFieldValue(value);
      if (bad == Syntax.OK) return;
      throw new IllegalArgumentException(
          "Invalid header value for %s: %s at offset %d"
              .formatted(name, Syntax.describe(value.charAt(bad)), bad));
    }
  }
}
