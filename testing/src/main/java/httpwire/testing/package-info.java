/**
 * Servers (or proxies) for tests, on a loopback port or in memory, each of which holds its client
 * to what it expects.
 *
 * <p>A {@link httpwire.testing.ScriptedPeer} plays the bytes of a {@link httpwire.testing.Script}
 * and knows no HTTP, so that it can also play what no server should send. An {@link
 * httpwire.testing.AnsweringPeer} answers requests by rules. A {@link
 * httpwire.testing.RecordingPeer} records what goes between a client and a real server, for a
 * {@link httpwire.testing.Recording} to replay. All are {@link httpwire.testing.Peer peers}:
 * closing one fails the test if it was not given what it expects.
 */
@NullMarked
package httpwire.testing;

import org.jspecify.annotations.NullMarked;
