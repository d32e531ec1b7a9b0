package httpwire.internal.wire

import httpwire.Limits
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.BufferedSource

/** `200 [Name=value] content`, the interim answers before it skipped. */
private fun readResponse(source: BufferedSource, method: String = "GET"): String {
    val heads = HeadReader.ofHeads(source, Limits.DEFAULT)
    var head = heads.readResponseHead()
    while (head.isInterim) head = heads.readResponseHead()
    val framing = Framing.ofResponse(method, head)
    val content = if (framing == Framing.NONE) "" else readBody(framing, source)
    return "${head.status()} $content"
}

private const val OK = "HTTP/1.1 200 OK\r\n"
private const val CHUNKED = OK + "Transfer-Encoding: chunked\r\n\r\n"

private val GOOD = listOf(
    OK + "Content-Length: 5\r\n\r\nhello" gives "200 hello",
    OK + "Content-Length: 0\r\n\r\n" gives "200 ",
    OK + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" gives "200 hello",
    OK + "Content-Length: 3,\r\n 3\r\n\r\nabc" gives "200 abc",
    CHUNKED + "5\r\nhello\r\n0\r\n\r\n" gives "200 hello",
    CHUNKED + "5\r\nhello\r\n0\r\nA: b\r\n\r\n" gives "200 hello [A=b]",
    "HTTP/1.0 404 No\nContent-Length: 2\n\n\r\n" gives "404 \r\n",
    "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n" gives "204 ",
    "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: gzip\r\n\r\n" gives "304 ",
    "HTTP/1.1 100 Continue\r\n\r\n" + OK + "Content-Length: 1\r\n\r\nx" gives "200 x",
    "HTTP/1.1 103 Early Hints\r\nLink: x\r\nContent-Length: 9\r\n\r\nHTTP/1.1 102\r\n\r\n" +
        OK + "Content-Length: 1\r\n\r\nx" gives "200 x",
)

private val UNTIL_CLOSE = listOf(
    OK + "\r\n" gives "200 ",
    OK + "\r\nhello" gives "200 hello",
    OK + "Connection: keep-alive\r\n\r\nHTTP/1.1 500 No\r\n\r\n" gives "200 HTTP/1.1 500 No\r\n\r\n",
    "HTTP/1.0 200 OK\n\nhello" gives "200 hello",
)

/** Malformed responses of our fault matrix; what other clients make of them is not said here. */
private val BAD = listOf(
    OK + "Content-Length: +5\r\n\r\nhello" fails "MalformedMessage: Content-Length",
    OK + "Content-Length: 5x\r\n\r\nhello" fails "MalformedMessage: Content-Length",
    OK + "Content-Length: -5\r\n\r\nhello" fails "MalformedMessage: Content-Length",
    OK + "Content-Length: 5, 6\r\n\r\nhello!" fails "MalformedMessage: Content-Length",
    OK + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!" fails "MalformedMessage: Content-Length",
    OK + "Content-Length: 18446744073709551617\r\n\r\nhello" fails "MalformedMessage: Content-Length",
    OK + "Content-Length: 1\r\n 5\r\n\r\nhello" fails "MalformedMessage: Content-Length",
    OK + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n" fails "MalformedMessage: both",
    OK + "Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n" fails "UnknownTransferEncoding: ",
    OK + "Transfer-Encoding: identity,\r\n\tchunked\r\n\r\n0\r\n\r\n" fails "UnknownTransferEncoding: ",
    "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" fails "MalformedMessage: Transfer-Encoding in an",
    OK + "Content-Length: 5\r\n\r\nhell" fails "IncompleteRead: IncompleteRead(0 bytes read, 1 more expected)",
    OK + "Content-Length : 5\r\n\r\nhello" fails "MalformedMessage: header line 1",
    OK + "A: b\u0000\r\nContent-Length: 5\r\n\r\nhello" fails "MalformedMessage: header line 1: NUL",
    OK + "A: b\rContent-Length: 5\r\n\r\nhello" fails "MalformedMessage: header line 1: bare CR",
    OK + "nonsense\r\nContent-Length: 5\r\n\r\nhello" fails "MalformedMessage: header line 1: no colon",
    OK + "X-\u00e4: b\r\nContent-Length: 5\r\n\r\nhello" fails "MalformedMessage: header line 1",
    "HTTP/1.1 2000 OK\r\nContent-Length: 5\r\n\r\nhello" fails "BadStatusLine: HTTP/1.1 2000 OK",
    "HTTP/1.1 103 Early Hints\r\n\r\n" fails "RemoteDisconnected",
    "HTTP/1.1 103 Early Hints\r\n" fails "IncompleteRead",
    CHUNKED + "5\r\nhello XXX\r\n0\r\n\r\n" fails "MalformedMessage: chunk data",
    CHUNKED + "5\r\nhello\r\n0\r\n" fails "IncompleteRead: IncompleteRead(0 bytes read)",
    CHUNKED + "5\nhello\n0\n\n" fails "MalformedMessage: chunk-size line",
    CHUNKED + "ffffffffffffffff\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: not a chunk size",
)

class WholeResponseTest : FunSpec({
    for (row in GOOD) test("F60: read: $row") { row.checkGood { readResponse(it) } }

    for (row in UNTIL_CLOSE) test("F60: read until the close: $row") { row.check { readResponse(it) } }

    for (row in BAD) test("F60: refused: $row") { row.check { readResponse(it) } }

    test("HEAD is answered by a head alone") {
        (OK + "Content-Length: 5\r\n\r\n" gives "200 ").checkGood { readResponse(it, "HEAD") }
        (CHUNKED gives "200 ").checkGood { readResponse(it, "HEAD") }
    }

    test("T16, P28: each final response ends one exchange, whatever interim ones come between") {
        val early = "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
        val wire = early + OK + "Content-Length: 1\r\n\r\na" + early + early + OK + "Content-Length: 9\r\n\r\n" +
            early + CHUNKED + "1\r\nc\r\n0\r\n\r\n"
        for (pieces in arrivals(latin1(wire))) {
            val source = pieces.arriving()
            listOf("GET", "HEAD", "GET").map { readResponse(source, it) } shouldBe listOf("200 a", "200 ", "200 c")
            source.exhausted() shouldBe true
        }
    }

    test("101 ends the HTTP of the connection: the bytes after it are not a body") {
        val source = whole(latin1("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n\u0000raw")).arriving()
        val head = HeadReader.ofHeads(source, Limits.DEFAULT).readResponseHead()
        head.isInterim shouldBe false
        source.readByteString() shouldBe latin1("\u0000raw")
    }

    test("P6: 1xx but for 101 are interim, nothing else is") {
        (100..199).filter { headOf(it).isInterim } shouldBe (100..199) - 101
        (200..999).none { headOf(it).isInterim } shouldBe true
    }
})
