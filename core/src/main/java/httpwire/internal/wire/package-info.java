/**
 * Floor 1: HTTP/1.1 as bytes, RFC 9112. Reads a {@code BufferedSource}, writes a {@code
 * BufferedSink}; knows no socket, no clock and no thread.
 */
@NullMarked
package httpwire.internal.wire;

import org.jspecify.annotations.NullMarked;
