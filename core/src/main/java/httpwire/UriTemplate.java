package httpwire;

import httpwire.internal.syntax.PercentCoding;
import java.util.Map;

/** Expands URI templates, RFC 6570: all of its four levels. */
final class UriTemplate {
  private UriTemplate() {}

  /**
   * Where scheme, host and port end in the template of a URL.
   *
   * @throws HttpException.InvalidUrl if they are not literal, so that a variable could change them
   */
  static int endOfAuthority(String template) throws HttpException.InvalidUrl {
    int colon = template.regionMatches(true, 0, "https", 0, 5) ? 5 : 4;
    if (!template.regionMatches(true, 0, "http", 0, 4) || !template.startsWith("://", colon)) {
      throw invalid("must begin with http:// or https://");
    }
    int end = colon + "://".length();
    while (end < template.length() && "/?#{".indexOf(template.charAt(end)) < 0) end++;
    requireEndOfAuthority(template, end);
    return end;
  }

  /** Before the first '/', '?' or '#' there are only expressions that begin with one of these. */
  private static void requireEndOfAuthority(String template, int end)
      throws HttpException.InvalidUrl {
    int i = end;
    while (isDelimiting(template, i)) i = template.indexOf('}', i) + 1;
    if (i == template.length() || "/?#".indexOf(template.charAt(i)) >= 0) return;
    throw invalid("can't have an expression in its host; right after it only {/, {? and {# are");
  }

  private static boolean isDelimiting(String template, int at) {
    return template.startsWith("{", at)
        && at + 1 < template.length()
        && "/?#".indexOf(template.charAt(at + 1)) >= 0
        && template.indexOf('}', at) >= 0;
  }

  /**
   * The template with its expressions expanded. All else stays as it is, except that what is not
   * US-ASCII is percent-encoded.
   *
   * @throws HttpException.InvalidUrl if the template is malformed
   * @throws IllegalArgumentException if a variable does not fit its expression, or is not a text
   */
  static String expand(String template, Map<String, ?> variables) throws HttpException.InvalidUrl {
    StringBuilder output = new StringBuilder();
    int from = 0;
    int open;
    while ((open = template.indexOf('{', from)) >= 0) {
      int close = template.indexOf('}', open);
      if (close < 0) throw invalid("has a '{' without a '}'");
      output.append(literal(template.substring(from, open)));
      String expression = template.substring(open + 1, close);
      output.append(new UriTemplateExpression(expression).expand(variables));
      from = close + 1;
    }
    return output.append(literal(template.substring(from))).toString();
  }

  private static String literal(String text) throws HttpException.InvalidUrl {
    if (text.indexOf('}') >= 0) throw invalid("has a '}' without a '{'");
    UrlParts.requirePairs("the URL template", text);
    StringBuilder encoded = new StringBuilder(text.length());
    int codePoint;
    for (int i = 0; i < text.length(); i += Character.charCount(codePoint)) {
      codePoint = text.codePointAt(i);
      String character = Character.toString(codePoint);
      encoded.append(codePoint < 128 ? character : PercentCoding.encode(character));
    }
    return encoded.toString();
  }

  static HttpException.InvalidUrl invalid(String what) {
    return new HttpException.InvalidUrl("the URL template " + what);
  }
}
