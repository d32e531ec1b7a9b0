package httpwire.coroutines

import httpwire.CloseReason
import httpwire.HttpException.Cancelled
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.UnexpectedResponse
import httpwire.HttpVersion
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.Path.Companion.toOkioPath
import java.nio.file.Files

private class Way(
    val name: String,
    val read: suspend SuspendHttpResponse.() -> String,
)

private val ways =
    listOf(
        Way("text()") { text() },
        Way("text(charset)") { text("ISO-8859-1") },
        Way("bytes()") { bytes().utf8() },
        Way("read(n)") { read(3).utf8() + read(100).utf8() },
        Way("readLine()") { readLine().utf8() + readLine().utf8() + readLine().utf8() },
        Way("readLine(limit)") { readLine(2).utf8() + text() },
        Way("bodyAsFlow()") { bodyAsFlow().toList().joinToString("") { it.utf8() } },
        Way("lines()") { lines().toList().joinToString("") { it.utf8() } },
        Way("textLines()") { textLines().toList().joinToString("\n") },
        Way("readLines()") { readLines().joinToString("") { it.utf8() } },
        Way("readInto(array)") {
            val sink = ByteArray(100)
            sink.decodeToString(0, readInto(sink))
        },
        Way("peek(n)") { peek(1).utf8() + text().drop(1) },
        Way("orThrow()") { orThrow().text() },
        Way("saveTo(path)") {
            val file = Files.createTempFile("httpwire", null)
            saveTo(file.toOkioPath()) shouldBe 9
            Files.readString(file).also { Files.delete(file) }
        },
    )

private fun body(text: String, fields: String = "") =
    "HTTP/1.1 200 OK\r\n${fields}Content-Length: ${text.length}\r\n\r\n$text"

private suspend fun lines(body: String, fields: String = "", pieceByteCount: Int = 1): List<String> =
    talk(Script.start().expectHead().replyInPieces(body(body, fields), pieceByteCount)) {
        get("/").textLines().toList()
    }

