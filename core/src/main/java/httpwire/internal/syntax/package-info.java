/**
 * Floor 0: character tables, number parsers and checks, straight from the ABNF of RFC 9110 and RFC
 * 9112. Imports nothing of ours, throws nothing: a check answers with the offset of the first bad
 * character, and the caller names the fault.
 */
@NullMarked
package httpwire.internal.syntax;

import org.jspecify.annotations.NullMarked;
