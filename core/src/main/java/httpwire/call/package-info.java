/**
 * The step of a layer between a client and its connections, and what a step asks for: decisions
 * only.
 */
@NullMarked
package httpwire.call;

import org.jspecify.annotations.NullMarked;
