/**
 * Floor 1: which call is legal when. Two enums and one table; no bytes, no clock, no connection.
 * Everything that changes a connection's state is in this package.
 */
@NullMarked
package httpwire.state;

import org.jspecify.annotations.NullMarked;
