package httpwire.internal.wire;

import httpwire.internal.syntax.Characters;
import java.util.ArrayList;
import java.util.List;

/** Comma-separated lists over all lines of a field, RFC 9110 §5.6.1. */
final class ListField {
  private ListField() {}

  /** All members of all lines, trimmed of SP and HTAB; empty members too. */
  static List<String> members(List<String> lines) {
    List<String> members = new ArrayList<>(lines.size());
    for (String line : lines) {
      int from = 0;
      for (int comma = line.indexOf(','); comma >= 0; comma = line.indexOf(',', from)) {
        members.add(trim(line, from, comma));
        from = comma + 1;
      }
      members.add(trim(line, from, line.length()));
    }
    return members;
  }

  /** Whether {@code member} is one of the members, without case. */
  static boolean contains(List<String> lines, String member) {
    for (String each : members(lines)) {
      if (each.equalsIgnoreCase(member)) return true;
    }
    return false;
  }

  private static String trim(String line, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Characters.isBlank(line.charAt(start))) start++;
    while (start < end && Characters.isBlank(line.charAt(end - 1))) end--;
    return line.substring(start, end);
  }
}
