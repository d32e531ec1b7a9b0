package httpwire.trace;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

/**
 * Turns the times of moments into times of day.
 *
 * @param instant when {@code nanos} was {@link System#nanoTime}
 */
record WallClock(Instant instant, long nanos) {
  static WallClock now() {
    return new WallClock(Instant.now(), System.nanoTime());
  }

  Instant at(long momentNanos) {
    return instant.plusNanos(momentNanos - nanos);
  }

  /** In the time zone of this machine, with microseconds: {@code 10:18:43.528723}. */
  String timeOfDay(long momentNanos) {
    LocalTime time = LocalTime.ofInstant(at(momentNanos), ZoneId.systemDefault());
    int micros = time.getNano() / 1_000;
    String fraction = Integer.toString(1_000_000 + micros).substring(1);
    return twoDigits(time.getHour())
        + ":"
        + twoDigits(time.getMinute())
        + ":"
        + twoDigits(time.getSecond())
        + "."
        + fraction;
  }

  private static String twoDigits(int number) {
    return Integer.toString(100 + number).substring(1);
  }
}
