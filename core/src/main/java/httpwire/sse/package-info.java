/**
 * Floor 5: server-sent events, section 9.2 of the HTML standard, read from a body. No socket, no
 * clock, no thread.
 */
@NullMarked
package httpwire.sse;

import org.jspecify.annotations.NullMarked;
