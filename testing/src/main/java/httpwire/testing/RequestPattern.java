package httpwire.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A method and a target as a rule names them: {@code GET /users}.
 *
 * <p>The method is compared as it is; {@code *}, or none, means any. In the target a segment {@code
 * *} stands for one segment that is not empty, and a last segment {@code **} for all that follow. A
 * target without {@code ?} is compared with the path alone, one with {@code ?} with the whole
 * target.
 */
record RequestPattern(String method, List<String> segments, boolean hasQuery) {
  private static final String ANY = "*";
  private static final String ANY_REST = "**";

  static RequestPattern parse(String words) {
    int space = words.indexOf(' ');
    String method = space == -1 ? ANY : words.substring(0, space);
    String target = words.substring(space + 1);
    if (method.isEmpty() || target.isEmpty() || target.indexOf(' ') != -1 || isMethod(words)) {
      throw new IllegalArgumentException(
          "a rule must be like \"GET /users\" or \"/users/*\", got \"" + words + "\"");
    }
    return new RequestPattern(method, List.of(target.split("/", -1)), target.indexOf('?') != -1);
  }

  private static boolean isMethod(String words) {
    return words.chars().allMatch(Character::isLetter);
  }

  boolean matches(Received request) {
    String target = hasQuery ? request.target() : request.path();
    return (method.equals(ANY) || method.equals(request.method()))
        && matches(Arrays.asList(target.split("/", -1)));
  }

  private boolean matches(List<String> target) {
    List<String> wanted = new ArrayList<>(segments);
    boolean isOpen = wanted.get(wanted.size() - 1).equals(ANY_REST);
    if (isOpen) {
      wanted.remove(wanted.size() - 1);
    }
    if (isOpen ? target.size() <= wanted.size() : target.size() != wanted.size()) {
      return false;
    }
    for (int i = 0; i < wanted.size(); i++) {
      if (!matches(wanted.get(i), target.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(String wanted, String segment) {
    return wanted.equals(ANY) ? !segment.isEmpty() : wanted.equals(segment);
  }
}
