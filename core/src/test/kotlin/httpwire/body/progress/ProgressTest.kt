package httpwire.body.progress

import httpwire.Headers
import httpwire.HttpException.IncompleteRead
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.HttpResponse
import httpwire.connection.Wire
import httpwire.connection.connectionOver
import httpwire.connection.ok
import httpwire.connection.played
import httpwire.internal.ArraySink
import httpwire.internal.PieceSink
import httpwire.state.ConnectionState
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import okio.Sink
import okio.buffer
import java.io.IOException
import java.nio.ByteBuffer
import java.util.concurrent.TimeUnit
import kotlin.io.path.writeText

private fun Progress.spelt() = "$byteCount/$totalByteCount"

private class Heard(private val atMost: Int = Int.MAX_VALUE, private val thrown: Throwable? = null) : ProgressListener {
    val steps = mutableListOf<String>()

    override fun progressed(progress: Progress) {
        if (steps.size == atMost) throw thrown!!
        steps += progress.spelt()
    }
}

private fun response(text: String, method: String = "GET") = HttpResponse.parse(Buffer().writeUtf8(text), method)

private fun post(body: RequestBody, expected: String): HttpResponse {
    val wire = Wire(ok("hi"))
    val response = connectionOver(wire).exchange("POST", "/", Headers.EMPTY, body)
    wire.sent().substringAfter("\r\n\r\n") shouldBe expected
    return response
}

private val THROWN = listOf(IOException("x"), Exception("x"), IllegalStateException("x"), StackOverflowError("x"))

