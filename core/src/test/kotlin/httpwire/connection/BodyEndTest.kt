package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.Limits
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import java.nio.file.Files
import java.time.Duration

/** Every way to read a body. */
private val READERS = mapOf<String, HttpResponse.() -> Any?>(
    "read()" to { read() },
    "read(3)" to { read(3) },
    "read1()" to { read1() },
    "readInto" to { readInto(ByteArray(3)) },
    "readLine()" to { readLine() },
    "readLines" to { readLines(-1) },
    "peek" to { peek(1) },
    "text()" to { text() },
    "lines()" to { runCatching { lines().toList() }.getOrElse { throw it.cause ?: it } },
    "source()" to { source().readByteString() },
    "saveTo" to {
        val file = Files.createTempFile("httpwire", null)
        try {
            saveTo(file)
        } finally {
            Files.delete(file)
        }
    },
)

/** How a reader begins: the first leaves the body on the wire, the second takes all of it from there. */
private val LEADS = mapOf<String, HttpResponse.() -> Any?>("read(1)" to { read(1) }, "readLine()" to { readLine() })

private val LED_READERS = LEADS.keys.flatMap { lead -> READERS.keys.map { lead to it } }

/** http.client's own, which find an end after close(). */
private val AS_HTTP_CLIENT = setOf("read()", "read(3)", "read1()", "readInto", "readLine()", "readLines", "peek")

private fun HttpConnection.got(): HttpResponse {
    request("GET", "/")
    return readResponse()
}

