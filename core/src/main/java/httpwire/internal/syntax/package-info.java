/**
 * Character tables, parsers and checks of text, from the grammars of RFC 9110, RFC 9112 and RFC
 * 3986. It imports no other package of this library. It throws nothing: a check returns the offset
 * of the first bad character or a description of the fault, and the caller throws.
 */
@NullMarked
package httpwire.internal.syntax;

import org.jspecify.annotations.NullMarked;
