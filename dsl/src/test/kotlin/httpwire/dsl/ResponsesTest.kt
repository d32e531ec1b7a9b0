package httpwire.dsl

import httpwire.HttpException
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.UnexpectedResponse
import httpwire.body.multipart.MultipartLimits
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeMonotonicallyIncreasing
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Path.Companion.toOkioPath
import java.io.File

private fun replying(reply: String): Script = Script.start().expectHead().reply(reply)

private fun ok(fields: String, body: String) = "HTTP/1.1 200 OK\r\n$fields\r\n$body"

private fun savedFile(): File = File.createTempFile("httpwire", null).apply { deleteOnExit() }

private fun sized(body: String, fields: String = "") = ok("Content-Length: ${body.length}\r\n$fields", body)

class ResponsesTest :
    FunSpec({
        test("textLines() has the lines without their ends, the last one with or without") {
            for ((body, lines) in listOf(
                "a\nb\r\n\nc" to listOf("a", "b", "", "c"),
                "a\n" to listOf("a"),
                "a\r" to listOf("a\r"),
                "\r\n" to listOf(""),
                "" to emptyList(),
            )) {
                talk(replying(sized(body))) { get("/").textLines().toList() } shouldBe lines
            }
        }

        test("textLines() reads a line when it is asked for it, in the charset of Content-Type") {
            talk(replying(sized("\u00fc\n\u00e4\nrest", "Content-Type: text/plain; charset=ISO-8859-1\r\n"))) {
                val response = get("/")
                response.textLines().take(2).toList() shouldBe listOf("ü", "ä")
                response.text() shouldBe "rest"
            }
            talk(replying(sized("\u00c3\u00bc"))) { get("/").textLines().single() } shouldBe "ü"
        }

        test("textLines() of a response that was closed before its end is refused, not empty") {
            ScriptedPeer.listening(replying(sized("a\nb\n")).expectEnd()).use { peer ->
                http(peer.address()) {
                    val response = get("/")
                    response.close()
                    shouldThrow<IllegalStateException> { response.textLines() }
                }
            }
        }

        test("textLines() of a body that nobody decoded is refused as text() is, and loses nothing") {
            talk(replying(sized("\u001f\u008b\n", "Content-Encoding: gzip\r\n"))) {
                val response = get("/")
                val lines = response.textLines().iterator()
                repeat(2) {
                    shouldThrow<UnexpectedResponse> { lines.next() }.message shouldContain "gzip"
                }
                response.read().hex() shouldBe "1f8b0a"
            }
            for (identity in listOf("identity", "")) {
                talk(replying(sized("a\nb", "Content-Encoding: $identity\r\n"))) {
                    get("/").textLines().toList() shouldBe listOf("a", "b")
                }
            }
            talk(replying(ok("Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"))) {
                get("/").textLines().toList() shouldBe emptyList()
            }
        }

        test("a line has a bound, the last one too") {
            for (body in listOf("12345\n", "123456")) {
                talk(replying(sized(body + "\nrest"))) {
                    shouldThrow<HttpException.LimitExceeded> { get("/").textLines(maxLineBytes = 5).toList() }
                        .message shouldContain "5 bytes"
                }
            }
            talk(replying(sized("1234\n12345"))) { get("/").textLines(maxLineBytes = 5).toList() } shouldBe
                listOf("1234", "12345")
        }

        test("a body that is cut is not the end of the lines") {
            talk(replying(ok("Content-Length: 9\r\n", "a\nb")).hangUp()) {
                val lines = get("/").textLines().iterator()
                lines.next() shouldBe "a"
                shouldThrow<IncompleteRead> { lines.next() }
            }
        }

        context("saveTo(file) { }") {
            val body = "0123456789".repeat(30_000)
            for ((name, reply, total) in listOf(
                Triple("a length", sized(body), body.length.toLong()),
                Triple("until close", ok("", body), -1L),
                Triple("chunks", ok("Transfer-Encoding: chunked\r\n", "493E0\r\n$body\r\n0\r\n\r\n"), -1L),
            )) {
                test("tells how far it is, from 0 to all: $name") {
                    val file = savedFile()
                    val steps = mutableListOf<Pair<Long, Long>>()
                    talk(replying(reply).hangUp()) {
                        get("/").saveTo(file.toPath().toOkioPath()) { steps += it.byteCount to it.totalByteCount }
                    } shouldBe body.length
                    file.readText() shouldBe body
                    steps.map { it.second }.toSet() shouldBe setOf(total)
                    steps.first().first shouldBe 0
                    steps.last().first shouldBe body.length
                    steps.map { it.first }.shouldBeMonotonicallyIncreasing()
                }
            }

            test("an empty body is 0 of 0, and empties the file") {
                val file = savedFile().apply { writeText("before") }
                val steps = mutableListOf<Pair<Long, Long>>()
                talk(replying("HTTP/1.1 204 No\r\n\r\n")) {
                    get("/").saveTo(file.toPath().toOkioPath()) { steps += it.byteCount to it.totalByteCount }
                } shouldBe 0
                steps shouldBe listOf(0L to 0L, 0L to 0L)
                file.readText() shouldBe ""
            }

            test("what it throws ends the saving; after a cut, too, the file has what came before") {
                val file = savedFile()
                talk(replying(sized("0123"))) {
                    shouldThrow<IllegalStateException> {
                        get("/").saveTo(file.toPath().toOkioPath()) { check(it.byteCount == 0L) { "enough" } }
                    }.message shouldBe "enough"
                }
                file.readText() shouldBe "0123"
                talk(replying(ok("Content-Length: 9\r\n", "abc")).hangUp()) {
                    shouldThrow<IncompleteRead> { get("/").saveTo(file.toPath().toOkioPath()) { } }
                }
                file.readText() shouldBe "abc"
            }
        }

        test("parts() reads each part when the sequence is asked for it, once, and closes nothing") {
            val multipart = "Content-Type: multipart/mixed; boundary=B\r\n"
            talk(replying(sized("--B\r\n\r\none\r\n--B\r\nA: b\r\n\r\ntwo\r\n--B\r\n\r\nthree\r\n--B--", multipart))) {
                val parts = get("/").parts()
                val iterator = parts.iterator()
                val first = iterator.next()
                first.text() shouldBe "one"
                iterator.next().headers["A"] shouldBe "b"
                iterator.next().text() shouldBe "three"
                iterator.hasNext() shouldBe false
                shouldThrow<IllegalStateException> { first.text() }
                shouldThrow<IllegalStateException> { parts.iterator() }
            }
            talk(replying(sized("--B\r\n\r\none\r\n--B", multipart))) {
                shouldThrow<IncompleteRead> { get("/").parts().map { it.text() }.toList() }
            }
            talk(replying(sized("--B\r\n\r\none\r\n--B\r\n\r\ntwo\r\n--B--", multipart))) {
                val limits = MultipartLimits.DEFAULT.withMaxParts(1)
                shouldThrow<HttpException.LimitExceeded> { get("/").parts(limits).toList() }
            }
            talk(replying(sized("--B--", "Content-Type: text/plain\r\n"))) {
                val response = get("/")
                shouldThrow<UnexpectedResponse> { response.parts() }
                response.text() shouldBe "--B--"
            }
        }

        test("orThrow() goes in between, and its error has what the server said") {
            val script = expecting(head("GET /1") + "\r\n").expect(head("GET /2") + "\r\n")
                .reply(
                    "HTTP/1.1 404 Not Found\r\nA: b\r\nContent-Length: 2\r\n\r\nno",
                ).expect(head("GET /3") + "\r\n").reply(OK)
            talk(script) {
                get("/1").orThrow().text() shouldBe "hi"
                val unexpected = shouldThrow<UnexpectedResponse> {
                    get("/2").orThrow().text()
                }
                unexpected.sourceLine() shouldBe "get(\"/2\").orThrow().text()"
                with(unexpected) { listOf(url, status, reason, headers["A"], body.utf8()) } shouldBe
                    listOf("http://example.org/2", 404, "Not Found", "b", "no")
                get("/3").orThrow().text() shouldBe "hi"
            }
        }
    })
