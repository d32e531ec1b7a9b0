/**
 * Floor 1: who watches a connection. A {@link httpwire.trace.ConnectionListener} hears of its
 * moments, a {@link httpwire.trace.ByteListener} also gets the bytes; the debug printer is one of
 * them. On this floor so that dialers and layers can tell their moments too.
 */
@NullMarked
package httpwire.trace;

import org.jspecify.annotations.NullMarked;
