package httpwire.sse;

import httpwire.Request;
import org.jspecify.annotations.Nullable;

/**
 * How a client reads a stream of events. A value without state.
 *
 * @param reconnection how it reconnects
 * @param lastEventId the ID of the last event of an earlier run, to go on after it; empty to begin
 *     anew
 * @param maxEventBytes the most bytes of a line, and of the data of an event
 * @param atEnd what the end of a response means; null for what the request says: {@link
 *     StreamEnd#RECONNECT} for GET, and if there is a {@code resumption}; {@link StreamEnd#DONE}
 *     for every other method
 * @param resumption the request that goes on after an event with an ID, in place of the first one;
 *     null for the first one again
 */
public record EventOptions(
    Reconnection reconnection,
    String lastEventId,
    long maxEventBytes,
    @Nullable StreamEnd atEnd,
    @Nullable Request resumption) {
  /** What the end of a response means that was not cut. */
  public enum StreamEnd {
    /** There are no more events. */
    DONE,
    /** There are more events, which the next connection brings, as in the HTML standard. */
    RECONNECT
  }

  /**
   * {@link Reconnection#DEFAULT}, from the first event on, events of at most {@link
   * ServerSentEventReader#DEFAULT_MAX_EVENT_BYTES}.
   */
  public static final EventOptions DEFAULT =
      new EventOptions(
          Reconnection.DEFAULT, "", ServerSentEventReader.DEFAULT_MAX_EVENT_BYTES, null, null);

  /**
   * @throws IllegalArgumentException if the ID has CR, LF or NUL, which no event's ID has, or the
   *     size is less than 1
   */
  public EventOptions {
    if (maxEventBytes < 1) {
      throw new IllegalArgumentException("maxEventBytes < 1: " + maxEventBytes);
    }
    for (int i = 0; i < lastEventId.length(); i++) {
      char c = lastEventId.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new IllegalArgumentException("CR, LF or NUL in lastEventId at offset " + i);
      }
    }
  }

  /** Reconnects in this way. */
  public EventOptions withReconnection(Reconnection reconnection) {
    return new EventOptions(reconnection, lastEventId, maxEventBytes, atEnd, resumption);
  }

  /** Goes on after the event with this ID. */
  public EventOptions withLastEventId(String lastEventId) {
    return new EventOptions(reconnection, lastEventId, maxEventBytes, atEnd, resumption);
  }

  /** With this bound on a line, and on the data of an event. */
  public EventOptions withMaxEventBytes(long maxEventBytes) {
    return new EventOptions(reconnection, lastEventId, maxEventBytes, atEnd, resumption);
  }

  /** The end of a response means this; null for what the request says. */
  public EventOptions withAtEnd(@Nullable StreamEnd atEnd) {
    return new EventOptions(reconnection, lastEventId, maxEventBytes, atEnd, resumption);
  }

  /**
   * Goes on after an event with an ID by sending {@code request}, with Last-Event-ID, in place of
   * the first request; null for the first one again. This is how a stream that a POST has begun is
   * resumed by GET, as in the Streamable HTTP transport of the Model Context Protocol.
   */
  public EventOptions resumeWith(@Nullable Request request) {
    return new EventOptions(reconnection, lastEventId, maxEventBytes, atEnd, request);
  }
}
