package httpwire.body.multipart;

import httpwire.internal.syntax.Syntax;

/**
 * The value of a parameter: as it is if it is a token, else as a quoted string, RFC 9110 §5.6.4.
 */
final class ParameterText {
  private ParameterText() {}

  static String of(String name, String value) {
    return "; " + name + "=" + (Syntax.checkToken(value) == Syntax.OK ? value : quoted(value));
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
