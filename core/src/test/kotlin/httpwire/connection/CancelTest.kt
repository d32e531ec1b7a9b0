package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Phase
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Running
import httpwire.transport.await
import httpwire.transport.awaitEvent
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf

/** The method of ours in which the call is stuck. */
private val Stall.method: String
    get() = when (phase) {
        Phase.RESOLVE -> "resolve"
        Phase.CONNECT -> if (this == Stall.RACE) "awaitOne" else "blockingConnect"
        Phase.TLS -> "startHandshake"
        Phase.TUNNEL -> "over"
        Phase.WRITE -> "writeBody"
        Phase.HEAD -> "readHead"
        Phase.BODY -> "readAll"
        Phase.POOL -> "await"
    }

/** Makes the call that gets stuck end by [means], at once; returns what it threw. */
private fun Stall.end(connection: HttpConnection, place: Place, means: (Running<Unit>) -> Unit): Running<Unit> {
    val call = Running { call(connection) }
    await(place.reached)
    call.awaitStuck(method)
    val start = System.nanoTime()
    means(call)
    val cancelled = call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
    (System.nanoTime() - start) / 1_000_000 shouldBeLessThan 1000
    cancelled.circumstances!!.phase shouldBe phase
    cancelled.fault shouldBe HttpException.Fault.CALLER
    place.over.countDown()
    connection.transport.shouldBeNull()
    connection.state shouldBe ConnectionState.IDLE
    return call
}

class CancelTest :
    FunSpec({
        for (stall in Stall.entries) {
            test("F49: cancel from another thread ends the call at once, and all later ones until close: $stall") {
                stall.play { connection, place ->
                    stall.end(connection, place) { connection.cancel() }
                    shouldThrow<HttpException.Cancelled> { connection.connect() }
                    repeat(2) { shouldThrow<HttpException.Cancelled> { connection.request("GET", "/") } }
                    connection.cancel()
                    connection.close()
                    exchanged(connection) shouldBe "hi"
                }
            }

            test(
                "F50: an interrupt ends the call at once and stays seen; the connection opens again by itself: $stall",
            ) {
                stall.play { connection, place ->
                    val call = stall.end(connection, place) { it.thread.interrupt() }
                    call.endedInterrupted() shouldBe true
                    exchanged(connection) shouldBe "hi"
                }
            }
        }

        test("an interrupt that came before the call ends it before a byte is sent") {
            ScriptedPeer.listening(Script.start().expectHead().reply(ok("hi")).expectEnd()).use { peer ->
                val connection = connectionTo(peer)
                val call =
                    Running {
                        Thread.currentThread().interrupt()
                        connection.request("GET", "/")
                    }
                call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                call.endedInterrupted() shouldBe true
                exchanged(connection) shouldBe "hi"
                connection.close()
            }
        }

        test("cancelling what is idle cuts it, and the peer sees that at once") {
            ScriptedPeer.listening(
                Script.start().expectHead().reply(ok("hi")).expectEnd(),
                Script.start().expectHead().reply(ok("ho")).expectEnd(),
            ).use { peer ->
                val connection = connectionTo(peer)
                exchanged(connection) shouldBe "hi"
                connection.cancel()
                peer.awaitEvent("client ended")
                shouldThrow<HttpException.Cancelled> { connection.connect() }
                shouldThrow<HttpException.Cancelled> { connection.request("GET", "/") }
                connection.close()
                exchanged(connection) shouldBe "ho"
                connection.close()
            }
        }

        test("one that was never open can be cancelled too") {
            ScriptedPeer.listening(Script.start().expectHead().reply(ok("hi")).expectEnd()).use { peer ->
                val connection = connectionTo(peer)
                repeat(2) { connection.cancel() }
                connection.putRequest("GET", "/")
                shouldThrow<HttpException.Cancelled> { connection.endHeaders() }
                connection.close()
                exchanged(connection) shouldBe "hi"
                connection.close()
            }
        }

        test("what was read ahead is not handed out after a cancel") {
            for (answer in listOf(ok("whole"), ok("", "until the end"), ok("Content-Length: 99\r\n", "part"))) {
                ScriptedPeer.listening(Script.start().expectHead().reply(answer).expectEnd()).use { peer ->
                    val connection = connectionTo(peer)
                    connection.request("GET", "/")
                    val response = connection.readResponse()
                    response.peek(2)
                    connection.cancel()
                    repeat(2) { shouldThrow<HttpException.Cancelled> { response.read1() } }
                    shouldThrow<HttpException.Cancelled> { response.source().readByte() }
                    connection.close()
                }
            }
        }

        test("a response that was read is not harmed by a later cancel") {
            ScriptedPeer.listening(Script.start().expectHead().reply(ok("hi")).expectEnd()).use { peer ->
                val connection = connectionTo(peer)
                connection.request("GET", "/")
                val response = connection.readResponse()
                response.text() shouldBe "hi"
                connection.cancel()
                response.read().size shouldBe 0
                connection.close()
            }
        }

        test("a response that took the connection along is cut as long as it is the latest") {
            ScriptedPeer.listening(Script.start().expectHead().reply(ok("", "part")).expectEnd()).use { peer ->
                val connection = connectionTo(peer)
                connection.request("GET", "/")
                val response = connection.readResponse()
                response.read(4).utf8() shouldBe "part"
                connection.transport.shouldBeNull()
                val call = Running { response.read() }
                call.awaitStuck("readAll")
                connection.cancel()
                call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                connection.close()
            }
        }

        test("a response can be cancelled alone; the connection goes on with a new one") {
            ScriptedPeer.listening(
                Script.start().expectHead().reply(ok("Content-Length: 9\r\n", "part")).expectEnd(),
                Script.start().expectHead().reply(ok("ho")).expectEnd(),
            ).use { peer ->
                val connection = connectionTo(peer)
                connection.request("GET", "/")
                val response = connection.readResponse()
                val call = Running { response.read() }
                call.awaitStuck("readAll")
                repeat(2) { response.cancel() }
                call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                exchanged(connection) shouldBe "ho"
                connection.close()
            }
        }

        test("an early answer is not returned for a cancelled exchange") {
            Stall.WRITE.play { connection, place ->
                val call = Running { connection.exchange("POST", "/", Headers.EMPTY, endlessBody()) }
                await(place.reached)
                call.awaitStuck("writeBody")
                connection.cancel()
                call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                place.over.countDown()
                connection.close()
                exchanged(connection) shouldBe "hi"
            }
        }
    })
