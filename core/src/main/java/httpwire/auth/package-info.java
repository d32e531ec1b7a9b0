/** Credentials and challenges as text, RFC 9110 §11: no connection, no clock. */
@NullMarked
package httpwire.auth;

import org.jspecify.annotations.NullMarked;
