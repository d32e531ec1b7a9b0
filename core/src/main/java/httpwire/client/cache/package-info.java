/** A private HTTP cache: RFC 9111, RFC 5861 and RFC 8246. */
@NullMarked
package httpwire.client.cache;

import org.jspecify.annotations.NullMarked;
