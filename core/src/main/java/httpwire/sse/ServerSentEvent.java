package httpwire.sse;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One event of an event stream (HTML standard, 9.2.6).
 *
 * @param id the last event ID as of this event, which an earlier event may have set; empty if none
 *     did
 * @param type the event's name; {@link #MESSAGE} if the stream gives none
 * @param data the lines of its data joined with LF, without an LF at the end
 * @param retry how long to wait before reconnecting, as of this event; null if the stream has not
 *     said so
 */
public record ServerSentEvent(String id, String type, String data, @Nullable Duration retry) {
  /** The type of an event that names none. */
  public static final String MESSAGE = "message";
}
