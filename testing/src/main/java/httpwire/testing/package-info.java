/**
 * Scripted HTTP peers for tests: a server (or proxy) that plays bytes from a script and holds the
 * client to it, byte for byte.
 *
 * <p>A {@link httpwire.testing.Script} says what the client must send and what it gets back. A
 * {@link httpwire.testing.ScriptedPeer} plays it, in memory or on a loopback port, with or without
 * TLS, and keeps a {@link httpwire.testing.Transcript} of everything that went over the connection.
 * Nothing here knows HTTP: it plays bytes, so that it can also play what no server should send.
 */
@NullMarked
package httpwire.testing;

import org.jspecify.annotations.NullMarked;
