/**
 * Floor 1: HTTP/1.1 as bytes, RFC 9112. Reads a {@code BufferedSource} and writes a {@code
 * BufferedSink}, without sockets, clocks or threads.
 */
@NullMarked
package httpwire.internal.wire;

import org.jspecify.annotations.NullMarked;
