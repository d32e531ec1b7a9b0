package httpwire.sse;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One event of an event stream (HTML standard, 9.2.6).
 *
 * @param id the last event ID as it stands at this event, which may be an earlier event's; empty if
 *     there is none
 * @param type what the stream calls it, {@link #MESSAGE} if it says nothing
 * @param data its lines joined with LF, without one at the end
 * @param retry how long to wait before a reconnection, as it stands at this event; null if the
 *     stream has not said so
 */
public record ServerSentEvent(String id, String type, String data, @Nullable Duration retry) {
  /** The type of an event that names none. */
  public static final String MESSAGE = "message";
}
