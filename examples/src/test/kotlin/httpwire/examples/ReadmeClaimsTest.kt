package httpwire.examples

import httpwire.Delivery.Stage
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpException.Fault
import httpwire.HttpException.IncompleteRead
import httpwire.Phase
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import java.io.PrintStream
import java.time.Duration
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread

private const val HEAD = "GET / HTTP/1.1\r\nHost: PEER\r\nAccept-Encoding: identity\r\n\r\n"
private const val HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"

private fun answering(reply: String): Script = Script.start().expectHead().reply(reply).shutdownOutput().expectEnd()

private fun <T> against(vararg scripts: Script, ask: (HttpConnection, ListeningPeer) -> T): T =
    ScriptedPeer.listening(*scripts).use { peer -> HttpConnection.http(peer.address()).use { ask(it, peer) } }

private fun HttpConnection.get(): HttpResponse {
    request("GET", "/")
    return readResponse()
}

private val READERS = mapOf<String, (HttpResponse) -> Any?>(
    "read()" to { it.read() },
    "read(n)" to { it.read(100) },
    "readInto" to { it.readInto(ByteArray(100)) },
    "readLine" to { it.readLine() },
    "text" to { it.text() },
    "source" to { it.source().readByteString() },
)

private val CONTRADICTIONS = mapOf(
    "Content-Length: 5\r\nTransfer-Encoding: chunked" to HttpException.MalformedMessage::class,
    "Content-Length: 5\r\nContent-Length: 6" to HttpException.MalformedMessage::class,
    "Content-Length: +5" to HttpException.MalformedMessage::class,
    "Transfer-Encoding: chunked, chunked" to HttpException.UnknownTransferEncoding::class,
)

/** What docs/from-http-client.md says is different, as far as the tour does not show it. */
class ReadmeClaimsTest : FunSpec({
    test("text is UTF-8") {
        val script = Script.start().expectHead().expect("\u00C3\u00A9").reply(HELLO)
        against(script) { connection, _ ->
            connection.request("POST", "/", Headers.EMPTY, RequestBody.of("é"))
            connection.readResponse().text() shouldBe "hello"
        }
    }

    test("the default timeouts, and a deadline for the whole exchange") {
        Timeouts.DEFAULT.connect() shouldBe Duration.ofSeconds(10)
        Timeouts.DEFAULT.write() shouldBe Duration.ofSeconds(30)
        Timeouts.DEFAULT.read() shouldBe Duration.ofSeconds(60)
        val dripping = Script.start().expectHead().reply(
            "HTTP/1.1 200 OK\r\n\r\n",
        ).dripUntilClosed(".", Duration.ofMillis(5))
        ScriptedPeer.listening(dripping).use { peer ->
            val timeouts = Timeouts.DEFAULT.withDeadline(Duration.ofMillis(100))
            HttpConnection.builder(peer.address()).timeouts(timeouts).build().use { connection ->
                shouldThrow<HttpException.Timeout> { connection.get().read() }
            }
        }
    }

    test("cancel() from another thread ends the waiting") {
        val isAsked = CountDownLatch(1)
        against(Script.start().expectHead().signal(isAsked).expectEnd()) { connection, _ ->
            val canceller = thread {
                isAsked.await()
                connection.cancel()
            }
            shouldThrow<HttpException.Cancelled> { connection.get() }
            canceller.join()
        }
    }

    context("a cut body is an IncompleteRead with what came") {
        withTests(READERS.keys) { reader ->
            against(answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nspam")) { connection, _ ->
                val response = connection.get()
                val cut = shouldThrow<IncompleteRead> { READERS.getValue(reader)(response) }
                cut.expected shouldBe 5
                // A stream hands its bytes over before it meets the cut.
                if (reader != "source") cut.partial shouldBe "spam".encodeUtf8()
            }
        }
    }

    context("framing that contradicts itself is refused, and the connection closed") {
        withTests(CONTRADICTIONS.keys) { fields ->
            against(answering("HTTP/1.1 200 OK\r\n$fields\r\n\r\n0\r\n\r\n")) { connection, _ ->
                shouldThrow<HttpException> { connection.get() }::class shouldBe CONTRADICTIONS[fields]
                connection.transport shouldBe null
            }
        }
    }

    test("an endless head ends at a limit") {
        val script = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\n").floodUntilClosed("A: b\r\n")
        against(script) { connection, _ -> shouldThrow<HttpException.LimitExceeded> { connection.get() } }
    }

    test("an idle connection that the server has closed is not used again") {
        val isClosed = CountDownLatch(1)
        val closing = Script.start().expectHead().reply(HELLO).shutdownOutput().signal(isClosed).expectEnd()
        against(closing, answering(HELLO)) { connection, peer ->
            connection.get().text() shouldBe "hello"
            isClosed.await()
            connection.get().text() shouldBe "hello"
            peer.connectionCount() shouldBe 2
        }
    }

    test("debug level 1 hides secrets, level 2 shows them") {
        for (level in 1..2) {
            against(answering(HELLO)) { connection, _ ->
                val output = Buffer()
                connection.setDebugLevel(level)
                connection.setDebugOutput(PrintStream(output.outputStream(), true))
                connection.request("GET", "/", Headers.of("Authorization", "Bearer s3cret"))
                connection.readResponse().read()
                val isShown = "s3cret" in output.readUtf8()
                isShown shouldBe (level == 2)
            }
        }
    }

    test("an exception tells whose fault it was, the phase, the bytes, and whether to send again") {
        against(answering("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nspam")) { connection, peer ->
            val failure = shouldThrow<HttpException> { connection.get().read() }
            failure.fault shouldBe Fault.PEER
            val where = failure.circumstances.shouldNotBeNull()
            where.phase() shouldBe Phase.BODY
            where.peer() shouldBe peer.address()
            where.bytesSent() shouldBe HEAD.replace("PEER", peer.address()).length.toLong()
            where.bytesReceived() shouldBe "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nspam".length.toLong()
            where.delivery().stage() shouldBe Stage.RESPONSE_BEGUN
            where.delivery().isResendSafe shouldBe false
        }
    }

    test("a wrong field is named, its value is not") {
        HttpConnection.http("localhost").use { connection ->
            connection.putRequest("GET", "/")
            val refusal = shouldThrow<IllegalArgumentException> { connection.putHeader("Authorization", "s3\ncret") }
            refusal.message shouldContain "Authorization"
            refusal.message shouldNotContain "s3"
        }
    }
})
