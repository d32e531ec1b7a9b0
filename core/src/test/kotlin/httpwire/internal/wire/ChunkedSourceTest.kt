package httpwire.internal.wire

import httpwire.Limits
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer

private val GOOD = listOf(
    "0\r\n\r\n" gives "",
    "5\r\nhello\r\n0\r\n\r\n" gives "hello",
    "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n" gives "hello",
    "1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n0\r\n\r\n" gives "hello",
    "a\r\n0123456789\r\n0\r\n\r\n" gives "0123456789",
    "A\r\n0123456789\r\n000\r\n\r\n" gives "0123456789",
    "0000000000000000000000000005\r\nhello\r\n0\r\n\r\n" gives "hello",
    "10\r\n0123456789abcdef\r\n0\r\n\r\n" gives "0123456789abcdef",
    "5\r\n\r\n0\r\n\r\n0\r\n\r\n" gives "\r\n0\r\n",
    "2\r\n\r\n\r\n0\r\n\r\n" gives "\r\n",
    "1\r\n\n\r\n0\r\n\r\n" gives "\n",
    "2\r\n\u00ff\u0000\r\n0\r\n\r\n" gives "\u00ff\u0000",
    // White space after the size, and extensions: ignored.
    "5;a\r\nhello\r\n0\r\n\r\n" gives "hello",
    "5;\r\nhello\r\n0;\r\n\r\n" gives "hello",
    "5 ; a = b ;c\r\nhello\r\n0;z\r\n\r\n" gives "hello",
    "5;a=\"b;c\"\r\nhello\r\n0\r\n\r\n" gives "hello",
    "5;a=\"unterminated\r\nhello\r\n0\r\n\r\n" gives "hello",
    "5;\u00ff\u0001\t\r\nhello\r\n0\r\n\r\n" gives "hello",
    "5;0\r\nhello\r\n0;5\r\n\r\n" gives "hello",
    // Trailers.
    "0\r\nA: b\r\n\r\n" gives " [A=b]",
    "5\r\nhello\r\n0\r\nA: b\r\nA:  c \r\nD:\r\n\r\n" gives "hello [A=b][A=c][D=]",
    "0\r\nA: b\r\n c\r\n\r\n" gives " [A=b c]",
    "0\r\nContent-Length: 5\r\nTransfer-Encoding: x\r\n\r\n" gives " [Content-Length=5][Transfer-Encoding=x]",
)

private val BAD_SIZES =
    listOf("", " ", "\t", ";", ";a", "+5", "-5", "-0", "+0", " 5", "\t5", "0x5", "0X5", "x5", "5x", "5h", "5_0") +
        listOf("0_5", "5 ", "5\t", "5 5", "5 0", "5,", "5.", "5.0", "5'", "5=") +
        listOf("5\u000b", "\u000b5", "5\u00a0", "\u00a05") +
        listOf("5\u0000", "\u00b2", "\"5\"", "G", "/", ":", "`", "@", "{5}", "five", "8000000000000000") +
        listOf("FFFFFFFFFFFFFFFF", "10000000000000005", "123456789012345678901234567890", "ffffffffffffffff5")

private val BAD_LINE_ENDS = listOf(
    // Bare LF where CR LF must be.
    "5\nhello\r\n0\r\n\r\n" fails "MalformedMessage: chunk-size line without CR LF",
    "5;a\nhello\r\n0\r\n\r\n" fails "MalformedMessage: chunk-size line without CR LF",
    "\n5\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: chunk-size line without CR LF",
    "5\r\nhello\n0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "5\r\nhello\r\n0\n\r\n" fails "MalformedMessage: chunk-size line without CR LF",
    "5\r\nhello\r\n0\r\n\n" fails "MalformedMessage: header line 1: bare LF",
    "0\r\nA: b\n\r\n" fails "MalformedMessage: header line 1: bare LF",
    // Bare CR.
    "5\rhello\r\n0\r\n\r\n" fails "MalformedMessage: not a chunk size",
    "5\r\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: not a chunk size",
    "5;a\r\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: control in a chunk extension",
    "5;a=\"b\rc\"\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: control in a chunk extension",
    "5;a=\"b\nc\"\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: chunk-size line without CR LF",
    "5;a=\"b\\\rc\"\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: control in a chunk extension",
    "2;a=\"\r\n\"\r\n\r\n0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "5;a\u0000b\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: control in a chunk extension",
    "5;\u0000\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: control in a chunk extension",
    "5\r\nhello\r0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "5\r\nhello\r\r\n0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "5\r\nhello\n\r0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    // Two bytes that are something else; http.client and the JDK take any.
    "5\r\nhelloXX0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "5\r\nhelloX\n0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "5\r\nhello\n\n0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "5\r\nhello0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "5\r\nhello XXX\r\n0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "4\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "5\r\nhello\rX0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    "6\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: chunk data is not followed by CR LF",
    // An empty line between chunks, or a second CR LF.
    "5\r\nhello\r\n\r\n0\r\n\r\n" fails "MalformedMessage: not a chunk size",
    "\r\n5\r\nhello\r\n0\r\n\r\n" fails "MalformedMessage: not a chunk size",
)