class BodyEndTest : FunSpec({
    withTests(nameFn = {
        "taken away by connection.close() after ${it.first}: ${it.second} throws Cancelled"
    }, LED_READERS) { (lead, name) ->
        val connection = connectionOver(Wire(ok("one\ntwo\n")))
        val response = connection.got()
        LEADS.getValue(lead)(response)
        connection.close()
        response.isClosed shouldBe true
        repeat(2) {
            shouldThrow<HttpException.Cancelled> { READERS.getValue(name)(response) }.message!! shouldContain
                "close() was called"
        }
    }

    withTests(nameFn = {
        "taken away by a failure of the next request after ${it.first}: ${it.second} throws it"
    }, LED_READERS) { (lead, name) ->
        val connection = connectionOver(Wire(ok("one\ntwo\n")))
        val response = connection.got()
        LEADS.getValue(lead)(response)
        val half = object : RequestBody {
            override fun length(): Long = 4

            override fun writeTo(sink: okio.BufferedSink) {
                sink.writeUtf8("ab").flush()
            }
        }
        shouldThrow<IllegalArgumentException> { connection.request("PUT", "/", httpwire.Headers.EMPTY, half) }
        shouldThrow<HttpException> { READERS.getValue(name)(response) }
    }

    withTests(nameFn = { "closed by its reader: $it" }, READERS.keys) { name ->
        val response = connectionOver(Wire(ok("one\ntwo\n"))).got()
        response.read(1)
        response.close()
        repeat(2) {
            val outcome = runCatching { READERS.getValue(name)(response) }
            if (name in AS_HTTP_CLIENT) {
                (outcome.getOrThrow() in listOf(okio.ByteString.EMPTY, -1, emptyList<Any>())) shouldBe true
            } else {
                (outcome.exceptionOrNull() is IllegalStateException) shouldBe true
            }
        }
    }

    for ((kind, field) in mapOf("kept" to "", "detached" to "Connection: close\r\n")) {
        withTests(nameFn = { "cancelled, then closed, $kind: $it throws Cancelled" }, READERS.keys) { name ->
            val response = connectionOver(Wire(ok("${field}Content-Length: 8\r\n", "one\ntwo\n"))).got()
            response.read(1)
            response.cancel()
            response.close()
            repeat(2) { shouldThrow<HttpException.Cancelled> { READERS.getValue(name)(response) } }
        }
    }

    withTests(nameFn = { "complete: $it finds the end" }, READERS.keys) { name ->
        val response = connectionOver(Wire(ok("one\ntwo\n"))).got()
        response.read().utf8() shouldBe "one\ntwo\n"
        READERS.getValue(name)(response)
        response.close()
        READERS.getValue(name)(response)
    }

    withTests(nameFn = { "cut: $it throws, and every later read the same" }, READERS.keys) { name ->
        val cut = ok("Content-Length: 20\r\n", "half a li")
        played(Script.start().expectHead().reply(cut).hangUp()) { connection ->
            val response = connection.got()
            var first: HttpException.IncompleteRead? = null
            // read(3), read1, peek and readInto have something to give before the cut.
            for (attempt in 1..20) {
                first = runCatching {
                    READERS.getValue(name)(response)
                    response.read(3)
                }.exceptionOrNull()
                    as HttpException.IncompleteRead?
                if (first != null) break
            }
            first!!.message shouldBe "IncompleteRead(9 bytes read, 11 more expected)"
            first.byteCount shouldBe 9
            for (reader in READERS.values) {
                shouldThrow<HttpException.IncompleteRead> { reader(response) } shouldBeSameInstanceAs first
            }
        }
    }

    for ((kind, answer) in mapOf(
        "kept" to ok("Content-Length: 8\r\n", "one\ntwo\n"),
        "closing" to ok("", "one\ntwo\n"),
    )) {
        test("taken away by the owner of a $kind connection: every read throws the owner's reason") {
            val told = mutableListOf<String>()
            val listener = object : ConnectionListener {
                override fun closed(moment: Moment, reasons: Set<CloseReason>) {
                    told += reasons.joinToString()
                }
            }
            val wire = Wire(answer)
            val connection = connectionOver(wire) { listener(listener) }
            val response = connection.got()
            response.read(1)
            val reason = HttpException.Cancelled("the lease is over", null)
            response.takeAway(reason)
            response.takeAway(HttpException.Cancelled("again", null))
            response.close()
            for (reader in READERS.values) {
                shouldThrow<HttpException.Cancelled> { reader(response) } shouldBeSameInstanceAs reason
            }
            reason.circumstances!!.bytesReceived shouldBe answer.length
            response.isClosed shouldBe true
            wire.isClosed shouldBe true
            connection.transport.shouldBeNull()
            connection.state shouldBe ConnectionState.IDLE
            told.single() shouldBe if (kind == "kept") "close() was called" else response.closeReasons.joinToString()
        }
    }

    test("a body that has ended, or was cancelled or closed before, cannot be taken away") {
        val reason = HttpException.Cancelled("the lease is over", null)
        val whole = connectionOver(Wire(ok("hi"))).got()
        whole.read()
        whole.takeAway(reason)
        whole.read().size shouldBe 0
        val closed = connectionOver(Wire(ok("hi"))).got()
        closed.close()
        closed.takeAway(reason)
        closed.read().size shouldBe 0
        val cancelled = connectionOver(Wire(ok("hi"))).got()
        cancelled.cancel()
        cancelled.takeAway(reason)
        shouldThrow<HttpException.Cancelled> { cancelled.read() }.message!! shouldContain "cancelled while"
        val parsed = HttpResponse.parse(Buffer().writeUtf8(ok("hi")), "GET")
        parsed.takeAway(reason)
        shouldThrow<HttpException.Cancelled> { parsed.read() } shouldBeSameInstanceAs reason
    }

    test("a follower sees each response before its caller does") {
        val seen = mutableListOf<HttpResponse>()
        val connection = connectionOver(Wire(ok("", "one")), Wire(ok("two")))
        connection.setResponseFollower { seen += it }
        val first = connection.got()
        val second = connection.exchange("GET", "/", Headers.EMPTY, null)
        seen shouldBe listOf(first, second)
    }

    test("a line that time ran out on is not a line") {
        val script = Script.start().expectHead().reply(ok("Content-Length: 20\r\n", "half a li")).expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            val response = connectionTo(peer) { timeouts(Timeouts.DEFAULT.withRead(Duration.ofMillis(50))) }.got()
            val first = shouldThrow<HttpException.Timeout> { response.readLine() }
            for (reader in READERS.values) {
                shouldThrow<HttpException.Timeout> { reader(response) } shouldBeSameInstanceAs first
            }
        }
    }

    test("what a limit refused is still there, in order") {
        val text = (1..20_000).joinToString("\n")
        val chunks = text.chunked(4096) { "${it.length.toString(16)}\r\n$it\r\n" }.joinToString("") + "0\r\n\r\n"
        val limits = Limits.DEFAULT.withMaxBufferedBodyBytes(60L shl 10)
        val wire = Wire(ok("Transfer-Encoding: chunked\r\n", chunks), 3000)
        val response = connectionOver(wire) { limits(limits) }.got()
        val line = response.readLine()
        shouldThrow<HttpException.LimitExceeded> { response.read() }
        shouldThrow<HttpException.LimitExceeded> { response.read() }
        response.peek(3)
        line.utf8() + response.source().readUtf8() shouldBe text
    }

    test("a line beyond the limit is still there, in order") {
        val text = "x".repeat(100_000)
        val limits = Limits.DEFAULT.withMaxBufferedBodyBytes(60L shl 10)
        val response = connectionOver(Wire(ok(text))) { limits(limits) }.got()
        shouldThrow<HttpException.LimitExceeded> { response.readLine() }
        shouldThrow<HttpException.LimitExceeded> { response.read() }
        response.source().readUtf8() shouldBe text
    }

    for ((word, closing) in mapOf<String, HttpConnection.() -> Unit>(
        "closes" to {
            close()
        },
        "cancels" to { cancel() },
    )) {
        test("a body that a listener $word while it comes is not taken for whole") {
            for ((name, reader) in READERS) {
                var current: HttpConnection? = null
                val listener = object : ConnectionListener {
                    override fun bodyReceived(moment: Moment, byteCount: Long) {
                        current?.closing()
                    }
                }
                val connection = connectionOver(Wire(ok("one\ntwo\n".repeat(20)), 60)) { listener(listener) }
                current = connection
                val response = connection.got()
                val thrown = runCatching { repeat(20) { reader(response) } }.exceptionOrNull()
                io.kotest.assertions.withClue(name) { (thrown is HttpException.Cancelled) shouldBe true }
            }
        }
    }
})
