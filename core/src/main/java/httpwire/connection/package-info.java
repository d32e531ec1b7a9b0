/**
 * Floor 3: the counterpart of http.client. One connection that the caller owns, requests sent on it
 * whole or step by step, and the responses read from it.
 */
@NullMarked
package httpwire.connection;

import org.jspecify.annotations.NullMarked;
