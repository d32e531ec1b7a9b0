/** Decodes the content codings of responses, RFC 9110 section 8.4. */
@NullMarked
package httpwire.client.decoding;

import org.jspecify.annotations.NullMarked;
