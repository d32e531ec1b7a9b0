package httpwire.connection

import com.sun.management.ThreadMXBean
import httpwire.HttpException
import httpwire.HttpException.IncompleteRead
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import java.io.UncheckedIOException
import java.lang.management.ManagementFactory
import java.util.concurrent.CountDownLatch
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.readText

/** What one call has of a body of ten bytes that was cut after seven, when it fails. */
private class Path(val name: String, val partial: String, val read: HttpResponse.() -> Unit)

private val PATHS =
    listOf(
        Path("read()", "01\n3456") { read() },
        Path("read(-1)", "01\n3456") { read(-1) },
        Path("read(10)", "01\n3456") { read(10) },
        Path("read(5), the second one", "56") {
            read(5).utf8() shouldBe "01\n34"
            read(5)
        },
        Path("read1(), the second one", "") {
            read1().utf8() shouldBe "01\n3456"
            read1()
        },
        Path("readInto", "01\n3456") { readInto(ByteArray(10)) },
        Path("readInto a part", "3456") {
            read(3)
            readInto(ByteArray(10), 1, 9)
        },
        Path("readLine(), the second one", "3456") {
            readLine().utf8() shouldBe "01\n"
            readLine()
        },
        Path("readLine(9), the second one", "3456") {
            readLine(9)
            readLine(9)
        },
        Path("lines()", "3456") { lines().forEach { it.utf8() shouldBe "01\n" } },
        Path("text()", "01\n3456") { text() },
        Path("peek(1) after the last byte", "") {
            read(7)
            peek(1)
        },
        Path("source()", "") { source().readByteString() },
        Path("saveTo, which keeps what came", "") {
            val file = createTempFile()
            try {
                saveTo(file)
            } finally {
                file.readText() shouldBe "01\n3456"
                file.deleteExisting()
            }
        },
    )

private val FRAMINGS =
    mapOf(
        "Content-Length" to ok("Content-Length: 10\r\n", "01\n3456"),
        "chunked" to ok("Transfer-Encoding: chunked\r\n", "A\r\n01\n3456"),
        "chunked, between two chunks" to ok("Transfer-Encoding: chunked\r\n", "7\r\n01\n3456\r\n"),
    )

private const val CHUNKED = "Transfer-Encoding: chunked\r\n"

private fun allocatedByteCount() = (ManagementFactory.getThreadMXBean() as ThreadMXBean).currentThreadAllocatedBytes

private fun respond(answer: String): Pair<HttpConnection, HttpResponse> {
    val connection = connectionOver(Wire(answer))
    connection.request("GET", "/")
    return connection to connection.readResponse()
}

class IncompleteReadTest :
    FunSpec({
        withTests(nameFn = { "T22, F26: memory grows with what came, whatever length was said: ${it.name}" }, PATHS) {
            for (framing in listOf("Content-Length: ${Long.MAX_VALUE}\r\n" to "", CHUNKED to "7fffffffffffffff\r\n")) {
                val (_, response) = respond(ok(framing.first, framing.second + "01\n3456"))
                val before = allocatedByteCount()
                runCatching { it.read(response) }.exceptionOrNull().shouldNotBeNull()
                // What a page of text or a stack trace takes, and some classes.
                allocatedByteCount() - before shouldBeLessThan 2_000_000L
            }
        }

        test("F13: a reset in the middle of a body is a lost connection, and what was read before was right") {
            for (framing in listOf("Content-Length: 10\r\n" to "half", CHUNKED to "A\r\nhalf", "" to "half")) {
                val isRead = CountDownLatch(1)
                val script = Script.start().expectHead().reply(
                    ok(framing.first, framing.second),
                ).waitFor(isRead).reset()
                ScriptedPeer.listening(script).use { peer ->
                    connectionTo(peer).use { connection ->
                        connection.request("GET", "/")
                        val response = connection.readResponse()
                        response.read(4).utf8() shouldBe "half"
                        isRead.countDown()
                        repeat(2) { shouldThrow<HttpException.ConnectionLost> { response.read() } }
                        connection.transport shouldBe null
                    }
                }
            }
        }

        FRAMINGS.forEach { (name, answer) ->
            context(name) {
                withTests(nameFn = { it.name }, PATHS) { path ->
                    val (connection, response) = respond(answer)
                    val thrown = runCatching { path.read(response) }.exceptionOrNull()
                    val cut = if (thrown is UncheckedIOException) thrown.cause else thrown
                    cut.shouldBeInstanceOf<IncompleteRead>()
                    cut.partial.utf8() shouldBe path.partial
                    cut.expected shouldBe if (name == "Content-Length") 3L else -1L
                    connection.transport shouldBe null
                    connection.state shouldBe ConnectionState.IDLE
                }
            }
        }

        test("it is thrown again by whoever goes on reading") {
            val (_, response) = respond(FRAMINGS.getValue("Content-Length"))
            repeat(2) { shouldThrow<IncompleteRead> { response.read(10) } }
        }

        test("T19, P21, P30: a short read is never passed off as the end") {
            val (_, response) = respond(FRAMINGS.getValue("Content-Length"))
            response.read(7).size shouldBe 7
            response.isClosed shouldBe false
            shouldThrow<IncompleteRead> { response.read(1) }
        }

        test("a body until the close has no length to fall short of") {
            val (_, response) = respond(ok("", "01"))
            response.read().utf8() shouldBe "01"
            response.read().size shouldBe 0
        }

        test("reads of nothing leave the response open, and the end is empty or -1") {
            val (_, response) = respond(ok("ab"))
            response.read(0).size shouldBe 0
            response.read1(0).size shouldBe 0
            response.readInto(ByteArray(0)) shouldBe 0
            response.readLine(0).size shouldBe 0
            response.isClosed shouldBe false
            response.read(2)
            response.read(1).size shouldBe 0
            response.read1().size shouldBe 0
            response.readLine().size shouldBe 0
            response.peek(1).size shouldBe 0
            response.readInto(ByteArray(1)) shouldBe -1
        }

        test("read1 takes what one read of the wire gives, and peek shows no more than asked for") {
            val connection = connectionOver(Wire(ok("abcdef"), pieceByteCount = 1_000))
            connection.request("GET", "/")
            val response = connection.readResponse()
            response.peek(2).utf8() shouldBe "ab"
            response.read1(1).utf8() shouldBe "a"
            response.read1().utf8() shouldBe "b"
            response.read1().utf8() shouldBe "cdef"
        }

        test("in chunks read1 ends at the chunk's end") {
            val (_, response) = respond(ok("Transfer-Encoding: chunked\r\n", "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"))
            response.read1().utf8() shouldBe "ab"
            response.read1().utf8() shouldBe "c"
            response.read1().size shouldBe 0
        }
    })
