package httpwire.coroutines

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Transport
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.withContext
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.ForwardingSink
import okio.ForwardingSource
import okio.Path.Companion.toOkioPath
import okio.Sink
import okio.Socket
import okio.Source
import java.nio.file.Files
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.Executors

private const val LOOP = "loop"

/** What was done to a socket in the thread of the loop. */
private class Watched(private val socket: Socket) : Socket by socket {
    val inLoop = ConcurrentLinkedQueue<String>()

    private fun note(what: String) {
        if (Thread.currentThread().name.startsWith(LOOP)) inLoop += what
    }

    override val source: Source =
        object : ForwardingSource(socket.source) {
            override fun read(sink: Buffer, byteCount: Long): Long {
                note("read")
                return super.read(sink, byteCount)
            }

            override fun close() {
                note("close")
                super.close()
            }
        }

    override val sink: Sink =
        object : ForwardingSink(socket.sink) {
            override fun write(source: Buffer, byteCount: Long) {
                note("write")
                super.write(source, byteCount)
            }

            override fun close() {
                note("close")
                super.close()
            }
        }
}

private const val LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhe\nllo"
private const val CHUNKS = "3\r\nhe\n\r\n3\r\nllo\r\n0\r\nA: b\r\n\r\n"
private const val CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n$CHUNKS"
private const val TO_THE_END = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 6\r\n\r\nhe\nllo"

private inline fun untilEnd(step: () -> Boolean) {
    do {
        val goesOn = step()
    } while (goesOn)
}

private val READERS = mapOf<String, suspend SuspendHttpResponse.() -> Unit>(
    "text" to { text() },
    "bytes" to { bytes() },
    "read" to { untilEnd { read(2).size > 0 } },
    "readInto" to { untilEnd { readInto(ByteArray(2)) >= 0 } },
    "readLine" to { untilEnd { readLine().size > 0 } },
    "readLine(2)" to { untilEnd { readLine(2).size > 0 } },
    "readLines" to { readLines() },
    "peek" to { while (peek(2).size > 0) read(1) },
    "bodyAsFlow" to { bodyAsFlow().toList() },
    "lines" to { lines().toList() },
    "textLines" to { textLines().toList() },
    "orThrow" to { orThrow().text() },
    "saveTo" to {
        val file = Files.createTempFile("httpwire", null)
        saveTo(file.toOkioPath())
        Files.delete(file)
    },
)

/** A delimiter as long as one can be, after content that is more than is needed to tell it. */
private val BOUNDARY = "B".repeat(70)
private val PARTS = "x".repeat(600).let { content ->
    "--$BOUNDARY\r\n\r\n$content\r\n--$BOUNDARY${" ".repeat(256)}\r\nA: b\r\n\r\n$content\r\n--$BOUNDARY--\r\n"
}
private const val MULTIPART = "HTTP/1.1 200 OK\r\nContent-Type: multipart/mixed; boundary="
private val MULTIPARTS = listOf(
    "$MULTIPART$BOUNDARY\r\nContent-Length: ${PARTS.length}\r\n\r\n$PARTS",
    "$MULTIPART$BOUNDARY\r\nTransfer-Encoding: chunked\r\n\r\n" +
        PARTS.chunked(100).joinToString("") { "${it.length.toString(16)}\r\n$it\r\n" } + "0\r\n\r\n",
)

private val PART_READERS = mapOf<String, suspend SuspendMultipartPart.() -> Unit>(
    "bytes" to { bytes() },
    "text" to { text() },
    "bodyAsFlow" to { bodyAsFlow().toList() },
    "a collector that stops" to { bodyAsFlow().first() },
    "saveTo" to {
        val file = Files.createTempFile("httpwire", null)
        saveTo(file.toOkioPath())
        Files.delete(file)
    },
    "nothing" to { },
)

private val CLOSERS = mapOf<String, suspend SuspendHttpResponse.() -> Unit>(
    "close" to { close() },
    "read, close" to {
        read(1)
        close()
    },
    "a collector that stops" to { bodyAsFlow().first() },
    "a response that is left unread" to { },
)

private val SENDERS = mapOf<String, suspend SuspendHttpScope.() -> SuspendHttpResponse>(
    "get" to { get("/") },
    "post" to { post("/") { body("hello") } },
    "post of a flow" to { post("/") { body(flowOf("he".encodeUtf8(), "llo".encodeUtf8())) } },
    "post of a writer" to { post("/") { body(5) { send("hello") } } },
    "exchange" to { exchange("POST", "/", head = { header("Content-Length", "5") }) { send("hello") } },
    "await" to {
        connection.await { request("GET", "/") }
        connection.awaitResponse()
    },
)

private fun arriving(reply: String, offset: Int): Script = when {
    offset < reply.length -> Script.start().expectHead().replySplitAt(reply, offset)
    else -> answering(reply)
}

/** Runs [block] in a loop on one thread, and says what it did to the socket there. */
private suspend fun inLoop(script: Script, block: suspend SuspendHttpScope.() -> Unit): List<String> =
    Executors.newSingleThreadExecutor { Thread(it, LOOP) }.asCoroutineDispatcher().use { loop ->
        ScriptedPeer.inMemory(script).use { peer ->
            val watched = Watched(peer.socket())
            withContext(loop) {
                http("example.org", Dispatchers.IO) {
                    dialer =
                        Dialer {
                            check(!Thread.currentThread().name.startsWith(LOOP)) { "dialed in the loop" }
                            Transport.of(watched)
                        }
                    block()
                }
            }
            watched.inLoop.toList()
        }
    }

/** Nothing waits for the network in the thread of a caller who must not be held up. */
class MainSafetyTest :
    FunSpec({
        context("reading a response that comes in two parts, split anywhere:") {
            withTests(READERS.keys) { name ->
                for (reply in listOf(LENGTH, CHUNKED, TO_THE_END)) {
                    for (offset in 1..reply.length) {
                        inLoop(arriving(reply, offset)) { READERS.getValue(name)(get("/")) }.shouldBeEmpty()
                    }
                }
            }
        }

        context("reading parts that come in two, split anywhere:") {
            withTests(PART_READERS.keys) { name ->
                for (reply in MULTIPARTS) {
                    for (offset in reply.indexOf("--B") until reply.length step 3) {
                        inLoop(arriving(reply, offset)) { get("/").parts().collect(PART_READERS.getValue(name)) }
                            .shouldBeEmpty()
                    }
                }
            }
        }

        context("a response that is not read to its end:") {
            withTests(CLOSERS.keys) { name ->
                for (reply in listOf(LENGTH, CHUNKED, TO_THE_END)) {
                    for (offset in reply.indexOf("he\n") + 1..reply.length) {
                        inLoop(answering(reply.take(offset)).expectEnd()) { CLOSERS.getValue(name)(get("/")) }
                            .shouldBeEmpty()
                    }
                }
            }
        }

        context("sending a request:") {
            withTests(SENDERS.keys) { name ->
                inLoop(Script.start().expectHead().reply(LENGTH).ignoreInput()) { SENDERS.getValue(name)(this).text() }
                    .shouldBeEmpty()
            }
        }
    })
