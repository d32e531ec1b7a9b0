package httpwire.trace;

import java.io.IOException;
import okio.BufferedSink;

/**
 * Writes JSON, RFC 8259, in UTF-8 and without white space. The caller makes the objects and arrays
 * end where they must.
 */
final class JsonWriter {
  private static final String HEX_DIGITS = "0123456789abcdef";

  private final BufferedSink sink;
  private boolean needsComma;

  JsonWriter(BufferedSink sink) {
    this.sink = sink;
  }

  JsonWriter beginObject() throws IOException {
    return begin('{');
  }

  JsonWriter endObject() throws IOException {
    return end('}');
  }

  JsonWriter beginArray() throws IOException {
    return begin('[');
  }

  JsonWriter endArray() throws IOException {
    return end(']');
  }

  /** The name of the member whose value follows. */
  JsonWriter name(String name) throws IOException {
    value(name);
    sink.writeByte(':');
    needsComma = false;
    return this;
  }

  JsonWriter value(String text) throws IOException {
    separate();
    sink.writeByte('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      if (isPlain(text, i)) continue;
      sink.writeUtf8(text, from, i);
      escape(text.charAt(i));
      from = i + 1;
    }
    sink.writeUtf8(text, from, text.length()).writeByte('"');
    return this;
  }

  JsonWriter value(long number) throws IOException {
    separate();
    sink.writeDecimalLong(number);
    return this;
  }

  JsonWriter value(boolean is) throws IOException {
    separate();
    sink.writeUtf8(is ? "true" : "false");
    return this;
  }

  /** A number of thousandths, not negative, as a decimal fraction. */
  JsonWriter thousandths(long count) throws IOException {
    separate();
    String fraction = Long.toString(1_000 + count % 1_000).substring(1);
    sink.writeDecimalLong(count / 1_000).writeByte('.').writeUtf8(fraction);
    return this;
  }

  private JsonWriter begin(char bracket) throws IOException {
    separate();
    sink.writeByte(bracket);
    needsComma = false;
    return this;
  }

  private JsonWriter end(char bracket) throws IOException {
    sink.writeByte(bracket);
    needsComma = true;
    return this;
  }

  private void separate() throws IOException {
    if (needsComma) sink.writeByte(',');
    needsComma = true;
  }

  /**
   * Whether a character needs no escape. Half a surrogate pair needs one: UTF-8 has no bytes for
   * it.
   */
  private static boolean isPlain(String text, int at) {
    char c = text.charAt(at);
    if (Character.isHighSurrogate(c)) {
      return at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }
    if (Character.isLowSurrogate(c))
      return at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
    return c >= ' ' && c != '"' && c != '\\' && c != 0x7F;
  }

  private void escape(char c) throws IOException {
    sink.writeByte('\\');
    if (c == '"' || c == '\\') {
      sink.writeByte(c);
      return;
    }
    sink.writeByte('u');
    for (int shift = 12; shift >= 0; shift -= 4) {
      sink.writeByte(HEX_DIGITS.charAt((c >> shift) & 0xF));
    }
  }
}
