/** Answers servers' and proxies' demands for credentials: RFC 7617, RFC 7616, RFC 6750. */
@NullMarked
package httpwire.client.auth;

import org.jspecify.annotations.NullMarked;
