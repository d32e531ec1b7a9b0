package httpwire.internal.wire;

import httpwire.internal.syntax.Characters;
import java.util.ArrayList;
import java.util.List;

/** Comma-separated lists, RFC 9110 §5.6.1. The caller joins several lines of a field first. */
final class ListField {
  private ListField() {}

  /** All members without SP and HTAB around them, including empty ones. */
  static List<String> members(String list) {
    List<String> members = new ArrayList<>();
    int from = 0;
    for (int comma = list.indexOf(','); comma >= 0; comma = list.indexOf(',', from)) {
      members.add(trim(list, from, comma));
      from = comma + 1;
    }
    members.add(trim(list, from, list.length()));
    return members;
  }

  /** Whether {@code member} is one of the members, ignoring case. */
  static boolean contains(String list, String member) {
    if (list.length() <= member.length()) return list.equalsIgnoreCase(member);
    for (String each : members(list)) {
      if (each.equalsIgnoreCase(member)) return true;
    }
    return false;
  }

  /** {@code text} without SP and HTAB around it. */
  static String trim(String text) {
    return trim(text, 0, text.length());
  }

  private static String trim(String line, int from, int to) {
    int start = from;
    int end = to;
    while (start < end && Characters.isBlank(line.charAt(start))) start++;
    while (start < end && Characters.isBlank(line.charAt(end - 1))) end--;
    return line.substring(start, end);
  }
}
