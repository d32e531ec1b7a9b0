/** Chooses proxies for the exchanges of a client. */
@NullMarked
package httpwire.client.proxy;

import org.jspecify.annotations.NullMarked;
