/** The connections that a client keeps, and who waits for one. */
@NullMarked
package httpwire.client.pool;

import org.jspecify.annotations.NullMarked;
