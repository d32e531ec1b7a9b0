package httpwire.testing;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules of one peer in their order, and what is answered if none matches. Thread-safe. */
final class Rules {
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private volatile @Nullable Function<? super Received, Answer> otherwise;

  Rules(@Nullable Function<? super Received, Answer> otherwise) {
    this.otherwise = otherwise;
  }

  /** No rule is for the request. */
  static final class Unmatched extends Exception {
    private static final long serialVersionUID = 1L;

    Unmatched(String message) {
      super(message);
    }
  }

  Rule add(Rule rule) {
    rules.add(rule);
    return rule;
  }

  void otherwise(Function<? super Received, Answer> answers) {
    otherwise = answers;
  }

  /** The answer; calls what the test gave. */
  Answer answer(Received request) throws Unmatched {
    for (Rule rule : rules) {
      if (rule.matches(request)) {
        Function<? super Received, Answer> reply = rule.take(request);
        if (reply != null) {
          return answer(reply, request);
        }
      }
    }
    Function<? super Received, Answer> last = otherwise;
    if (last == null) {
      throw new Unmatched("no rule for " + request);
    }
    return answer(last, request);
  }

  private static Answer answer(Function<? super Received, Answer> reply, Received request) {
    return Objects.requireNonNull(reply.apply(request), "the answer is null");
  }

  List<Rule> unused() {
    return rules.stream().filter(rule -> rule.useCount() == 0).toList();
  }

  List<String> shortfalls() {
    return rules.stream().map(Rule::shortfall).filter(Objects::nonNull).toList();
  }

  /** All of them with what became of them, one a line; nothing if there are none. */
  String state() {
    return rules.isEmpty()
        ? ""
        : rules.stream()
            .map(rule -> "  " + rule.state())
            .collect(Collectors.joining("\n", "rules, in their order:\n", "\n"));
  }
}
