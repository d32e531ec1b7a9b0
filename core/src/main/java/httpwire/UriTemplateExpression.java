package httpwire;

import httpwire.internal.syntax.Characters;
import httpwire.internal.syntax.Decimals;
import httpwire.internal.syntax.PercentCoding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is between the braces of a URI template: an operator and variables, RFC 6570 §2.2. */
final class UriTemplateExpression {
  private static final String OPERATORS = "+#./;?&";
  private static final String RESERVED = ":/?#[]@!$&'()*+,;=";

  private final String text;

  /** One of the operators, or 0. */
  private final char operator;

  UriTemplateExpression(String text) {
    boolean hasOperator = !text.isEmpty() && OPERATORS.indexOf(text.charAt(0)) >= 0;
    this.operator = hasOperator ? text.charAt(0) : 0;
    this.text = hasOperator ? text.substring(1) : text;
  }

  /** The expression with these variables expanded, RFC 6570 appendix A. */
  String expand(Map<String, ?> variables) throws HttpException.InvalidUrl {
    List<String> values = new ArrayList<>();
    for (String variable : text.split(",", -1)) addVariable(values, variable, variables);
    if (values.isEmpty()) return "";
    boolean isList = operator == 0 || operator == '+' || operator == '#';
    String separator = isList ? "," : operator == '?' ? "&" : String.valueOf(operator);
    boolean isSilent = operator == 0 || operator == '+';
    return (isSilent ? "" : String.valueOf(operator)) + String.join(separator, values);
  }

  /** Adds the values of a variable; nothing if it is undefined (RFC 6570 §2.3). */
  private void addVariable(List<String> values, String spec, Map<String, ?> variables)
      throws HttpException.InvalidUrl {
    boolean isExploded = spec.endsWith("*");
    int colon = spec.indexOf(':');
    int end = isExploded ? spec.length() - 1 : colon < 0 ? spec.length() : colon;
    String name = name(spec.substring(0, end));
    Object value = variables.get(name);
    if (value == null) return;
    List<String> members = members(name, value);
    if (members == null) {
      String whole = text(name, value);
      values.add(named(name, encoded(colon < 0 ? whole : prefix(whole, spec, colon))));
      return;
    }
    if (colon >= 0 && !isExploded) throw unfit(name, "can't be cut to a prefix: it has members");
    boolean isMap = value instanceof Map;
    if (isExploded) addMembers(values, name, members, isMap);
    else if (!members.isEmpty()) values.add(named(name, String.join(",", members)));
  }

  /** Adds each member as a value of its own: RFC 6570 §2.4.2. */
  private void addMembers(List<String> values, String name, List<String> members, boolean isMap) {
    for (int i = 0; i < members.size(); i += isMap ? 2 : 1) {
      if (!isMap) values.add(named(name, members.get(i)));
      else if (isNamed()) values.add(named(members.get(i), members.get(i + 1)));
      else values.add(members.get(i) + "=" + members.get(i + 1));
    }
  }

  private String named(String name, String value) {
    if (!isNamed()) return value;
    return value.isEmpty() && operator == ';' ? name : name + "=" + value;
  }

  private boolean isNamed() {
    return operator == ';' || operator == '?' || operator == '&';
  }

  /** The members of a list, or the names and values of a map, encoded; null for another value. */
  private @Nullable List<String> members(String name, Object value) {
    List<String> members = new ArrayList<>();
    if (value instanceof Map<?, ?> map) {
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        if (entry.getValue() == null) continue;
        members.add(encoded(text(name, entry.getKey())));
        members.add(encoded(text(name, entry.getValue())));
      }
      return members;
    }
    Iterable<?> list = value instanceof Object[] array ? Arrays.asList(array) : null;
    if (value instanceof Iterable<?> iterable) list = iterable;
    if (list == null) return null;
    for (Object member : list) {
      if (member != null) members.add(encoded(text(name, member)));
    }
    return members;
  }

  private static String text(String name, Object value) {
    boolean hasMembers = value instanceof Iterable || value instanceof Map;
    if (hasMembers || value.getClass().isArray()) {
      throw unfit(name, "can't have a member that has members, or be an array of primitives");
    }
    String text = value.toString();
    UrlParts.requirePairs("the variable " + name, text);
    return text;
  }

  private static IllegalArgumentException unfit(String name, String what) {
    return new IllegalArgumentException("the variable " + name + " " + what);
  }

  /** The prefix of a value, RFC 6570 §2.4.1: counted in code points, before they are encoded. */
  private static String prefix(String value, String spec, int colon)
      throws HttpException.InvalidUrl {
    String digits = spec.substring(colon + 1);
    long length = digits.startsWith("0") ? Decimals.INVALID : Decimals.parseDecimal(digits);
    if (length < 1 || length > 9999) {
      throw UriTemplate.invalid("has a ':' without a number from 1 to 9999 after it");
    }
    int count = (int) Math.min(length, value.codePointCount(0, value.length()));
    return value.substring(0, value.offsetByCodePoints(0, count));
  }

  /** Checks the name of a variable, RFC 6570 §2.3, here without percent-encoding. */
  private static String name(String name) throws HttpException.InvalidUrl {
    boolean isName = !name.isEmpty() && !name.startsWith(".") && !name.endsWith(".");
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      isName &= c == '_' || c == '.' || (Characters.isUnreserved(c) && c != '-' && c != '~');
    }
    if (isName && !name.contains("..")) return name;
    throw UriTemplate.invalid(
        "has an expression that is not an operator (+ # . / ; ? &) and variable names of letters,"
            + " digits, '_' and '.', each followed by nothing, '*' or ':' and a number");
  }

  /**
   * The value percent-encoded. With the operators + and # it may have delimiters: RFC 6570 §3.2.3,
   * §3.2.4.
   */
  private String encoded(String text) {
    if (operator != '+' && operator != '#') return PercentCoding.encode(text);
    StringBuilder encoded = new StringBuilder(text.length());
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      String character = Character.toString(codePoint);
      boolean isKept = RESERVED.indexOf(codePoint) >= 0 || isEncodedByte(text, i);
      encoded.append(isKept ? character : PercentCoding.encode(character));
    }
    return encoded.toString();
  }

  private static boolean isEncodedByte(String text, int at) {
    return text.charAt(at) == '%'
        && at + 2 < text.length()
        && Characters.hexDigit(text.charAt(at + 1)) >= 0
        && Characters.hexDigit(text.charAt(at + 2)) >= 0;
  }
}
