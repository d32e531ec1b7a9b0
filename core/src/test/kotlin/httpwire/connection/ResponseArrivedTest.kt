package httpwire.connection

import httpwire.Headers
import httpwire.RequestBody
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Identities
import httpwire.transport.Transport
import httpwire.transport.loopbackDialer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withContexts
import io.kotest.matchers.shouldBe
import okio.BufferedSink
import java.util.concurrent.CountDownLatch

private const val BIG = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig"

/** What an upload goes over. */
private enum class Beneath(val isSecure: Boolean, val isTcp: Boolean) {
    TCP(false, true),
    TLS(true, true),
    MEMORY(false, false),
    TLS_IN_MEMORY(true, false), ;

    /** Runs [block] with a connection whose peer plays [rest]. */
    fun run(rest: Script.() -> Script, block: (HttpConnection) -> Unit) {
        val script = (if (isSecure) Script.start().startTls(Identities.good) else Script.start()).rest()
        if (isTcp) {
            ScriptedPeer.listening(script).use { peer -> open(loopbackDialer, peer.port()).use(block) }
        } else {
            ScriptedPeer.inMemory(script).use { peer -> open({ Transport.of(peer.socket()) }, 80).use(block) }
        }
    }

    private fun open(dialer: Dialer, port: Int): HttpConnection {
        val builder = HttpConnection.builder("a.test").port(port).dialer(dialer)
        return (if (isSecure) builder.tls(Identities.trusting) else builder).build()
    }
}

private fun HttpConnection.begin() {
    putRequest("PUT", "/")
    putHeader("Content-Length", "8")
    endHeaders()
    send("spam".toByteArray())
}

/** Asks until it has arrived, which it must within the time of a test. */
private fun HttpConnection.awaitArrival() {
    val untilNanos = System.nanoTime() + 10_000_000_000
    while (!responseArrived()) check(System.nanoTime() < untilNanos) { "nothing has arrived" }
}

class ResponseArrivedTest : FunSpec({
    withContexts(Beneath.entries) { over ->
        test("not yet, and then") {
            val asked = CountDownLatch(1)
            over.run({ expectHead().expect("spam").waitFor(asked).reply(BIG).expect("eggs").expectEnd() }) {
                it.begin()
                it.responseArrived() shouldBe false
                asked.countDown()
                it.awaitArrival()
                it.send("eggs".toByteArray())
                it.responseArrived() shouldBe true
                it.readResponse().text() shouldBe "big"
            }
        }

        test("an interim response is none") {
            val asked = CountDownLatch(1)
            val hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
            over.run({
                expectHead().expect("spam").reply(hints).waitFor(asked).reply(BIG).expect("eggs").expectEnd()
            }) {
                it.begin()
                repeat(3) { _ -> it.responseArrived() shouldBe false }
                asked.countDown()
                it.awaitArrival()
                it.send("eggs".toByteArray())
                val response = it.readResponse()
                response.interimResponses.map { interim -> interim.status() } shouldBe listOf(103)
                response.text() shouldBe "big"
            }
        }

        test("the end of the connection is none, and worth reading") {
            over.run({ expectHead().expect("spam").shutdownOutput().expectEnd() }) {
                it.begin()
                it.awaitArrival()
            }
        }

        test("a body asks while it is written, and stops") {
            lateinit var connection: HttpConnection
            val body = object : RequestBody {
                override fun length() = -1L

                override fun isRepeatable() = false

                override fun writeTo(sink: BufferedSink) {
                    sink.writeUtf8("spam").flush()
                    connection.awaitArrival()
                }
            }
            val script: Script.() -> Script = {
                expectHead().expect(
                    "4\r\nspam\r\n",
                ).reply(BIG).expect("0\r\n\r\n").expectHead().reply(ok("hi")).expectEnd()
            }
            over.run(script) {
                connection = it
                it.exchange("PUT", "/", Headers.EMPTY, body).text() shouldBe "big"
                it.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "hi"
            }
        }
    }
})