class ReadingTest :
    FunSpec({
        withTests(nameFn = { "${it.name} reads to the end, and the connection goes on" }, ways) { way ->
            talk(answering(body("one\ntwo\n3")).expectHead().reply(OK)) {
                val response = get("/")
                response.isClosed shouldBe false
                way.read(response) shouldBe "one\ntwo\n3"
                response.isClosed shouldBe true
                get("/").text() shouldBe "hi"
            }
        }

        withTests(nameFn = { "${it.name} tells a body that ends too early" }, ways) { way ->
            withPeer(answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\none\ntwo\n3").hangUp()) { peer ->
                http(peer.address()) { shouldThrow<IncompleteRead> { way.read(get("/")) } }
            }
        }

        test("the head is all there without waiting") {
            talk(answering("HTTP/1.1 404 Not Here\r\nA: 1\r\nA: 2\r\nContent-Length: 0\r\n\r\n")) {
                with(get("/x")) {
                    listOf(
                        status,
                        isSuccess,
                        reason,
                        version,
                        getHeader("a"),
                        getHeader("b"),
                        getHeader("b", "c"),
                    ) shouldBe
                        listOf(404, false, "Not Here", HttpVersion.HTTP_1_1, "1, 2", null, "c")
                    headers.getAll("A") shouldBe listOf("1", "2")
                    url shouldBe "http://$host/x"
                    isClosed shouldBe true
                }
            }
        }

        test("why the connection ends with the response") {
            val closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            talk(answering().expectHead().reply(closing)) {
                val kept = get("/")
                kept.willClose to kept.closeReasons shouldBe (false to emptySet())
                kept.text()
                val last = get("/")
                last.willClose to last.closeReasons shouldBe (true to setOf(CloseReason.CLOSE_ANSWERED))
            }
        }

        test("orThrow() throws what the server explains, and cancel() is not the end of a body") {
            talk(answering("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno")) {
                shouldThrow<UnexpectedResponse> { get("/").orThrow() }.body.utf8() shouldBe "no"
            }
            withPeer(answering(body("body")).expectEnd()) { peer ->
                http(peer.address()) {
                    val response = get("/")
                    response.cancel()
                    response.close()
                    shouldThrow<Cancelled> { response.bytes() }
                }
            }
        }

        test("a connection that switched protocols is handed over") {
            val switching = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: upgrade\r\n\r\nhi"
            withPeer(answering(switching).expectEnd()) { peer ->
                http(peer.address()) {
                    get("/") {
                        header("Connection", "upgrade")
                        header("Upgrade", "echo")
                    }.upgrade()
                }.use { it.source.readUtf8(2) shouldBe "hi" }
            }
        }

        test("trailers come with the end of the body") {
            talk(answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nA: b\r\n\r\n")) {
                val response = get("/")
                response.trailers.isEmpty shouldBe true
                response.text() shouldBe "hi"
                response.trailers.get("A") shouldBe "b"
            }
        }

        test("lines end with LF or CRLF, however they are cut; the last one needs no end") {
            for (pieceByteCount in 1..12) {
                lines("a\nbc\r\n\r\n\nd\re", pieceByteCount = pieceByteCount) shouldBe listOf("a", "bc", "", "", "d\re")
            }
            lines("a\n") shouldBe listOf("a")
            lines("\n") shouldBe listOf("")
            lines("") shouldBe emptyList()
        }

        test("lines are in the response's charset, else in UTF-8") {
            lines("\u00fc\n", "Content-Type: text/plain; charset=ISO-8859-1\r\n") shouldBe listOf("ü")
            lines("\u00c3\u00bc\n") shouldBe listOf("ü")
        }

        test("a line has a bound, a flow of pieces has none") {
            fun SuspendHttpScope.bounded() = apply { limits = limits.withMaxBufferedBodyBytes(100) }
            // The client leaves in the middle of the line, and the peer may still be writing it.
            val endless = answering("HTTP/1.1 200 OK\r\n\r\n").floodUntilClosed("0123456789")
            withPeer(endless) { peer ->
                http(peer.address()) {
                    shouldThrow<LimitExceeded> { bounded().get("/").lines().toList() }.message shouldBe
                        "a line is longer than 100 bytes: read it through bodyAsFlow()"
                }
            }
            talk(answering(body("0123456789".repeat(1000)))) {
                bounded().get("/").bodyAsFlow().toList().sumOf { it.size } shouldBe 10_000
            }
        }

        test("a collector that stops early closes the response") {
            val more = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\na\nb\nc\n"
            withPeer(answering(more).expectEnd(), answering().expectEnd()) { peer ->
                http(peer.address()) {
                    val response = get("/")
                    response.textLines().take(2).toList() shouldBe listOf("a", "b")
                    response.isClosed shouldBe true
                    get("/").bodyAsFlow().first() shouldBe "hi".encodeUtf8()
                }
            }
        }

        test("textLines() of a body that nobody decoded is refused as text() is, and loses nothing") {
            talk(answering(body("a\nb", "Content-Encoding: gzip\r\n"))) {
                val response = get("/")
                for (attempt in 1..2) {
                    shouldThrow<UnexpectedResponse> { response.textLines().toList() }.message shouldBe
                        shouldThrow<UnexpectedResponse> { response.text() }.message
                }
                response.bytes() shouldBe "a\nb".encodeUtf8()
                response.textLines().toList() shouldBe emptyList()
            }
            lines("a\nb", "Content-Encoding: identity\r\n") shouldBe listOf("a", "b")
        }

        test("a flow is cold, and collected once") {
            talk(answering()) {
                val response = get("/")
                val flow = response.bodyAsFlow()
                response.isClosed shouldBe false
                flow.toList() shouldBe listOf("hi".encodeUtf8())
                shouldThrow<IllegalStateException> { flow.toList() }
                response.bodyAsFlow().toList() shouldBe emptyList()
            }
        }

        test("a flow reads no faster than it is collected") {
            // Far more than the sockets hold; a reader ahead of its collector would empty them.
            val flood = Script.start().expectHead().reply(
                "HTTP/1.1 200 OK\r\n\r\n",
            ).floodUntilClosed("x".repeat(65_536))
            withPeer(flood) { peer ->
                http(peer.address()) {
                    val taken = Buffer()
                    get("/").bodyAsFlow().take(10).collect { taken.write(it) }
                    (taken.size in 10..10 * 65_536L) shouldBe true
                }
            }
        }

        test("close() ends the reading, any number of times; bytes() gives nothing then, text() throws") {
            withPeer(answering().expectEnd(), answering().expectEnd()) { peer ->
                http(peer.address()) {
                    val response = get("/")
                    response.close()
                    response.close()
                    response.isClosed shouldBe true
                    response.bytes() shouldBe ByteString.EMPTY
                    shouldThrow<IllegalStateException> { response.text() }
                    get("/").text() shouldBe "hi"
                }
            }
        }
    })
