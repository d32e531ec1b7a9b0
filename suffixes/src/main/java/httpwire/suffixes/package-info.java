/** The public suffix list. */
@NullMarked
package httpwire.suffixes;

import org.jspecify.annotations.NullMarked;
