package httpwire.coroutines

import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.MalformedMessage
import httpwire.HttpException.UnexpectedResponse
import httpwire.body.multipart.MultipartLimits
import httpwire.invariants.held
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.flow.first
import kotlinx.coroutines.flow.map
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import okio.Path.Companion.toOkioPath
import java.io.IOException

private const val TYPE = "Content-Type: multipart/mixed; boundary=B\r\n"
private const val BODY = "pre\r\n--B\r\nA: b\r\n\r\none\r\n--Bx\r\n--B \r\n\r\n\r\n" +
    "--B\r\n\r\nthree\r\n--B--\r\nepilogue"
private val PARTS = listOf("b: one\r\n--Bx", "null: ", "null: three")

private fun reply(body: String, fields: String = TYPE, byteCount: Int = body.length) =
    "HTTP/1.1 200 OK\r\n${fields}Content-Length: $byteCount\r\n\r\n$body"

/** A way to read the content of a part. */
private class PartWay(val name: String, val read: suspend SuspendMultipartPart.() -> String)

private val PART_WAYS = listOf(
    PartWay("bytes()") { bytes().utf8() },
    PartWay("text()") { text() },
    PartWay("bodyAsFlow()") { bodyAsFlow().toList().joinToString("") { it.utf8() } },
    PartWay("bodyAsFlow().take(1), text()") { bodyAsFlow().take(1).toList().joinToString("") { it.utf8() } + text() },
)

private suspend fun SuspendHttpResponse.spelt(
    limits: MultipartLimits = MultipartLimits.DEFAULT,
    way: PartWay = PART_WAYS[0],
) = parts(limits).map { "${it.headers.get("A")}: ${way.read(it)}" }.toList()

