/** Keeps cookies and sends them back, RFC 6265bis. */
@NullMarked
package httpwire.client.cookies;

import org.jspecify.annotations.NullMarked;
