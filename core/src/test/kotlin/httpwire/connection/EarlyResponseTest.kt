package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.RequestBody
import httpwire.state.ConnectionState
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.ByteString.Companion.toByteString
import java.nio.file.Files
import java.util.concurrent.CountDownLatch
import kotlin.io.path.deleteExisting
import kotlin.io.path.writeBytes

/** More than any send and receive buffer takes. */
private const val BODY_BYTES = 24 shl 20

private fun pieces(): Sequence<ByteString> = generateSequence {
    ByteArray(64 shl 10).toByteString()
}.take(BODY_BYTES / (64 shl 10))

private val REFUSAL = "HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig"

private const val ANSWERED = "the server answered before the request was sent whole, " +
    "and stopped reading it: readResponse() gives its answer"

private val BODIES: Map<String, (java.nio.file.Path) -> RequestBody> = mapOf(
    "an array" to { _ -> RequestBody.of(ByteArray(BODY_BYTES)) },
    "a file" to { file -> RequestBody.of(file) },
    "a stream" to { _ -> RequestBody.of(ByteArray(BODY_BYTES).inputStream()) },
    "chunks" to { _ -> RequestBody.of(pieces().asIterable()) },
)

private val ENDINGS: Map<String, Script.() -> Script> = mapOf(
    "and keeps the connection" to { this },
    "and ends its output" to { shutdownOutput() },
    "after an interim response" to { this },
)

private fun <T> withFile(block: (java.nio.file.Path) -> T): T {
    val file = Files.createTempFile("httpwire", null)
    return try {
        file.writeBytes(ByteArray(BODY_BYTES))
        block(file)
    } finally {
        file.deleteExisting()
    }
}

private fun refused(ending: String, done: CountDownLatch): Script {
    val interim = if ("interim" in ending) "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\n\r\n" else ""
    return Script.start().expectHead().reply(interim + REFUSAL).run(ENDINGS.getValue(ending)).waitFor(done)
}

/** The server reads no more of it, and the response is there all the same. */
private fun ListeningPeer.uploads(connection: HttpConnection, body: RequestBody, done: CountDownLatch) = use { peer ->
    connection.use {
        val response = it.exchange("POST", "/", Headers.EMPTY, body)
        response.status shouldBe 413
        response.text() shouldBe "big"
        response.closeReasons shouldContain CloseReason.REQUEST_INCOMPLETE
        it.state shouldBe ConnectionState.IDLE
    }
    done.countDown()
    peer.abandon()
}

class EarlyResponseTest : FunSpec({
    for (ending in ENDINGS.keys) {
        withTests(nameFn = { "F41, C11: a server that answers $ending, and stops reading $it" }, BODIES.keys) { name ->
            withFile { file ->
                val done = CountDownLatch(1)
                val peer = ScriptedPeer.listening(refused(ending, done))
                peer.uploads(connectionTo(peer), BODIES.getValue(name)(file), done)
            }
        }
    }

    withTests(nameFn = { "F41: the same over TLS, with tickets before: $it" }, BODIES.keys) { name ->
        withFile { file ->
            val done = CountDownLatch(1)
            val peer = ScriptedPeer.listening(Identities.good, refused("and keeps the connection", done))
            peer.uploads(secureConnectionTo(peer), BODIES.getValue(name)(file), done)
        }
    }

    withTests(nameFn = {
        "F41: request() of $it says that there is a response, and it can be read"
    }, BODIES.keys) { name ->
        val done = CountDownLatch(1)
        ScriptedPeer.listening(refused("and keeps the connection", done)).use { peer ->
            connectionTo(peer).use { connection ->
                val lost = shouldThrow<HttpException.ConnectionLost> {
                    withFile { connection.request("POST", "/", Headers.EMPTY, BODIES.getValue(name)(it)) }
                }
                lost.message shouldBe ANSWERED
                lost.kind shouldBe HttpException.ConnectionLost.Kind.BROKEN_PIPE
                connection.state shouldBe ConnectionState.REQUEST_SENT
                connection.readResponse().text() shouldBe "big"
            }
            done.countDown()
            peer.abandon()
        }
    }

    withTests(nameFn = {
        "F41: a piece of $it bytes that is stuck says so, too"
    }, 1000, 64 shl 10, 1 shl 20) { byteCount ->
        val done = CountDownLatch(1)
        ScriptedPeer.listening(refused("and keeps the connection", done)).use { peer ->
            connectionTo(peer).use { connection ->
                connection.putRequest("POST", "/")
                connection.putHeader("Content-Length", BODY_BYTES.toString())
                connection.endHeaders()
                val lost = shouldThrow<HttpException.ConnectionLost> {
                    repeat(BODY_BYTES / byteCount) { connection.send(ByteArray(byteCount)) }
                }
                lost.message shouldBe ANSWERED
                lost.kind shouldBe HttpException.ConnectionLost.Kind.BROKEN_PIPE
                connection.readResponse().text() shouldBe "big"
            }
            done.countDown()
            peer.abandon()
        }
    }

    test("a server that is slow, and has sent interim responses only, gets the whole body") {
        val begin = CountDownLatch(1)
        val script = Script.start().expectHead().reply("HTTP/1.1 102 Processing\r\n\r\n").waitFor(begin)
            .expectBytes(BODY_BYTES.toLong()).reply(ok("hi"))
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                val upload = httpwire.transport.Running {
                    connection.exchange("POST", "/", Headers.EMPTY, RequestBody.of(ByteArray(BODY_BYTES))).text()
                }
                upload.awaitStuck("writeBody")
                val limit = System.nanoTime() + 5_000_000_000
                while (Thread.getAllStackTraces().keys.none { it.name == "httpwire look for an early response" }) {
                    check(System.nanoTime() < limit) { "nobody looked" }
                    Thread.yield()
                }
                begin.countDown()
                upload.outcome().getOrThrow() shouldBe "hi"
            }
        }
    }
})
