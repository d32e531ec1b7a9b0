package httpwire.download;

import httpwire.Headers;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The fields Content-Digest and Repr-Digest, RFC 9530 §2 and §3: dictionaries of byte sequences
 * (RFC 9651 §3.2 and §4.2.2). Algorithms that are not known are left out. A field that is no
 * dictionary says nothing, as a whole. Takes time in proportion to the text.
 */
final class DigestFields {
  private final String text;
  private int at;

  private DigestFields(String text) {
    this.text = text;
  }

  /** The digests of a field whose algorithm is known; empty if there are none. */
  static List<Digest> of(Headers headers, String name) {
    String joined = headers.joined(name);
    if (joined == null) return List.of();
    List<Digest> known = new ArrayList<>();
    for (Map.Entry<String, ByteString> member : parse(joined).entrySet()) {
      if (Digest.isKnown(member.getKey()))
        known.add(new Digest(member.getKey(), member.getValue()));
    }
    return known;
  }

  /** The members that are byte sequences, of equal keys the last; empty for no dictionary. */
  static Map<String, ByteString> parse(String text) {
    try {
      return new DigestFields(text).dictionary();
    } catch (NotStructured e) {
      return Map.of();
    }
  }

  /** The text is no dictionary. */
  private static final class NotStructured extends Exception {
    private static final long serialVersionUID = 1L;

    NotStructured() {
      super(null, null, false, false);
    }
  }

  private Map<String, ByteString> dictionary() throws NotStructured {
    Map<String, ByteString> members = new HashMap<>();
    skip(" ");
    while (at < text.length()) {
      String key = key();
      ByteString value = take('=') ? memberValue() : null;
      parameters();
      if (value == null) members.remove(key);
      else members.put(key, value);
      skip(" \t");
      if (at == text.length()) break;
      require(take(','));
      skip(" \t");
      require(at < text.length());
    }
    return members;
  }

  private @Nullable ByteString memberValue() throws NotStructured {
    if (!take('(')) return bareItem();
    while (true) {
      skip(" ");
      if (take(')')) return null;
      bareItem();
      parameters();
      require(at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == ')'));
    }
  }

  private void parameters() throws NotStructured {
    while (take(';')) {
      skip(" ");
      key();
      if (take('=')) bareItem();
    }
  }

  private String key() throws NotStructured {
    int from = at;
    require(at < text.length() && (isLower(text.charAt(at)) || text.charAt(at) == '*'));
    while (at < text.length() && isKey(text.charAt(at))) at++;
    return text.substring(from, at);
  }

  /** Null for an item that is no byte sequence. */
  private @Nullable ByteString bareItem() throws NotStructured {
    require(at < text.length());
    char first = text.charAt(at);
    if (first == ':') return bytes();
    if (first == '"') quoted();
    else if (first == '?') truth();
    else if (first == '-' || isDigit(first)) number();
    else if (first == '@') date();
    else if (first == '%') displayed();
    else token();
    return null;
  }

  private ByteString bytes() throws NotStructured {
    int end = text.indexOf(':', at + 1);
    require(end > 0);
    String coded = text.substring(at + 1, end);
    at = end + 1;
    try {
      return ByteString.of(Base64.getDecoder().decode(coded));
    } catch (IllegalArgumentException e) {
      throw new NotStructured();
    }
  }

  private void quoted() throws NotStructured {
    for (at++; ; at++) {
      require(at < text.length());
      char c = text.charAt(at);
      if (c == '"') break;
      if (c == '\\') {
        at++;
        require(at < text.length() && (text.charAt(at) == '"' || text.charAt(at) == '\\'));
      } else {
        require(c >= ' ' && c <= '~');
      }
    }
    at++;
  }

  private void displayed() throws NotStructured {
    require(text.startsWith("%\"", at));
    int end = text.indexOf('"', at + 2);
    require(end > 0);
    at = end + 1;
  }

  private void truth() throws NotStructured {
    at++;
    require(take('0') || take('1'));
  }

  private void date() throws NotStructured {
    at++;
    number();
  }

  private void number() throws NotStructured {
    take('-');
    int from = at;
    while (at < text.length() && isDigit(text.charAt(at))) at++;
    int whole = at - from;
    require(whole > 0 && whole <= 15);
    if (!take('.')) return;
    from = at;
    while (at < text.length() && isDigit(text.charAt(at))) at++;
    require(whole <= 12 && at > from && at - from <= 3);
  }

  private void token() throws NotStructured {
    char first = text.charAt(at);
    require(isLower(first) || (first >= 'A' && first <= 'Z') || first == '*');
    while (at < text.length() && isToken(text.charAt(at))) at++;
  }

  private static boolean isToken(char c) {
    return isKey(c) || (c >= 'A' && c <= 'Z') || "!#$%&'+^`|~:/".indexOf(c) >= 0;
  }

  private static boolean isKey(char c) {
    return isLower(c) || isDigit(c) || "_-.*".indexOf(c) >= 0;
  }

  private static boolean isLower(char c) {
    return c >= 'a' && c <= 'z';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private boolean take(char c) {
    if (at == text.length() || text.charAt(at) != c) return false;
    at++;
    return true;
  }

  private void skip(String blanks) {
    while (at < text.length() && blanks.indexOf(text.charAt(at)) >= 0) at++;
  }

  private static void require(boolean isStructured) throws NotStructured {
    if (!isStructured) throw new NotStructured();
  }
}
