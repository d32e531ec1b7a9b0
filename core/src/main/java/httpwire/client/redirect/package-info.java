/** Follows redirects, RFC 9110 section 15.4. */
@NullMarked
package httpwire.client.redirect;

import org.jspecify.annotations.NullMarked;
