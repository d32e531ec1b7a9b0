package httpwire.internal.wire

import httpwire.HttpException.BadStatusLine
import httpwire.Limits
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.Source
import okio.Timeout
import okio.buffer
import java.net.SocketTimeoutException

private val GOOD = listOf(
    "HTTP/1.1 200 OK\r\n\r\n" gives "1.1 200 OK ",
    "HTTP/1.0 200 OK\r\n\r\n" gives "1.0 200 OK ",
    "HTTP/1.1 200 OK\n\n" gives "1.1 200 OK ",
    "HTTP/1.1 200 OK\n\r\n" gives "1.1 200 OK ",
    "HTTP/1.1 200\r\n\r\n" gives "1.1 200  ",
    "HTTP/1.1 200\n\n" gives "1.1 200  ",
    "HTTP/1.1 200 \r\n\r\n" gives "1.1 200  ",
    "HTTP/1.1 200 \t \r\n\r\n" gives "1.1 200  ",
    "HTTP/1.1  200\t\tOK\r\n\r\n" gives "1.1 200 OK ",
    "HTTP/1.1\t200 \t Not  quite\tOK \t\r\n\r\n" gives "1.1 200 Not  quite\tOK ",
    "HTTP/1.1 404 Nicht gef\u00fcnden\r\n\r\n" gives "1.1 404 Nicht gef\u00fcnden ",
    "HTTP/1.1 200 \u0080\u00ff\r\n\r\n" gives "1.1 200 \u0080\u00ff ",
    "HTTP/1.1 200 \u0001\u000b\u007f\r\n\r\n" gives "1.1 200 \u0001\u000b\u007f ",
    "HTTP/1.1 200 OKAY\r\n\r\n" gives "1.1 200 OKAY ",
    "HTTP/1.1 200 ok\r\n\r\n" gives "1.1 200 ok ",
    "HTTP/1.1 200 200 200\r\n\r\n" gives "1.1 200 200 200 ",
    "HTTP/1.1 100 Continue\r\n\r\n" gives "1.1 100 Continue ",
    "HTTP/1.1 299 ?\r\n\r\n" gives "1.1 299 ? ",
    "HTTP/1.1 600 Later\r\n\r\n" gives "1.1 600 Later ",
    "HTTP/1.1 999 Last\r\n\r\n" gives "1.1 999 Last ",
    "HTTP/1.2 200 OK\r\n\r\n" gives "1.1 200 OK ",
    "HTTP/1.9 200 OK\r\n\r\n" gives "1.1 200 OK ",
)

