package httpwire.internal.wire

import httpwire.Limits
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import okio.BufferedSource

private val GOOD = listOf(
    "\r\n" gives "",
    "\n" gives "",
    "A: b\r\n\r\n" gives "[A=b]",
    "A: b\n\n" gives "[A=b]",
    "A: b\nC: d\r\n\n" gives "[A=b][C=d]",
    "A:b\r\n\r\n" gives "[A=b]",
    "A:\r\n\r\n" gives "[A=]",
    "A: \t \r\n\r\n" gives "[A=]",
    "A: \t b \tc\t \r\n\r\n" gives "[A=b \tc]",
    "a: 1\r\nA: 2\r\nb: 3\r\nA: 1\r\n\r\n" gives "[a=1][A=2][b=3][A=1]",
    "A: b:c: d\r\n\r\n" gives "[A=b:c: d]",
    "A::\r\n\r\n" gives "[A=:]",
    "!#$%&'*+-.^_`|~09azAZ: x\r\n\r\n" gives "[!#$%&'*+-.^_`|~09azAZ=x]",
    "A: \u0080\u00e9\u00ff\r\n\r\n" gives "[A=\u0080\u00e9\u00ff]",
    "A: \u0001\u0008\u000b\u000c\u001f\u007f\r\n\r\n" gives "[A=\u0001\u0008\u000b\u000c\u001f\u007f]",
    "A: \u000bb\u000b\r\n\r\n" gives "[A=\u000bb\u000b]",
    // Folds, RFC 9112 5.2: each becomes one space.
    "A: b\r\n c\r\n\r\n" gives "[A=b c]",
    "A: b\n\tc\n\n" gives "[A=b c]",
    "A: b \t\r\n \t c \r\n\td\r\n\r\n" gives "[A=b c d]",
    "A:\r\n b\r\n\r\n" gives "[A=b]",
    "A:\r\n\tb\r\n\r\n" gives "[A=b]",
    "A:\r\n \r\n \r\n b\r\n\r\n" gives "[A=b]",
    "A: b\r\n \r\n\r\n" gives "[A=b]",
    "A: b\r\n \t \r\n c\r\n\r\n" gives "[A=b c]",
    "A: b\r\n C: d\r\nE: f\r\n\r\n" gives "[A=b C: d][E=f]",
    "A: b\r\n :\r\nE: f\r\n g\r\n\r\n" gives "[A=b :][E=f g]",
    "A: b\n c\n d\n e\n f\nG: h\n\n" gives "[A=b c d e f][G=h]",
)

private val BAD = listOf(
    "A b\r\n\r\n" fails "MalformedMessage: header line 1: invalid byte 0x20 in field name after 'A'",
    "Ab\r\n\r\n" fails "MalformedMessage: header line 1: no colon in 'Ab'",
    "Ab\n\n" fails "MalformedMessage: header line 1: no colon in 'Ab'",
    "A: b\r\nnonsense\r\nC: d\r\n\r\n" fails "MalformedMessage: header line 2: no colon in 'nonsense'",
    ": b\r\n\r\n" fails "MalformedMessage: header line 1: the field name is empty",
    ":\r\n\r\n" fails "MalformedMessage: header line 1",
    "A : b\r\n\r\n" fails "MalformedMessage: header line 1",
    "A\t: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "Content-Length : 5\r\n\r\n" fails "MalformedMessage: header line 1",
    " A: b\r\n\r\n" fails "MalformedMessage: header line 1: white space before the first field",
    "\tA: b\r\n\r\n" fails "MalformedMessage: header line 1: white space before the first field",
    " \r\n\r\n" fails "MalformedMessage: header line 1: white space before the first field",
    "A\u0000: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "A\u0001: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "A\u007f: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "\u00c4: b\r\n\r\n" fails "MalformedMessage: header line 1: invalid byte 0xC4 in field name",
    "X-\u00ff: b\r\nContent-Length: 5\r\n\r\n" fails "MalformedMessage: header line 1",
    "A(: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "A/B: c\r\n\r\n" fails "MalformedMessage: header line 1",
    "A@: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "\"A\": b\r\n\r\n" fails "MalformedMessage: header line 1: invalid byte 0x22 in field name",
    "{A}: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "A: b\u0000c\r\n\r\n" fails "MalformedMessage: header line 1: NUL",
    "A: \u0000\r\n\r\n" fails "MalformedMessage: header line 1: NUL",
    "A: b\rc\r\n\r\n" fails "MalformedMessage: header line 1: bare CR",
    "A: b\rC: d\r\n\r\n" fails "MalformedMessage: header line 1: bare CR",
    "A: \rb\r\n\r\n" fails "MalformedMessage: header line 1: bare CR",
    "A: b\r\r\n\r\n" fails "MalformedMessage: header line 1: bare CR",
    "A: b\r\n\r\r\n\r\n" fails "MalformedMessage: header line 2: no colon in ''",
    "A\r: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "\rA: b\r\n\r\n" fails "MalformedMessage: header line 1",
    "A: b\r\n c\u0000\r\n\r\n" fails "MalformedMessage: header line 2: NUL",
    "A: b\r\n c\rd\r\n\r\n" fails "MalformedMessage: header line 2: bare CR",
    "A: b\r\n \rX: y\r\n\r\n" fails "MalformedMessage: header line 2: bare CR",
)

/** Trailers are chunk framing: only CR LF ends a line there. */
private val BAD_TRAILERS = listOf(
    "\n" fails "MalformedMessage: header line 1: bare LF",
    "A: b\n\r\n" fails "MalformedMessage: header line 1: bare LF",
    "A: b\r\n\n" fails "MalformedMessage: header line 2: bare LF",
    "A: b\r\n c\n\r\n" fails "MalformedMessage: header line 2: bare LF",
    "A: b\r\nC: d\n\r\n" fails "MalformedMessage: header line 2: bare LF",
)

class FieldParserTest : FunSpec({
    for (row in GOOD) test("P1, P2, P9, P10: read: $row") { row.checkGood { readFields(it) } }

    test("a head is kept as it came, folds, blanks and line ends included, however it arrives") {
        for (row in GOOD) {
            for (statusLine in listOf("HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\n")) {
                val bytes = latin1(statusLine + row.wire)
                for (pieces in listOf(whole(bytes), byteByByte(bytes))) {
                    HeadReader.ofHeads(pieces.arriving(), Limits.DEFAULT).readResponseHead().raw() shouldBe bytes
                }
            }
        }
    }

    for (row in BAD) test("T15, P3, P4, P8, P11: refused: $row") { row.check { readFields(it) } }

    for (row in BAD_TRAILERS) test("T10: refused as a trailer: $row") { row.check { readTrailers(it) } }

    for (row in BAD) {
        test("refused as a trailer too: $row") {
            // With bare LF the end of line itself is at fault there.
            if ("\n\n" !in row.wire) row.check { readTrailers(it) }
        }
    }

    test("T7: no value is ever in a message") {
        for (row in listOf("A: secret\u0000\r\n\r\n", "A: secret\r.\r\n\r\n", "A: b\r\n secret\u0000\r\n\r\n")) {
            outcomeOf { readFields(whole(latin1(row)).arriving()) } shouldNotContain "secret"
        }
    }
})

private fun readTrailers(source: BufferedSource) = HeadReader.ofTrailers(source, Limits.DEFAULT).readFields().spelt()
