/** The progress of a transfer, in both directions. */
@NullMarked
package httpwire.body.progress;

import org.jspecify.annotations.NullMarked;
