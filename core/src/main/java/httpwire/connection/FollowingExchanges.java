package httpwire.connection;

import httpwire.CloseReason;
import httpwire.HttpException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges whose requests were sent after another one that is not answered yet, in their order.
 * Those of a connection that ends are told that they are over.
 */
final class FollowingExchanges {
  private final Deque<Exchange> queue = new ArrayDeque<>();

  boolean isEmpty() {
    return queue.isEmpty();
  }

  boolean contains(Exchange asked) {
    return queue.contains(asked);
  }

  void addFirst(Exchange first) {
    queue.addFirst(first);
  }

  void add(Exchange last) {
    queue.add(last);
  }

  /** The one whose request was sent last; null if there is none. */
  @Nullable Exchange last() {
    return queue.peekLast();
  }

  /** The first of them, which is answered next; null if there is none. */
  @Nullable Exchange next() {
    return queue.poll();
  }

  /** Says that they are over: all of them, even if a listener throws. */
  void over(Set<CloseReason> reasons, @Nullable HttpException failure) {
    try {
      for (Exchange next = next(); next != null; next = next()) next.over(false, reasons, failure);
    } finally {
      if (!isEmpty()) over(reasons, failure);
    }
  }
}
