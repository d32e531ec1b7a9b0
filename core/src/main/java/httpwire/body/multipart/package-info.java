/**
 * Bodies of several parts, both ways: {@code multipart/form-data} (RFC 7578 and the HTML standard)
 * and the other kinds of RFC 2046, such as {@code multipart/byteranges}.
 */
@NullMarked
package httpwire.body.multipart;

import org.jspecify.annotations.NullMarked;
