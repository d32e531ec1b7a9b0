package httpwire.transport;

import java.time.Duration;
import okio.Buffer;

/**
 * An Okio socket that can tell, within a bounded time, whether the peer has sent something. A
 * {@link Transport#of transport} over one uses it for {@link Transport#poll}.
 */
public interface Pollable {
  /**
   * Waits for bytes or the end, and appends to {@code sink} what it has to read to find out. Called
   * by the thread that reads.
   *
   * @param atMost how long to wait; zero or less for not at all
   * @return {@link Arrival#BYTES} if at least one byte was appended; {@link Arrival#END} also for a
   *     connection that is broken, since this never throws
   */
  Arrival poll(Buffer sink, Duration atMost);
}
