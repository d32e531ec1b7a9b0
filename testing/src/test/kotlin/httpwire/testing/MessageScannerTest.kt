package httpwire.testing

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8

/** Two messages in a row, and the bodies that are found; where one is not whole it has a `…`. */
private class Row(val bytes: String, val bodies: List<String>, val method: String = "GET")

private val responses = listOf(
    Row("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 204 No\r\n\r\n", listOf("hi", "")),
    Row("HTTP/1.1 200 OK\nContent-Length: 2\n\nhiHTTP/1.1 204 No\n\n", listOf("hi", "")),
    Row("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nh", listOf("h…")),
    Row("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", listOf("…")),
    Row("HTTP/1.1 200 OK\r\n\r\nall the rest", listOf("all the rest")),
    Row("HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nall", listOf("all")),
    Row("HTTP/1.1 304 No\r\nContent-Length: 2\r\n\r\nHTTP/1.1 204 No\r\n\r\n", listOf("", "")),
    Row("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 204 No\r\n\r\n", listOf("", ""), "HEAD"),
    Row("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 204 No\r\n\r\n", listOf("", ""), "CONNECT"),
    Row("HTTP/1.1 407 No\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 204 No\r\n\r\n", listOf("hi", ""), "CONNECT"),
    Row(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n" +
            "2;a=b\r\nhi\r\nA\r\n0123456789\r\n0\r\nT: 1\r\n\r\n" +
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        listOf("hi0123456789", ""),
    ),
    Row("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n4\r\nab", listOf("hi…")),
    Row("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nT: 1\r\n", listOf("hi…")),
    Row("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nspam", listOf("…")),
    Row("SSH-2.0\r\n\r\neggs", listOf("eggs")),
)

class MessageScannerTest : FunSpec({
    context("responses and where they end") {
        withTests(nameFn = { "${it.method}: ${Escaped.quoted(it.bytes.encodeUtf8())}" }, responses) { row ->
            val scanner = MessageScanner(row.bytes.encodeUtf8())
            val found = mutableListOf<String>()
            while (!scanner.isAtEnd) {
                found += scanner.response(row.method).run { body.utf8() + if (isComplete) "" else "…" }
            }
            found shouldBe row.bodies
        }
    }

    test("a request has no body unless it says so") {
        val bytes = "\r\nGET / HTTP/1.1\r\n\r\nPUT /a HTTP/1.1\r\nContent-Length: 1\r\n\r\nb"
        val scanner = MessageScanner(bytes.encodeUtf8())
        scanner.request().run { "${method()} ${target()} $body" } shouldBe "GET / [size=0]"
        scanner.request().run { "${method()} ${target()} $body" } shouldBe "PUT /a [text=b]"
        scanner.isAtEnd shouldBe true
    }

    test("fields, one that is folded too, and where their values are") {
        val bytes = "GET / HTTP/1.1\r\nA:\t b \r\nno field\r\nC: d\r\n e\r\nF:\r\n\r\n"
        val fields = MessageScanner(bytes.encodeUtf8()).request().fields
        fields.map { it.name to it.value } shouldBe listOf("A" to "b", "C" to "d e", "F" to "")
        fields.map { bytes.substring(it.valueFrom, it.valueTo) } shouldBe listOf("b ", "d\r\n e", "")
    }

    test("whatever is cut off, the messages are all the bytes") {
        for (row in responses) {
            for (length in row.bytes.indices) {
                val scanner = MessageScanner(row.bytes.take(length).encodeUtf8())
                var end = 0
                while (!scanner.isAtEnd) {
                    val message = scanner.response(row.method)
                    message.from shouldBe end
                    end = message.end
                }
                end shouldBe length
            }
        }
    }
})