private val BAD = listOf(
    "" fails "RemoteDisconnected: Remote end closed connection without response",
    "\r\n" fails "BadStatusLine: ''",
    "\n" fails "BadStatusLine: ''",
    "\r\nHTTP/1.1 200 OK\r\n\r\n" fails "BadStatusLine: ''",
    "\nHTTP/1.1 200 OK\r\n\r\n" fails "BadStatusLine: ''",
    " HTTP/1.1 200 OK\r\n\r\n" fails "BadStatusLine:  HTTP/1.1 200 OK",
    "\u0001HTTP/1.1 200 OK\r\n\r\n" fails "BadStatusLine: \\x01HTTP",
    "\u00ef\u00bb\u00bfHTTP/1.1 200 OK\r\n\r\n" fails "BadStatusLine: \\xef\\xbb\\xbfHTTP",
    "http/1.1 200 OK\r\n\r\n" fails "BadStatusLine: http/1.1 200 OK",
    "Http/1.1 200 OK\r\n\r\n" fails "BadStatusLine: Http",
    "HTTP 200 OK\r\n\r\n" fails "BadStatusLine: HTTP 200",
    "HTTP1.1 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTPS/1.1 200 OK\r\n\r\n" fails "BadStatusLine",
    "ICY 200 OK\r\n\r\n" fails "BadStatusLine: ICY 200 OK",
    "GET / HTTP/1.1\r\n\r\n" fails "BadStatusLine: GET / HTTP/1.1",
    "220 mail.example.com ESMTP\r\n" fails "BadStatusLine: 220 mail",
    "SSH-2.0-OpenSSH_9.2\r\n" fails "BadStatusLine: SSH-2.0",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" fails "BadStatusLine: PRI",
    "\u0015\u0003\u0001\u0000\u0002\u0002\u0050" fails "BadStatusLine: \\x15\\x03\\x01\\x00\\x02\\x02P",
    "\u0000\u0000\u0012\u0004\u0000\u0000" fails "BadStatusLine: \\x00\\x00\\x12",
    "<html>no head at all</html>" fails "BadStatusLine: <html>",
    "5\r\nhello\r\n" fails "BadStatusLine: 5",
    "HTTP/\r\n\r\n" fails "BadStatusLine: HTTP/",
    "HTTP/1.1\r\n\r\n" fails "BadStatusLine: HTTP/1.1",
    "HTTP/1.1 \r\n\r\n" fails "BadStatusLine: HTTP/1.1",
    "HTTP/1.1200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1. 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/.1 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1,1 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.10 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/01.1 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.x 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/x.1 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/+1.1 200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1\u000b200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1\u00a0200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/2.0 200 OK\r\n\r\n" fails "UnknownProtocol: unknown protocol version: HTTP/2.0",
    "HTTP/3.1 200 OK\r\n\r\n" fails "UnknownProtocol: unknown protocol version: HTTP/3.1",
    "HTTP/0.9 200 OK\r\n\r\n" fails "UnknownProtocol: unknown protocol version: HTTP/0.9",
    "HTTP/1.1 OK\r\n\r\n" fails "BadStatusLine: HTTP/1.1 OK",
    "HTTP/1.1 20 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 2000 OK\r\n\r\n" fails "BadStatusLine: HTTP/1.1 2000 OK",
    "HTTP/1.1 0200 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 000 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 099 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 -20 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 +20 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 2_0 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 2 0 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 0xC8 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 200OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 \u00b2\u00b3\u00b9 OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 200 O\rK\r\n\r\n" fails "BadStatusLine: HTTP/1.1 200 O\\rK",
    "HTTP/1.1 200 OK\r\r\n\r\n" fails "BadStatusLine: HTTP/1.1 200 OK\\r",
    "HTTP/1.1 200\r OK\r\n\r\n" fails "BadStatusLine",
    "HTTP/1.1 200 O\u0000K\r\n\r\n" fails "BadStatusLine: HTTP/1.1 200 O\\x00K",
    "HTTP/1.1\u0000 200 OK\r\n\r\n" fails "BadStatusLine",
)

class StatusLineParserTest : FunSpec({
    for (row in GOOD) test("P5, P7: read: $row") { row.checkGood { readHead(it) } }

    for (row in BAD) test("T21, T26, F29, P3, P5, P7: refused: $row") { row.check { readHead(it) } }

    test("a status line is kept as it came") {
        val source = whole(latin1("HTTP/1.1  200 \tOK \r\nA: b\r\n\r\n")).arriving()
        HeadReader.ofHeads(source, Limits.DEFAULT).readResponseHead()
            .statusLine() shouldBe latin1("HTTP/1.1  200 \tOK \r\n")
    }

    test("the most frequent reason is no new string") {
        StatusLineParser.parse(latin1("HTTP/1.1 200 OK\r\n")).reason() shouldBeSameInstanceAs "OK"
    }

    test("T21, F29, P7: another protocol is told apart, and its first line shown however it comes") {
        for (banner in listOf("220 ready", "SSH-2.0-x", "HTP/1.1 200 OK", "\u0015\u0003", "\u0000", " ", "h", "HTTQ")) {
            for (ending in listOf("", "\n", "\r\nmore", "\r\n" + "x".repeat(100))) {
                val bytes = latin1(banner + ending)
                val shown = listOf(whole(bytes), byteByByte(bytes)).map { pieces ->
                    shouldThrow<BadStatusLine> { readHead(pieces.arriving()) }.line
                }
                shown shouldBe List(2) { Printable.of(banner.trimEnd()) }
            }
        }
    }

    test("a peer of another protocol that falls silent is still told apart") {
        val silent = object : Source {
            private val bytes = Buffer().writeUtf8("SSH")

            override fun read(sink: Buffer, byteCount: Long): Long =
                bytes.read(sink, byteCount).also { if (it < 0) throw SocketTimeoutException() }

            override fun timeout() = Timeout.NONE

            override fun close() = Unit
        }
        shouldThrow<BadStatusLine> { readHead(silent.buffer()) }.line shouldBe "SSH"
    }

    test("T21, F29: a foreign first line is shown escaped, and no more of it than 64 characters") {
        val failure = shouldThrow<BadStatusLine> { readHead(whole(latin1("\u001b[31m" + "x".repeat(500))).arriving()) }
        failure.line shouldBe "\\x1b[31m" + "x".repeat(59) + "…"
        failure.message!! shouldNotContain "\u001b"
    }
})