/** The published "funky chunk" forms: who takes one of these line ends sees other chunk edges than who does not. */
private val FUNKY = buildList {
    for (end in listOf("\n", "\r", "XX")) {
        // TERM.EXT: the line end hides in an extension.
        add("2;$end" + "xx\r\n47\r\n0\r\n\r\n" to "TERM.EXT")
        // EXT.TERM: the extension's line ends early.
        add("2;$end" + "47\r\nxx\r\n0\r\n\r\n" to "EXT.TERM")
        // TERM.SPILL: the chunk's data runs over its size by that line end.
        add("5\r\nhello${end}2\r\nxx\r\n0\r\n\r\n" to "TERM.SPILL")
        // SPILL.TERM: data runs over its size, then a line end.
        add("5\r\nhelloAA${end}0\r\n\r\n" to "SPILL.TERM")
    }
}

private val BAD_TRAILERS = listOf(
    "0\r\nA b\r\n\r\n" fails "MalformedMessage: header line 1",
    "0\r\nA : b\r\n\r\n" fails "MalformedMessage: header line 1",
    "0\r\n A: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "0\r\nA: b\rc\r\n\r\n" fails "MalformedMessage: header line 1: bare CR",
    "0\r\nA: \u0000\r\n\r\n" fails "MalformedMessage: header line 1: NUL",
    "0\r\nHTTP/1.1 200 OK\r\n\r\n" fails "MalformedMessage: header line 1",
)

class ChunkedSourceTest : FunSpec({
    for (row in GOOD) test("P14, P25: read: $row") { row.checkGood { readBody(Framing.CHUNKED, it) } }

    test("asked for one byte a read, the same") {
        for (row in GOOD) row.checkGood { readBody(Framing.CHUNKED, it, askedByteCount = 1) }
    }

    for (size in BAD_SIZES) {
        test("T8, P24: not a chunk size: ${Printable.of(size)}") {
            for (wire in listOf("$size\r\nhello\r\n0\r\n\r\n", "5\r\nhello\r\n$size\r\n\r\n")) {
                (wire fails "MalformedMessage: ").check { readBody(Framing.CHUNKED, it) }
            }
        }
    }

    for (row in BAD_LINE_ENDS + BAD_TRAILERS) {
        test("T10, T11, P2, P3: refused: $row") {
            row.check { readBody(Framing.CHUNKED, it) }
        }
    }

    for ((wire, kind) in FUNKY.filter { "XX" !in it.first || !it.second.contains("EXT") }) {
        test("T10, T11: refused: $kind ${Printable.of(wire)}") {
            (wire fails "MalformedMessage: ").check { readBody(Framing.CHUNKED, it) }
        }
    }

    test("T9, T22, F26, P24: a size up to 2^63-1 is taken, and nothing is set aside for it") {
        for (size in listOf("7FFFFFFFFFFFFFFF", "07fffffffffffffff")) {
            ("$size\r\nhello" fails "IncompleteRead: IncompleteRead(0 bytes read)").check {
                readBody(Framing.CHUNKED, it)
            }
        }
    }

    test("a wrong byte after the data is refused without waiting for a second one") {
        val source = whole(latin1("5\r\nhelloX")).arriving(Ending.OPEN)
        outcomeOf { readBody(Framing.CHUNKED, source) } shouldStartWith "MalformedMessage: chunk data"
    }

    test("what came of a broken body was handed out before the failure") {
        val content = Buffer()
        val source = whole(latin1("5\r\nhello\r\n3\r\nab")).arriving()
        val body = BodySource.of(Framing.CHUNKED, source, Limits.DEFAULT)
        outcomeOf {
            while (body.read(content, 100) >= 0) continue
            "whole"
        } shouldStartWith "IncompleteRead"
        content.readUtf8() shouldStartWith "helloab"
    }
})