class ProgressTest :
    FunSpec({
        test("a progress is a count, of a total or not") {
            listOf(Progress(1, 4), Progress(0, 0), Progress(1, -1), Progress(3, 2)).map { it.fraction } shouldBe
                listOf(0.25, 1.0, null, 1.5)
            shouldThrow<IllegalArgumentException> { Progress(-1, 0) }
            shouldThrow<IllegalArgumentException> { Progress(0, -2) }
        }

        test("a meter tells of the beginning and the end, and between them at most once in 50 ms") {
            var nanos = Long.MAX_VALUE - 1000 // It may overflow.
            val heard = Heard()
            val meter = ProgressMeter(-1, heard) { nanos }
            meter.begin()
            repeat(10_000) {
                meter.add(1)
                nanos += TimeUnit.MICROSECONDS.toNanos(20)
            }
            meter.end()
            heard.steps shouldBe listOf("0/-1", "2501/-1", "5001/-1", "7501/-1", "10000/-1")
        }

        val file = tempfile().toPath().apply { writeText("0123456789") }
        withTests(
            nameFn = { (name) -> "an upload tells of its beginning and end: $name" },
            listOf(
                Triple("text", RequestBody.of("0123456789"), "0123456789"),
                Triple("nothing", RequestBody.of(""), ""),
                Triple("a file", RequestBody.of(file), "0123456789"),
                Triple("a source", RequestBody.of(Buffer().writeUtf8("0123456789")), "A\r\n0123456789\r\n0\r\n\r\n"),
                Triple(
                    "pieces",
                    RequestBody.of(listOf("ab".encodeUtf8(), "c".encodeUtf8())),
                    "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
                ),
            ),
        ) { (_, body, expected) ->
            val heard = Heard()
            post(ProgressBody.of(body, heard), expected).text() shouldBe "hi"
            val byteCount = if (body is Iterable<*> || expected.startsWith("2")) 3 else body.size()
            val total = body.length()
            heard.steps.first() shouldBe "0/$total"
            heard.steps.last() shouldBe "$byteCount/$total"
        }

        test("it is the body that it stands for, except that the kernel does not send it") {
            val body = ProgressBody.of(RequestBody.of(file), Heard())
            body.file() shouldBe null
            body.body.file() shouldBe file
            body.length() shouldBe 10
            body.isRepeatable shouldBe true
            val typed = ProgressBody.of(RequestBody.of("a"), Heard())
            typed.contentType() shouldBe "text/plain; charset=utf-8"
            val trailed = object : RequestBody by RequestBody.of("a") {
                override fun trailers() = Headers.of("A", "b")
            }
            ProgressBody.of(trailed, Heard()).trailers() shouldBe Headers.of("A", "b")
            ProgressBody.of(RequestBody.of(Buffer()), Heard()).isRepeatable shouldBe false
        }

        test("a body that is sent again begins again") {
            val heard = Heard()
            val body = ProgressBody.of(RequestBody.of("0123"), heard)
            repeat(2) { Buffer().also(body::writeTo).readUtf8() shouldBe "0123" }
            heard.steps shouldBe listOf("0/4", "4/4", "0/4", "4/4")
        }

        test("a large array goes on without a copy, in slices if its length is known") {
            val array = ByteArray(600_000) { it.toByte() }
            val large = array.toByteString()
            for ((isKnown, slices) in listOf(true to listOf(262_144, 262_144, 75_713), false to listOf(600_001))) {
                val body = object : RequestBody {
                    override fun length() = if (isKnown) 600_001L else -1L

                    override fun writeTo(sink: BufferedSink) = PieceSink.write(sink, large, "x".encodeUtf8())
                }
                val seen = Pieces()
                val heard = Heard()
                ProgressBody.of(body, heard).writeTo(ArraySink(seen))
                heard.steps.last() shouldBe "600001/${if (isKnown) 600_001 else -1}"
                seen.byteCounts shouldBe slices
                seen.isCopied shouldBe false
                seen.all.readByteString() shouldBe Buffer().write(array).writeUtf8("x").readByteString()
            }
        }

        test("what the body writes and flushes goes on at once, in blocks of the size that is asked for") {
            val sent = mutableListOf<String>()
            val under = object : okio.ForwardingSink(Buffer()) {
                override fun write(source: Buffer, byteCount: Long) {
                    sent += source.readUtf8(byteCount)
                }

                override fun flush() {
                    sent += "flush"
                }
            }
            val live = object : RequestBody {
                override fun length() = -1L

                override fun writeTo(sink: BufferedSink) {
                    sink.writeUtf8("a").emit()
                    sent += "emitted"
                    sink.writeUtf8("b").flush()
                }

                override fun writeTo(sink: BufferedSink, blockByteCount: Int) {
                    sink.writeUtf8("$blockByteCount")
                }
            }
            val body = ProgressBody.of(live, Heard())
            val sink = (under as Sink).buffer()
            body.writeTo(sink)
            body.writeTo(sink, 7)
            sent shouldBe listOf("a", "emitted", "b", "flush", "7")
        }

        test("the total is the Content-Length of a body that is not in chunks, and is told once") {
            fun total(vararg fields: String) = HttpResponse.builder(200).headers(Headers.of(*fields))
                .body(Buffer().writeUtf8("x")).build().let { ProgressResponse.totalByteCount(it) }
            total("Content-Length", "1") shouldBe 1
            total("Content-Length", "1", "Transfer-Encoding", "chunked") shouldBe -1
            total("Content-Length", "9223372036854775808") shouldBe -1
            total() shouldBe -1
            val heard = Heard()
            val response = ProgressResponse.of(response("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na"), heard)
            repeat(2) { response.read() }
            response.source().exhausted() shouldBe true
            heard.steps shouldBe listOf("0/1", "1/1")
        }

        withTests(nameFn = { "what a listener throws ends the exchange: $it" }, THROWN) { thrown ->
            for (atMost in 0..1) {
                val connection = connectionOver(Wire(ok("hi")))
                val body = ProgressBody.of(RequestBody.of("0123"), Heard(atMost, thrown))
                shouldThrow<Throwable> { connection.exchange("POST", "/", Headers.EMPTY, body) } shouldBe thrown
                connection.state shouldBe ConnectionState.IDLE
                connection.transport shouldBe null
            }
        }

        withTests(
            nameFn = { (head, total) -> "a download tells of its beginning and end, of $total: $head" },
            listOf(
                "Content-Length: 5\r\n\r\n01234" to 5,
                "Content-Length: 5, 5\r\n\r\n01234" to -1,
                "Transfer-Encoding: chunked\r\n\r\n2\r\n01\r\n3\r\n234\r\n0\r\n\r\n" to -1,
                "\r\n01234" to -1,
            ),
        ) { (rest, total) ->
            val readers = listOf<HttpResponse.() -> String>(
                { text() },
                { read().utf8() },
                { source().readUtf8() },
                {
                    java.nio.file.Files.createTempFile("a", "b").let {
                        saveTo(it)
                        it.toFile().readText()
                    }
                },
            )
            for (readAll in readers) {
                val heard = Heard()
                val response = ProgressResponse.of(response("HTTP/1.1 200 OK\r\n$rest"), heard)
                heard.steps shouldBe listOf()
                response.readAll() shouldBe "01234"
                heard.steps shouldBe listOf("0/$total", "5/$total")
            }
        }

        test("a body that is none is 0 of 0") {
            for (response in listOf(
                response("HTTP/1.1 204 No\r\n\r\n"),
                response("HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", "HEAD"),
            )) {
                val heard = Heard()
                ProgressResponse.of(response, heard).text() shouldBe ""
                heard.steps shouldBe listOf("0/0", "0/0")
            }
        }

        test("the response is the one that it stands for: head, trailers, cut, and the connection goes on") {
            val chunks = "HTTP/1.1 200 Fine\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n1\r\na\r\n0\r\nT: r\r\n\r\n"
            played(Script.start().expectHead().reply(chunks).expectHead().reply(ok("hi"))) { connection ->
                val response = ProgressResponse.of(connection.exchange(Request.get("/")), Heard())
                "${response.status} ${response.reason} ${response.getHeader("A")}" shouldBe "200 Fine b"
                response.text() shouldBe "a"
                response.trailers shouldBe Headers.of("T", "r")
                connection.exchange(Request.get("/")).text() shouldBe "hi"
            }
            val heard = Heard()
            val cut = ProgressResponse.of(response("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"), heard)
            shouldThrow<IncompleteRead> { cut.text() }
            heard.steps shouldBe listOf("0/9")
            val closed = response("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").apply { close() }
            shouldThrow<IllegalStateException> { ProgressResponse.of(closed, Heard()) }
        }

        withTests(nameFn = { "what a listener of a download throws ends it: $it" }, THROWN) { thrown ->
            for (atMost in 0..1) {
                val connection = connectionOver(Wire(ok("01234")))
                val response = ProgressResponse.of(connection.exchange(Request.get("/")), Heard(atMost, thrown))
                shouldThrow<Throwable> { response.read() } shouldBe thrown
                shouldThrow<Throwable> { response.source().readByte() }
                connection.state shouldBe ConnectionState.IDLE
                if (atMost == 0) connection.transport shouldBe null
                response.close()
            }
        }
    })

private fun RequestBody.size() = if (length() >= 0) length() else 10L

/** Sees each piece that arrives, and whether it is the array itself. */
private class Pieces(val all: Buffer = Buffer()) : ArraySink.Pieces, Sink by all {
    val byteCounts = mutableListOf<Int>()
    var isCopied = false

    override fun write(source: Buffer, byteCount: Long) {
        isCopied = true
        byteCounts += byteCount.toInt()
        all.write(source, byteCount)
    }

    override fun write(piece: ByteBuffer, end: ByteString) {
        isCopied = isCopied || !piece.isReadOnly
        byteCounts += piece.remaining() + end.size
        all.write(piece)
        all.write(end)
    }
}
