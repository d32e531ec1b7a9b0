package httpwire.client.cookies;

/**
 * A line of a file that is not a cookie, and was skipped.
 *
 * @param number of the line, from 1
 * @param fault what is wrong with it, without the cookie's value
 */
public record DamagedLine(int number, String fault) {}
