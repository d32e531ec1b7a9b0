/** Remembers which hosts want TLS only, RFC 6797. */
@NullMarked
package httpwire.client.hsts;

import org.jspecify.annotations.NullMarked;
