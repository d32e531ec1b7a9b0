package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpException.UnexpectedResponse
import httpwire.Phase
import httpwire.Request
import httpwire.state.ConnectionState
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.ByteString.Companion.encodeUtf8

private const val BOUND = 64 shl 10

private fun responseOver(answer: String): Pair<HttpConnection, HttpResponse> {
    val connection = connectionOver(Wire(answer))
    connection.request("GET", "/spam?a=b")
    return connection to connection.readResponse()
}

private fun notFound(fields: String, body: String) = "HTTP/1.1 404 Not Found\r\n$fields\r\n$body"

class OrThrowTest :
    FunSpec({
        withTests(nameFn = {
            "$it is what was hoped for: the response itself, unread"
        }, 200, 201, 204, 206, 299) { status ->
            val (_, response) = responseOver("HTTP/1.1 $status x\r\nContent-Length: 0\r\n\r\n")
            (response.orThrow() === response) shouldBe true
        }

        test("a body that is hoped for is not touched") {
            responseOver(ok("Content-Length: 2\r\n", "hi")).second.orThrow().text() shouldBe "hi"
        }

        withTests(nameFn = { "$it is not" }, 300, 304, 400, 404, 500, 999) { status ->
            val (_, response) = responseOver("HTTP/1.1 $status x\r\nContent-Length: 0\r\n\r\n")
            shouldThrow<UnexpectedResponse> { response.orThrow() }.status shouldBe status
        }

        test("a body that takes too long is not waited for: what came is the error's, and the connection is closed") {
            val endless = notFound("Content-Length: 70000\r\n", "x".repeat(70_000))
            for ((maxNanos, isRead) in listOf(-1L to false, Long.MAX_VALUE to true)) {
                val (connection, response) = responseOver(endless)
                val unexpected = Explanation.of(response, "no", maxNanos)
                (unexpected.body.size > 0) shouldBe isRead
                response.isClosed shouldBe true
                connection.transport.shouldBeNull()
            }
        }

        test("the error carries the head and a body within the bound, and the connection goes on") {
            val (connection, response) = responseOver(notFound("A: b\r\nContent-Length: 4\r\n", "gone"))
            val unexpected = shouldThrow<UnexpectedResponse> { response.orThrow() }
            with(unexpected) { listOf(url, status, reason, headers["a"], body) } shouldBe
                listOf("http://a/spam?a=b", 404, "Not Found", "b", "gone".encodeUtf8())
            unexpected.message shouldBe "unexpected status: 404 Not Found, from GET http://a/spam?a=b"
            unexpected.fault shouldBe HttpException.Fault.PEER
            unexpected.circumstances.shouldNotBeNull().phase shouldBe Phase.BODY
            unexpected.suppressed.toList().shouldBeEmpty()
            response.isClosed shouldBe true
            connection.transport.shouldNotBeNull()
            connection.state shouldBe ConnectionState.IDLE
        }

        for ((name, length) in mapOf("a length" to "Content-Length: ${BOUND + 1}\r\n", "no length" to "")) {
            test("a body beyond the bound is cut there, and the connection closed: $name") {
                val (connection, response) = responseOver(notFound(length, "x".repeat(BOUND + 1)))
                shouldThrow<UnexpectedResponse> { response.orThrow() }.body.utf8() shouldBe "x".repeat(BOUND)
                response.isClosed shouldBe true
                connection.transport.shouldBeNull()
            }
        }

        test("of a body that breaks off there is what came, and why it broke off") {
            val (connection, response) = responseOver(notFound("Content-Length: 9\r\n", "gone"))
            val unexpected = shouldThrow<UnexpectedResponse> { response.orThrow() }
            unexpected.body.utf8() shouldBe "gone"
            unexpected.suppressed.single().shouldBeInstanceOf<HttpException.IncompleteRead>()
            connection.transport.shouldBeNull()
        }

        test("T7: the message hides the secrets of the URL, which is in the exception as it is") {
            val connection = connectionOver(Wire(notFound("Content-Length: 0\r\n", "")))
            val response = connection.exchange("GET", "/x?token=s3cret&q=1", Headers.EMPTY, null)
            val unexpected = shouldThrow<UnexpectedResponse> { response.orThrow() }
            unexpected.message shouldBe "unexpected status: 404 Not Found, from GET http://a/x?token=██&q=1"
            unexpected.url shouldBe "http://a/x?token=s3cret&q=1"
        }

        test("a cancel is a cancel") {
            val (connection, response) = responseOver(notFound("Content-Length: 4\r\n", "gone"))
            connection.cancel()
            shouldThrow<HttpException.Cancelled> { response.orThrow() }
        }

        val problems = mapOf(
            """{"title":"No credit","detail":"It costs 50."}""" to ": No credit: It costs 50.",
            """{"title":"No credit"}""" to ": No credit",
            """{"detail":" It costs 50. "}""" to ": It costs 50.",
            """{"title":" ","detail":""}""" to "",
            """{"title":1,"detail":null}""" to "",
            """{"title":"a\r\nb\u001b[1m","detail":"\u202e\u00e9"}""" to ": a\\r\\nb\\x1b[1m: \\x202e\\xe9",
            """{"title":"${"a".repeat(200)}"}""" to ": ${"a".repeat(128)}…",
            """{"detail":"${"a".repeat(300)}"}""" to ": ${"a".repeat(256)}…",
            """{"title":"No credit"""" to "",
            "[]" to "",
        )
        for ((body, said) in problems) {
            test("RFC 9457: the message has title and detail of the problem: $body") {
                val fields = "Content-Type: application/problem+json\r\nContent-Length: ${body.length}\r\n"
                shouldThrow<UnexpectedResponse> {
                    responseOver(notFound(fields, body)).second.orThrow()
                }.message shouldBe
                    "unexpected status: 404 Not Found, from GET http://a/spam?a=b$said"
            }
        }

        test("RFC 9457: of other types the message has nothing of the body") {
            for (type in listOf("application/json", "application/problem+xml", "text/plain")) {
                val fields = "Content-Type: $type\r\nContent-Length: 13\r\n"
                val unexpected = shouldThrow<UnexpectedResponse> {
                    responseOver(notFound(fields, "{\"title\":\"a\"}")).second.orThrow()
                }
                unexpected.message shouldBe "unexpected status: 404 Not Found, from GET http://a/spam?a=b"
                unexpected.problem shouldBe null
            }
        }

        test("a problem that repeats the secrets of its request does not bring them into the message") {
            val detail = "Bad Bearer t0psecret t0psecret2 sid=12345678 my-own 7xyz 8uvw at " +
                "https://u:pw@b/?key=k3y&q=costs"
            val body = "{\"title\":\"t0psecret\",\"detail\":\"$detail\"}"
            val fields = "Content-Type: application/problem+json\r\nContent-Length: ${body.length}\r\n"
            val request = Request.builder("GET", "/x?token=7xyz&q=costs&to%6ben=8uvw")
                .header("Authorization", "Bearer t0psecret")
                .header("Cookie", "sid=12345678; a=b")
                .header("X-Token", "t0psecret2")
                .secretHeader("X-Mine", "my-own")
                .header("Accept", "Bad, costs")
                .build()
            val response = connectionOver(Wire(notFound(fields, body))).exchange(request)
            val unexpected = shouldThrow<UnexpectedResponse> { response.orThrow() }
            unexpected.message shouldBe
                "unexpected status: 404 Not Found, from GET http://a/x?token=██&q=costs&to%6ben=██: ██: " +
                "Bad ██ ██ sid=██ ██ ██ ██ at https://██@b/?key=██&q=costs"
            unexpected.problem!!.title() shouldBe "t0psecret"
        }
    })
