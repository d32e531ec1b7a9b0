package httpwire.connection;

import httpwire.CloseReason;
import httpwire.HttpException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Exchanges whose requests were sent after another one that is not answered yet, in their order.
 * Those of a connection that ends are taken from it as a whole, and told that they are over.
 */
final class FollowingExchanges {
  private @Nullable Deque<Exchange> queue;

  boolean isEmpty() {
    return queue == null || queue.isEmpty();
  }

  boolean contains(Exchange asked) {
    return queue != null && queue.contains(asked);
  }

  /** The one whose request was sent last; null if there is none. */
  @Nullable Exchange last() {
    return queue == null ? null : queue.peekLast();
  }

  void add(Exchange last) {
    if (queue == null) queue = new ArrayDeque<>();
    queue.add(last);
  }

  /** The first of them, which is answered next; null if there is none. */
  @Nullable Exchange next() {
    return queue == null ? null : queue.poll();
  }

  /** All of them, after {@code first} if there is one; none is left. */
  FollowingExchanges takeAll(@Nullable Exchange first) {
    FollowingExchanges taken = new FollowingExchanges();
    if (first != null) taken.add(first);
    for (Exchange next = next(); next != null; next = next()) taken.add(next);
    return taken;
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
