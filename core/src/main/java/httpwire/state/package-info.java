/**
 * Floor 1: which calls are legal in which state. Two enums and one table, without bytes, a clock or
 * a connection. Every change of a connection's state is defined in this package.
 */
@NullMarked
package httpwire.state;

import org.jspecify.annotations.NullMarked;
