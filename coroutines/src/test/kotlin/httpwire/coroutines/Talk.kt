package httpwire.coroutines

import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

const val OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

/** Shorter than every bound of core's: who is that late was not cut, but ran out of time. */
private val PATIENCE = 5.seconds.toJavaDuration()

/** Runs the block with a peer on a port, and holds its clients to the scripts. */
suspend fun <R> withPeer(vararg scripts: Script, block: suspend (ListeningPeer) -> R): R {
    val peer = ScriptedPeer.listening(*scripts.map { it.withPatience(PATIENCE) }.toTypedArray())
    try {
        return block(peer).also { withContext(Dispatchers.IO) { peer.close() } }
    } finally {
        peer.abandon()
        peer.close()
    }
}

/** Runs the block over one connection, and holds it to the script and to closing the connection. */
suspend fun <R> talk(script: Script, block: suspend SuspendHttpScope.() -> R): R =
    withPeer(script.expectEnd()) { peer -> http(peer.address(), block = block) }

/** Takes a head and answers. */
fun answering(reply: String = OK): Script = Script.start().expectHead().reply(reply)
