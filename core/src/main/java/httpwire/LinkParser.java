package httpwire;

import httpwire.internal.syntax.Characters;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads one value of a Link field by the steps of RFC 8288 appendix B. It departs from them in two
 * points, where they contradict the grammar of section 3: commas between links are skipped, and
 * blanks after an unquoted parameter value do not belong to it.
 */
final class LinkParser {
  /** Parameters of which the first counts: RFC 8288 B.2, step 14. */
  private static final Set<String> SINGLE = Set.of("media", "title", "title*", "type");

  /** The parameters that are not attributes of the target. */
  private static final Set<String> OF_THE_LINK = Set.of("rel", "rel*", "anchor", "anchor*");

  private final String text;
  private int position;

  LinkParser(String text) {
    this.text = text;
  }

  /** Adds the links to {@code links}: RFC 8288 B.2. */
  void readInto(List<Link> links) {
    while (true) {
      skipCommas();
      int end = skip('<') ? text.indexOf('>', position) : -1;
      if (end < 0) return;
      String target = text.substring(position, end);
      position = end + 1;
      Map<String, List<String>> parameters = parameters();
      List<String> rel = relationTypes(parameters);
      if (!rel.isEmpty()) {
        List<String> anchors = parameters.get("anchor");
        String anchor = anchors == null ? null : anchors.get(0);
        links.add(new Link(target, rel, anchor, attributes(parameters)));
      }
    }
  }

  /** Reads parameters, RFC 8288 B.3: the first of a single one counts, all of any other. */
  private Map<String, List<String>> parameters() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    while (skipBlanks() && skip(';')) {
      skipBlanks();
      String name = until(" \t=;,").toLowerCase(Locale.ROOT);
      skipBlanks();
      String value = skip('=') ? value() : "";
      List<String> values = parameters.computeIfAbsent(name, first -> new ArrayList<>(1));
      if (values.isEmpty() || !SINGLE.contains(name)) values.add(value);
    }
    return parameters;
  }

  private String value() {
    skipBlanks();
    return skip('"') ? quoted() : until(";,").strip();
  }

  /** Reads a quoted string after its first quote, RFC 8288 B.4. */
  private String quoted() {
    StringBuilder content = new StringBuilder();
    while (position < text.length() && !skip('"')) {
      if (skip('\\') && position == text.length()) break;
      content.append(text.charAt(position++));
    }
    return content.toString();
  }

  /** The relation types, RFC 8288 B.2, steps 9, 10 and 17; empty if there are none. */
  private static List<String> relationTypes(Map<String, List<String>> parameters) {
    List<String> rel = parameters.get("rel");
    if (rel == null) return List.of();
    List<String> types = new ArrayList<>(1);
    for (String type : rel.get(0).toLowerCase(Locale.ROOT).split("[ \t]+")) {
      if (!type.isEmpty()) types.add(type);
    }
    return types;
  }

  /**
   * The attributes of the target, RFC 8288 B.2, steps 13 to 16. An extended parameter that cannot
   * be decoded is left out.
   */
  private static Map<String, List<String>> attributes(Map<String, List<String>> parameters) {
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    Map<String, List<String>> decoded = new LinkedHashMap<>();
    parameters.forEach(
        (name, values) -> {
          if (OF_THE_LINK.contains(name)) return;
          if (!name.endsWith("*")) {
            attributes.put(name, values);
            return;
          }
          List<String> texts = decoded(values);
          if (!texts.isEmpty()) decoded.put(name.substring(0, name.length() - 1), texts);
        });
    attributes.putAll(decoded);
    return attributes;
  }

  private static List<String> decoded(List<String> values) {
    List<String> texts = new ArrayList<>(1);
    for (String value : values) {
      String text = ExtendedParameters.decode(value);
      if (text != null) texts.add(text);
    }
    return texts;
  }

  /** An unmodifiable copy in the same order. */
  static Map<String, List<String>> copyOf(Map<String, List<String>> attributes) {
    Map<String, List<String>> copy = new LinkedHashMap<>();
    attributes.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    return Collections.unmodifiableMap(copy);
  }

  private String until(String stops) {
    int from = position;
    while (position < text.length() && stops.indexOf(text.charAt(position)) < 0) position++;
    return text.substring(from, position);
  }

  /** Always true, so that conditions can begin with it. */
  private boolean skipBlanks() {
    while (position < text.length() && Characters.isBlank(text.charAt(position))) position++;
    return true;
  }

  private void skipCommas() {
    skipBlanks();
    while (skip(',')) skipBlanks();
  }

  private boolean skip(char expected) {
    if (position == text.length() || text.charAt(position) != expected) return false;
    position++;
    return true;
  }
}
