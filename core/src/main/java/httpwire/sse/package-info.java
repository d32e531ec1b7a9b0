/**
 * Server-sent events, section 9.2 of the HTML standard, read from a body. Uses no socket, clock or
 * thread of its own.
 */
@NullMarked
package httpwire.sse;

import org.jspecify.annotations.NullMarked;
