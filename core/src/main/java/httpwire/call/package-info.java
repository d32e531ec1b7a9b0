/**
 * The step of a layer between a client and its connections, and what a step asks for: decisions
 * only. The codec that a client's bodies go through.
 */
@NullMarked
package httpwire.call;

import org.jspecify.annotations.NullMarked;
