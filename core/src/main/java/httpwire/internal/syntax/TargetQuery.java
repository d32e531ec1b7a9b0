package httpwire.internal.syntax;

/** Changes the query of a request-target or URL (RFC 9112 §3.2) without parsing it. */
public final class TargetQuery {
  private TargetQuery() {}

  /**
   * Adds a parameter at the end of the query of {@code target}, before its fragment. Name and value
   * are percent-encoded; the target stays as it is, except that an empty one becomes {@code /}.
   */
  public static String with(String target, String name, String value) {
    int hash = target.indexOf('#');
    String base = hash < 0 ? target : target.substring(0, hash);
    String parameter = PercentCoding.encode(name) + "=" + PercentCoding.encode(value);
    String fragment = hash < 0 ? "" : target.substring(hash);
    return (base.isEmpty() ? "/" : base) + separator(base) + parameter + fragment;
  }

  private static String separator(String target) {
    if (target.indexOf('?') < 0) return "?";
    return target.endsWith("?") || target.endsWith("&") ? "" : "&";
  }
}
