/**
 * Floor 2: bytes to and from a peer. A {@link httpwire.transport.Dialer} opens a connection, {@link
 * httpwire.transport.Layer}s run on top of it, and a {@link httpwire.transport.Route} says which of
 * them it takes to reach an origin. Public so that other dialers and layers can be written; may
 * change before 1.0.
 */
@NullMarked
package httpwire.transport;

import org.jspecify.annotations.NullMarked;