class PartsTest :
    FunSpec({
        withTests(
            nameFn = { "parts come as they are, however they arrive, and the connection goes on: ${it.name}" },
            PART_WAYS,
        ) {
            for (pieceByteCount in 1..BODY.length step 7) {
                talk(Script.start().expectHead().replyInPieces(reply(BODY), pieceByteCount).expectHead().reply(OK)) {
                    val response = get("/")
                    response.spelt(way = it) shouldBe PARTS
                    response.isClosed shouldBe true
                    get("/").text() shouldBe "hi"
                }
            }
        }

        test("a part has its name, its file name and its charset") {
            val form = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n" +
                "--B\r\nContent-Disposition: form-data; name=\"c\"; filename=\"d/e\"\r\n" +
                "Content-Type: text/plain; charset=ISO-8859-1\r\n\r\n\u00fc\r\n--B--"
            talk(answering(reply(form))) {
                get("/").parts().map { listOf(it.name, it.filename, it.text()) }.toList() shouldBe
                    listOf(listOf("a", null, "b"), listOf("c", "d/e", "ü"))
            }
        }

        test("what is left of a part is skipped, and cannot be read any more") {
            talk(Script.start().expectHead().replyInPieces(reply(BODY), 1).expectHead().reply(OK)) {
                val seen = mutableListOf<SuspendMultipartPart>()
                get("/").parts().collect {
                    if (seen.isNotEmpty()) shouldThrow<IllegalStateException> { seen.last().bytes() }
                    if (seen.isEmpty()) it.bodyAsFlow().first()
                    seen += it
                }
                seen.map { it.headers.get("A") } shouldBe listOf("b", null, null)
                for (part in seen) {
                    shouldThrow<IllegalStateException> { part.bytes() }
                    shouldThrow<IllegalStateException> { part.bodyAsFlow().toList() }
                }
                get("/").text() shouldBe "hi"
            }
        }

        test("a body that is cut at any byte is an IncompleteRead, whether the connection or the body has ended") {
            val whole = BODY.substringBefore("\r\nepilogue")
            for (length in whole.indices) {
                withClue("after $length bytes") {
                    withPeer(answering(reply(whole.take(length), byteCount = whole.length)).hangUp()) { peer ->
                        http(peer.address()) { shouldThrow<IncompleteRead> { get("/").spelt() } }
                    }
                    talk(answering(reply(whole.take(length))).expectHead().reply(OK)) {
                        shouldThrow<IncompleteRead> { get("/").spelt(way = PART_WAYS[2]) }
                        get("/").text() shouldBe "hi"
                    }
                }
            }
        }

        test("each bound is kept, and a part that is too long for the memory can still be streamed") {
            val limits = MultipartLimits.DEFAULT
            val bounds = listOf(
                limits.withMaxParts(2) to "got more than 2 parts",
                limits.withMaxHeadBytes(5) to "got more than 5 bytes of header lines",
                limits.withMaxPartBytes(8) to "a part is longer than 8 bytes",
                limits.withMaxBufferedPartBytes(8) to "the part is longer than 8 bytes: read it through source()",
                limits.withMaxPreambleBytes(2) to "the preamble is longer than 2 bytes",
            )
            for ((bound, message) in bounds) {
                withPeer(answering(reply(BODY, byteCount = BODY.length + 1)).expectEnd()) { peer ->
                    http(peer.address()) {
                        val response = get("/")
                        shouldThrow<LimitExceeded> { response.spelt(bound) }.message shouldBe message
                        response.isClosed shouldBe true
                    }
                }
            }
            talk(answering(reply(BODY))) {
                get("/").parts(limits.withMaxBufferedPartBytes(8)).take(1).map {
                    shouldThrow<LimitExceeded> { it.bytes() }
                    it.bodyAsFlow().toList().joinToString("") { piece -> piece.utf8() }
                }.toList() shouldBe listOf("one\r\n--Bx")
            }
        }

        test("a malformed head ends the flow and the connection") {
            withPeer(answering(reply("--B\r\nno colon\r\n\r\n\r\n--B--")).expectEnd()) { peer ->
                http(peer.address()) { shouldThrow<MalformedMessage> { get("/").parts().toList() } }
            }
        }

        withTests(
            nameFn = { "what a collector throws is thrown, the connection is closed, and the next one opened: $it" },
            listOf(Exception("plain"), StackOverflowError("deep")),
        ) { failure ->
            for (isInPart in listOf(true, false)) {
                val unfinished = reply(BODY, byteCount = BODY.length + 1)
                withPeer(answering(unfinished).expectEnd(), answering().expectEnd()) { peer ->
                    val before = held()
                    http(peer.address()) {
                        val response = get("/")
                        shouldThrow<Throwable> {
                            response.parts().collect { part ->
                                if (isInPart) part.bodyAsFlow().collect { throw failure } else throw failure
                            }
                        }::class shouldBe failure::class
                        response.isClosed shouldBe true
                        get("/").text() shouldBe "hi"
                    }
                    awaitNoneLeft(before)
                }
            }
        }

        test("a collector that stops early closes the response, and its part cannot be read") {
            withPeer(answering(reply("--B\r\n\r\nall here\r\n--B\r\n", byteCount = 100)).expectEnd()) { peer ->
                http(peer.address()) {
                    val response = get("/")
                    val part = response.parts().first()
                    response.isClosed shouldBe true
                    shouldThrow<IllegalStateException> { part.text() }
                }
            }
        }

        test("a response that is not multipart, or coded, is refused, and loses nothing") {
            for (fields in listOf("Content-Type: text/plain\r\n", "", "${TYPE}Content-Encoding: br\r\n")) {
                talk(answering(reply("--B--", fields)).expectHead().reply(OK)) {
                    val response = get("/")
                    shouldThrow<UnexpectedResponse> { response.parts().toList() }
                    response.bytes().utf8() shouldBe "--B--"
                    get("/").text() shouldBe "hi"
                }
            }
            talk(answering(reply("--B--", "Content-Type: multipart/mixed\r\n"))) {
                val response = get("/")
                shouldThrow<MalformedMessage> { response.parts().toList() }
                response.text() shouldBe "--B--"
            }
        }

        test("the flow is cold, and collected once") {
            talk(answering(reply("--B\r\n\r\na\r\n--B--"))) {
                val response = get("/")
                val parts = response.parts()
                response.isClosed shouldBe false
                parts.map { it.text() }.toList() shouldBe listOf("a")
                shouldThrow<IllegalStateException> { parts.toList() }
            }
        }

        test("a part is written to a file, and a file that cannot be made ends the flow") {
            val folder = tempdir().toOkioPath()
            talk(answering(reply(BODY))) {
                get("/").parts().map { part -> part.saveTo(folder / "part") to (folder / "part").toFile().readText() }
                    .toList() shouldBe listOf(9L to "one\r\n--Bx", 0L to "", 5L to "three")
            }
            withPeer(answering(reply(BODY)).expectEnd()) { peer ->
                http(peer.address()) {
                    shouldThrow<IOException> { get("/").parts().collect { it.saveTo(folder / "none" / "part") } }
                }
            }
        }

        test("the connection of a client carries the next request") {
            AnsweringPeer.start { Answer.raw(reply(BODY)) }.use { peer ->
                httpClient().use { client ->
                    repeat(3) { client.get(peer.url("/")).spelt() shouldBe PARTS }
                    client.statistics().leased() shouldBe 0
                }
                peer.connectionCount() shouldBe 1
            }
        }
    })
