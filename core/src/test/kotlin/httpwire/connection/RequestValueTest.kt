package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import java.time.Duration

private const val AUTO = "Host: a\r\nAccept-Encoding: identity\r\n"

private val SENT = mapOf(
    Request.get("/x") to "GET /x HTTP/1.1\r\n$AUTO\r\n",
    Request.builder("GET", "/x").parameter("q", "a b").header("A", "b").build() to
        "GET /x?q=a%20b HTTP/1.1\r\n${AUTO}A: b\r\n\r\n",
    Request.post("/x", RequestBody.of("hi")) to "POST /x HTTP/1.1\r\n${AUTO}Content-Length: 2\r\n\r\nhi",
    Request.query("/x", RequestBody.of("hi")) to "QUERY /x HTTP/1.1\r\n${AUTO}Content-Length: 2\r\n\r\nhi",
    Request.builder("QUERY", "/x").build() to "QUERY /x HTTP/1.1\r\n${AUTO}Content-Length: 0\r\n\r\n",
    Request.builder("PUT", "/x").build() to "PUT /x HTTP/1.1\r\n${AUTO}Content-Length: 0\r\n\r\n",
    Request.builder("GET", "/x").skipHost().skipAcceptEncoding().build() to "GET /x HTTP/1.1\r\n\r\n",
    Request.builder("GET", "/x").withoutHeader("accept-encoding").build() to "GET /x HTTP/1.1\r\nHost: a\r\n\r\n",
    Request.builder("GET", "/x").header("Host", "b").build() to
        "GET /x HTTP/1.1\r\nAccept-Encoding: identity\r\nHost: b\r\n\r\n",
    Request.builder("POST", "/x").header("Transfer-Encoding", "chunked").encodeChunked(true)
        .body(RequestBody.of("hi")).build() to
        "POST /x HTTP/1.1\r\n${AUTO}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
    Request.builder("POST", "/x").body(RequestBody.of(listOf("ab".encodeUtf8()))).build() to
        "POST /x HTTP/1.1\r\n${AUTO}Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
    Request.builder("POST", "/x").idempotencyKey("k").build() to
        "POST /x HTTP/1.1\r\n${AUTO}Content-Length: 0\r\nIdempotency-Key: k\r\n\r\n",
)

class RequestValueTest : FunSpec({
    withTests(nameFn = { "sent as ${it.value.replace("\r\n", "|")}" }, SENT.entries) { (request, bytes) ->
        val wire = Wire(ok("one"))
        connectionOver(wire).exchange(request).text() shouldBe "one"
        wire.sent() shouldBe bytes
    }

    test("the same request can be sent again, on this connection and on another") {
        val request = Request.post("/x", RequestBody.of("hi"))
        val script = Script.start().expectHead().expect(
            "hi",
        ).reply(ok("one")).expectHead().expect("hi").reply(ok("two"))
        played(script) { connection ->
            connection.request(request)
            connection.readResponse().text() shouldBe "one"
            connection.exchange(request).text() shouldBe "two"
        }
    }

    test("a deadline of the request's own holds for it alone") {
        // The first script waits for nothing: on a busy machine the time may be over before the head is sent.
        ScriptedPeer.listening(Script.start().stall(), Script.start().expectHead().reply(ok("hi"))).use { peer ->
            connectionTo(peer).use { connection ->
                connection.connect()
                val request = Request.builder("GET", "/").deadline(Duration.ofMillis(80)).build()
                shouldThrow<HttpException.Timeout> {
                    connection.exchange(request)
                }.message!!.startsWith("the deadline") shouldBe
                    true
                connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "hi"
            }
        }
    }

    test("a request that is refused leaves its bounds to nobody") {
        val connection = connectionOver(Wire(ok("one")))
        val bad = Request.builder("GET", "/").deadline(Duration.ofNanos(1)).header("TE", "chunked").build()
        shouldThrow<IllegalArgumentException> { connection.request(bad) }
        connection.request("GET", "/")
        connection.readResponse().text() shouldBe "one"
    }
})
