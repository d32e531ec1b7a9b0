/**
 * The values that all other packages use: requests, header fields, methods, statuses, URLs, limits,
 * timeouts and exceptions, as RFC 9110 names them. Nothing here opens a socket or starts a thread.
 */
@NullMarked
package httpwire;

import org.jspecify.annotations.NullMarked;
