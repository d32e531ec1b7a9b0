/**
 * Floor 2: bytes to and from a peer. A {@link httpwire.transport.Dialer} opens the bottom, {@link
 * httpwire.transport.Layer}s run on top of it, a {@link httpwire.transport.Route} says which.
 * Public so that others can be written; no promise of stability before 1.0.
 */
@NullMarked
package httpwire.transport;

import org.jspecify.annotations.NullMarked;
