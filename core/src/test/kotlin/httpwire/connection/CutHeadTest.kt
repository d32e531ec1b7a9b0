package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Phase
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeLessThanOrEqual
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf

private const val HEAD = "HTTP/1.1 200 OK\r\nA: b\r\nContent-Length: 2\r\n\r\n"

/** Exchanges over a connection that is lost after [cut] bytes of the head, in the way of [leave]. */
private fun failure(cut: Int, leave: Script.() -> Script): HttpException =
    ScriptedPeer.listening(Script.start().expectHead().reply(HEAD.take(cut)).leave()).use { peer ->
        HttpConnection.http(peer.address()).use { connection ->
            shouldThrow<HttpException> { connection.exchange("GET", "/", Headers.EMPTY, null) }.also {
                connection.state shouldBe ConnectionState.IDLE
            }
        }
    }

/** Connections that are lost in the middle of a head. */
class CutHeadTest : FunSpec({
    test("F12: a head that ends after any of its bytes is an IncompleteRead that says how much came") {
        for (cut in 1 until HEAD.length) {
            val failure = failure(cut) { hangUp() }
            withClue("$cut: $failure") {
                failure.shouldBeInstanceOf<HttpException.IncompleteRead>()
                failure.circumstances!!.run { listOf(phase, bytesReceived) } shouldBe listOf(Phase.HEAD, cut.toLong())
            }
        }
    }

    test("F12: a reset after any of its bytes is a lost connection that says how much came") {
        for (cut in 1 until HEAD.length) {
            val failure = failure(cut) { reset() }
            withClue("$cut: $failure") {
                failure.shouldBeInstanceOf<HttpException.ConnectionLost>()
                failure.circumstances!!.phase shouldBe Phase.HEAD
                // A reset may take bytes away that had come.
                failure.circumstances!!.bytesReceived shouldBeLessThanOrEqual cut.toLong()
            }
        }
    }
})
