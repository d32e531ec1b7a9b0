package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpVersion
import httpwire.HttpVersion.HTTP_1_0
import httpwire.RequestBody
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8

private const val HEAD = "Host: a\r\nAccept-Encoding: identity\r\n"
private val CHUNKS = RequestBody.of(listOf("x".encodeUtf8()))

private class Reply(
    val name: String,
    val head: String,
    val version: HttpVersion,
    val reasons: Set<CloseReason>,
    val asked: HttpVersion = HttpVersion.HTTP_1_1,
)

private val OLD = setOf(CloseReason.HTTP_1_0)

private val REPLIES =
    listOf(
        Reply("1.0 ends the connection", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n", HTTP_1_0, OLD),
        Reply(
            "1.0 with keep-alive",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n",
            HTTP_1_0,
            setOf(),
        ),
        Reply(
            "1.0 with keep-alive and close",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive, close\r\n",
            HTTP_1_0,
            setOf(CloseReason.CLOSE_ANSWERED),
        ),
        Reply(
            "1.0 without a length",
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n",
            HTTP_1_0,
            setOf(CloseReason.BODY_UNTIL_CLOSE),
        ),
        Reply("1.2 counts as 1.1", "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n", HttpVersion.HTTP_1_1, setOf()),
        Reply(
            "1.1 to a request in 1.0 ends too",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n",
            HttpVersion.HTTP_1_1,
            OLD,
            HTTP_1_0,
        ),
        Reply(
            "1.1 with keep-alive to a request in 1.0",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: keep-alive\r\n",
            HttpVersion.HTTP_1_1,
            setOf(),
            HTTP_1_0,
        ),
    )

class Http10Test :
    FunSpec({
        context("F48, C3: answers") {
            withTests(nameFn = { it.name }, REPLIES) { reply ->
                val connection = connectionOver(Wire("${reply.head}\r\nhi")) { version(reply.asked) }
                connection.request("GET", "/")
                val response = connection.readResponse()
                response.version shouldBe reply.version
                response.version.number() shouldBe if (reply.version == HTTP_1_0) 10 else 11
                response.willClose() shouldBe reply.reasons.isNotEmpty()
                response.closeReasons shouldBe reply.reasons
                response.text() shouldBe "hi"
            }
        }

        test("a kept connection of 1.0 carries a second exchange") {
            val answer = "HTTP/1.0 200 OK\r\nContent-Length: 1\r\nConnection: Keep-Alive\r\n\r\n"
            val wire = Wire(answer + "a")
            val connection = connectionOver(wire)
            connection.request("GET", "/")
            val first = connection.readResponse()
            connection.request("GET", "/")
            wire.answers.writeUtf8(answer + "b")
            first.text() shouldBe "a"
            connection.readResponse().text() shouldBe "b"
        }

        test("R4: requests say 1.0, and have the same fields") {
            val wire = Wire()
            val connection = connectionOver(wire) { version(HTTP_1_0) }
            connection.request("POST", "/", Headers.of("A", "b"), RequestBody.of("x"))
            wire.sent() shouldBe "POST / HTTP/1.0\r\n${HEAD}Content-Length: 1\r\nA: b\r\n\r\nx"
        }

        test("R19: a body of unknown length can't go, since 1.0 has no chunks") {
            val wire = Wire()
            val connection = connectionOver(wire) { version(HTTP_1_0) }
            shouldThrow<IllegalArgumentException> { connection.request("POST", "/", Headers.EMPTY, CHUNKS) }
            shouldThrow<IllegalArgumentException> {
                connection.request("POST", "/", Headers.of("Transfer-Encoding", "chunked"), CHUNKS, true)
            }
            wire.sent() shouldBe ""
        }

        test("a body of unknown length goes under a Content-Length of the caller's") {
            val wire = Wire()
            val connection = connectionOver(wire) { version(HTTP_1_0) }
            connection.request("POST", "/", Headers.of("Content-Length", "1"), CHUNKS)
            wire.sent() shouldBe "POST / HTTP/1.0\r\n${HEAD}Content-Length: 1\r\n\r\nx"
        }

        test("P15: Transfer-Encoding in an answer of 1.0 is refused") {
            val connection = connectionOver(Wire("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"))
            connection.request("GET", "/")
            shouldThrow<HttpException.MalformedMessage> { connection.readResponse() }
        }

        context("0.9, and what is not a version") {
            withTests("HTTP/0.9 200 OK\r\n\r\nhi", "HTTP/2.0 200 OK\r\n\r\nhi") { answer ->
                val connection = connectionOver(Wire(answer))
                connection.request("GET", "/")
                val unknown = shouldThrow<HttpException.UnknownProtocol> { connection.readResponse() }
                unknown.version shouldBe answer.take(8)
            }
        }

        test("a simple response, without any head, is refused") {
            val connection = connectionOver(Wire("<html>"))
            connection.request("GET", "/")
            shouldThrow<HttpException.BadStatusLine> { connection.readResponse() }.line shouldBe "<html>"
        }
    })
