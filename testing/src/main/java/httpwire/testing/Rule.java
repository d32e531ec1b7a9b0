package httpwire.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link AnsweringPeer} answers to some requests, made by {@link AnsweringPeer#on(String)}.
 * Its methods change it and return it, and may be called from any thread, also while it is in use;
 * as long as it has no reply it matches nothing.
 *
 * <p>Each request gets the next of its replies, and those beyond the last one get the last one. So
 * many requests must come as there are replies, or more; {@link #times} and {@link #anyTimes} say
 * otherwise. A rule that is used up matches nothing more.
 */
public final class Rule {
  private final @Nullable RequestPattern pattern;
  private final String words;
  private final List<Predicate<? super Received>> conditions = new ArrayList<>();
  private final List<Function<? super Received, Answer>> replies = new ArrayList<>();
  private final ReceivedRequests received = new ReceivedRequests();
  private int useCount;
  private int minUses = -1;
  private int maxUses = Integer.MAX_VALUE;

  Rule(@Nullable RequestPattern pattern, String words) {
    this.pattern = pattern;
    this.words = words;
  }

  /**
   * Restricts the rule to requests that also meet this condition.
   *
   * @param condition called in the thread of the request's connection; what it throws is a failure
   *     of the peer
   */
  public synchronized Rule where(Predicate<? super Received> condition) {
    conditions.add(condition);
    return this;
  }

  /** Adds a reply: a response without a body. */
  public Rule reply(int status) {
    return reply(Answer.of(status));
  }

  /**
   * Adds a reply: a response with a body.
   *
   * @param body in UTF-8
   * @param fields whole lines, such as {@code Content-Type: application/json}
   */
  public Rule reply(int status, String body, String... fields) {
    return reply(Answer.of(status, fields).body(body));
  }

  /** Like {@link #reply(int, String, String...)}, with bytes for the body. */
  public Rule reply(int status, ByteString body, String... fields) {
    return reply(Answer.of(status, fields).body(body));
  }

  /** Adds a reply: this answer. */
  public Rule reply(Answer answer) {
    return reply(request -> answer);
  }

  /**
   * Adds a reply: what the function returns.
   *
   * @param answers called in the thread of the request's connection; may block; what it throws, a
   *     failed assertion for instance, is a failure of the peer
   */
  public synchronized Rule reply(Function<? super Received, Answer> answers) {
    replies.add(answers);
    return this;
  }

  /** Requires that exactly this many requests come, and answers no more than these. */
  public synchronized Rule times(int count) {
    if (count < 0) {
      throw new IllegalArgumentException("count < 0: " + count);
    }
    minUses = count;
    maxUses = count;
    return this;
  }

  /** Answers any number of requests, none included. */
  public synchronized Rule anyTimes() {
    minUses = 0;
    maxUses = Integer.MAX_VALUE;
    return this;
  }

  /** How many requests it has answered. */
  public synchronized int useCount() {
    return useCount;
  }

  /** The requests that it has answered, in their order, as far as the peer would keep them. */
  public List<Received> received() {
    return received.list();
  }

  /** The words that it was made with. */
  @Override
  public String toString() {
    return words;
  }

  /** Whether it is for this request, as far as pattern and conditions say. */
  boolean matches(Received request) {
    List<Predicate<? super Received>> all;
    synchronized (this) {
      all = List.copyOf(conditions);
    }
    return (pattern == null || pattern.matches(request))
        && all.stream().allMatch(condition -> condition.test(request));
  }

  /** Its next reply, which counts as used; null if there is none. */
  synchronized @Nullable Function<? super Received, Answer> take(Received request) {
    if (replies.isEmpty() || useCount >= maxUses) {
      return null;
    }
    received.add(request);
    return replies.get(Math.min(useCount++, replies.size() - 1));
  }

  /** What was expected of the clients and has not happened, in words; null if nothing. */
  synchronized @Nullable String shortfall() {
    int least = minUses == -1 ? Math.max(1, replies.size()) : minUses;
    if (replies.isEmpty()) {
      return "rule " + words + " has no reply";
    }
    return useCount >= least ? null : "rule " + words + " was used " + used() + " of " + least;
  }

  /** How it stands, for a report. */
  synchronized String state() {
    boolean isUsedUp = !replies.isEmpty() && useCount >= maxUses;
    return words + " (used " + used() + (isUsedUp ? ", used up)" : ")");
  }

  private String used() {
    return useCount == 1 ? "1 time" : useCount + " times";
  }
}
