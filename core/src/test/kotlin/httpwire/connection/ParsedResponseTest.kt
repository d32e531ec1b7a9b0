package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Limits
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString
import okio.GzipSink
import okio.buffer

private fun parse(text: String, method: String = "GET"): HttpResponse =
    HttpResponse.parse(Buffer().writeString(text, Charsets.ISO_8859_1), method)

private fun gzip(text: String): ByteString = Buffer().also {
    GzipSink(it).buffer().writeUtf8(text).close()
}.readByteString()

private fun coded(coding: String, body: ByteString): HttpResponse {
    val head = "HTTP/1.1 200 OK\r\nContent-Encoding: $coding\r\nContent-Length: ${body.size}\r\n\r\n"
    return HttpResponse.parse(Buffer().writeUtf8(head).write(body), "GET")
}

class ParsedResponseTest : FunSpec({
    test("a response is read from any source, and not a byte more") {
        val source = Buffer().writeUtf8("HTTP/1.1 103 Early\r\n\r\n" + ok("hi") + "rest")
        val response = HttpResponse.parse(source, "GET")
        listOf(response.status, response.reason, response.url, response.text()) shouldBe listOf(200, "OK", "", "hi")
        response.willClose() shouldBe false
        response.isClosed shouldBe true
        source.readUtf8() shouldBe "rest"
    }

    withTests(
        nameFn = { "a body: ${it.first}" },
        Triple("HEAD has none", "HEAD" to "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", ""),
        Triple("chunks", "GET" to "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", "hi"),
        Triple("until the end", "GET" to "HTTP/1.0 200 OK\r\n\r\nto the end", "to the end"),
    ) { (_, given, body) -> parse(given.second, given.first).text() shouldBe body }

    test("what willClose says is what the head says") {
        parse("HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n").willClose() shouldBe true
        parse("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n").willClose() shouldBe true
        parse("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").willClose() shouldBe false
    }

    test("what cannot be read is refused as on a connection") {
        shouldThrow<HttpException.RemoteDisconnected> { parse("") }
        shouldThrow<HttpException.BadStatusLine> { parse("HTP/1.1 200 OK\r\n") }
        shouldThrow<HttpException.IncompleteRead> { parse(ok("Content-Length: 9\r\n", "half")).read() }
            .partial.utf8() shouldBe "half"
        shouldThrow<HttpException.UnexpectedResponse> { parse("HTTP/1.1 404 No\r\n\r\n").orThrow() }.status shouldBe 404
        shouldThrow<HttpException.LimitExceeded> {
            HttpResponse.parse(Buffer().writeUtf8(ok("A: b\r\nB: c\r\n", "")), "GET", Limits.DEFAULT.withMaxFields(1))
        }
        shouldThrow<IllegalStateException> { parse(ok("hi")).upgrade() }
    }

    test("cancel and close of a parsed response harm nobody") {
        val response = parse(ok("hi"))
        response.cancel()
        response.read(1).utf8() shouldBe "h"
        response.close()
        response.read().size shouldBe 0
    }

    withTests(nameFn = {
        "text() of a body in the coding $it says so; its bytes can be read"
    }, "gzip", "GZIP", "br", "identity, gzip") { coding ->
        val body = gzip("hello")
        shouldThrow<HttpException.UnexpectedResponse> { coded(coding, body).text() }
            .message!!.contains(coding) shouldBe true
        coded(coding, body).run {
            shouldThrow<HttpException.UnexpectedResponse> { text() }
            read() shouldBe body
        }
        coded(coding, body).text(Charsets.ISO_8859_1) shouldBe body.string(Charsets.ISO_8859_1)
    }

    test("identity and an empty body are text") {
        coded("identity", Buffer().writeUtf8("hi").readByteString()).text() shouldBe "hi"
        coded("gzip", ByteString.EMPTY).text() shouldBe ""
        parse(
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ).text() shouldBe
            ""
        parse("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9\r\n\r\n", "HEAD").text() shouldBe ""
    }

    test("readLines stops after the line that reaches the hint") {
        val text = "one\ntwo\nthree"
        fun lines(hint: Long) = parse(ok(text)).readLines(hint).map { it.utf8() }
        lines(-1) shouldBe listOf("one\n", "two\n", "three")
        lines(0) shouldBe listOf("one\n", "two\n", "three")
        lines(1) shouldBe listOf("one\n")
        lines(4) shouldBe listOf("one\n")
        lines(5) shouldBe listOf("one\n", "two\n")
        lines(99) shouldBe listOf("one\n", "two\n", "three")
    }

    test("a switched protocol hands over what was peeked at, and no bound") {
        val wire = Wire("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nearly bytes")
        val connection = connectionOver(wire)
        connection.request("GET", "/", Headers.of("Upgrade", "x"))
        val response = connection.readResponse()
        response.peek(3).utf8() shouldBe "ear"
        val transport = response.upgrade()
        transport.source.readUtf8() shouldBe "early bytes"
        for (timeout in listOf(transport.source.timeout(), transport.sink.timeout())) {
            timeout.timeoutNanos() shouldBe 0
            timeout.hasDeadline() shouldBe false
        }
        shouldThrow<IllegalStateException> { response.upgrade() }
    }
})
