/**
 * Floor 0: the vocabulary of RFC 9110 that every other package speaks. Values only: nothing here
 * opens a socket, reads a clock or starts a thread.
 */
@NullMarked
package httpwire;

import org.jspecify.annotations.NullMarked;
