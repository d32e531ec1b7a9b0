package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldMatch
import io.kotest.property.Arb
import io.kotest.property.arbitrary.bind
import io.kotest.property.arbitrary.byte
import io.kotest.property.arbitrary.byteArray
import io.kotest.property.arbitrary.choice
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.enum
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.map
import io.kotest.property.arbitrary.string
import io.kotest.property.checkAll
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString

private const val HEADING = "httpwire recording 1\n"

private fun received(bytes: ByteString) = Recording(listOf(Exchanged.received(1, bytes)))

/** The lines of the file for what a client has sent. */
private fun linesOf(bytes: ByteString) = "${received(bytes)}".removePrefix("$HEADING\nconnection 1\n").trimEnd('\n')

/** Text with what matters to the format in it, and any bytes. */
private val anyBytes: Arb<ByteString> = Arb.choice(
    Arb.byteArray(Arb.int(0..400), Arb.byte()).map { it.toByteString() },
    Arb.string(0..200).map { it.encodeUtf8() },
    Arb.list(
        Arb.element(
            listOf("\r\n", "\n", "\r", "\\", "\\x", " ", "#", "> ", "<base64 ", "* ", "\t", "a") +
                listOf("\u00e9", "\u2028", "\ufeff"),
        ),
        0..60,
    ).map { it.joinToString("").encodeUtf8() },
)

private val events = listOf("client ended", "client reset", "server ended", "server reset")

private val anyEntry: Arb<Exchanged> = Arb.bind(
    Arb.int(1..4),
    Arb.enum<Exchanged.Kind>(),
    anyBytes,
    Arb.element(events),
) { connection, kind, bytes, event ->
    if (kind == Exchanged.Kind.EVENT) Exchanged.event(connection, event) else Exchanged(connection, kind, bytes)
}

private val written = listOf(
    "GET / HTTP/1.1\r\nA: b\r\n\r\n" to "> GET / HTTP/1.1\\r\\n\n> A: b\\r\\n\n> \\r\\n",
    "{\"a\": \"\\\\ \u00e9\u4e2d\ud83d\ude00\"}" to "> {\"a\": \"\\\\\\\\ \u00e9\u4e2d\ud83d\ude00\"}",
    "a \n b " to "> a \\n\n>  b\\x20",
    "\ta\u0000\u007f\u00a0\u2028\ufeff text that is long enough to be read" to
        "> \\ta\\x00\\x7f\\xc2\\xa0\\xe2\\x80\\xa8\\xef\\xbb\\xbf text that is long enough to be read",
    "# no comment" to "> # no comment",
)

private val refused = mapOf(
    "" to "line 1: must be \"httpwire recording 1\"",
    "httpwire recording 2\n" to "line 1: must be \"httpwire recording 1\"",
    "$HEADING> a" to "line 2: bytes before the first \"connection\"",
    "${HEADING}connection 0" to "line 2: not the number of a connection: 0",
    "${HEADING}connection 2\nconnection 2" to "line 3: connection 2 after connection 2",
    "${HEADING}connection 1\nGET /" to
        "line 3: must begin with >, <, >base64, <base64, *, # or connection, not \"GET\"",
    "${HEADING}connection 1\n>" to "line 3: nothing after >",
    "${HEADING}connection 1\n\n> a\\q" to "line 4: unknown escape at column 2 of the bytes",
    "${HEADING}connection 1\n> a\\" to "line 3: unknown escape at column 2 of the bytes",
    "${HEADING}connection 1\n> \\x4" to "line 3: two hexadecimal digits must follow \\x",
    "${HEADING}connection 1\n> \\xzz" to "line 3: two hexadecimal digits must follow \\x",
    "${HEADING}connection 1\n* left" to "line 3: unknown event: left",
)

class RecordingTest : FunSpec({
    context("what the lines look like") {
        withTests(nameFn = { it.second.lines().first() }, written) { (text, lines) ->
            linesOf(text.encodeUtf8()) shouldBe lines
        }
    }

    test("bytes that are mostly unreadable are in base64, a few are escapes") {
        linesOf("00".repeat(60).decodeHex()) shouldBe ">base64 ${"A".repeat(76)}\n>base64 AAAA"
        linesOf("ff0001".decodeHex()) shouldBe "> \\xff\\x00\\x01"
        val image = "HTTP/1.1 200 OK\r\n\r\n".encodeUtf8().hex() + "89504e470d0a1a0a0000000d49484452000000010000000108"
        linesOf(image.decodeHex()) shouldMatch
            Regex("> HTTP/1.1 200 OK\\\\r\\\\n\n> \\\\r\\\\n\n>base64 iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCA==")
    }

    test("a line that is too long is broken") {
        linesOf("a".repeat(5_000).encodeUtf8()) shouldBe "> ${"a".repeat(4_096)}\n> ${"a".repeat(904)}"
    }

    test("a file read again is what was written, whatever the bytes, also with the line ends of Windows") {
        checkAll(1_000, Arb.list(anyEntry, 0..12)) { entries ->
            val recording = Recording(entries)
            Recording.parse("$recording") shouldBe recording
            Recording.parse("$recording".replace("\n", "\r\n")) shouldBe recording
            for (connection in 1..4) {
                for (kind in listOf(Exchanged.Kind.RECEIVED, Exchanged.Kind.SENT)) {
                    val all = entries.filter { it.connection == connection && it.kind == kind }
                    recording.stream(connection, kind) shouldBe all.map { it.bytes }.fold(ByteString.EMPTY) { a, b ->
                        (a.hex() + b.hex()).decodeHex()
                    }
                }
            }
        }
    }

    test("connections are one after the other, and what goes the same way is joined") {
        val entries = listOf(
            Exchanged.received(2, "a".encodeUtf8()),
            Exchanged.received(1, "b".encodeUtf8()),
            Exchanged.received(2, "c".encodeUtf8()),
            Exchanged.sent(2, "d".encodeUtf8()),
            Exchanged.event(2, "server ended"),
        )
        "${Recording(entries)}" shouldBe
            "$HEADING\nconnection 1\n> b\n\nconnection 2\n> ac\n< d\n* server ended\n"
    }

    test("comments, empty lines and escapes by hand are read") {
        val text = "$HEADING# A comment.\n\nconnection 1\n> a\\x62\n\n# Another.\n> c\n>base64 ZA==\n< \u00e9"
        Recording.parse(text).entries().map { it.bytes.utf8() } shouldBe listOf("abcd", "\u00e9")
    }

    context("what is no recording is refused with its line") {
        withTests(nameFn = { it.value }, refused.entries.toList()) { (text, message) ->
            shouldThrow<IllegalArgumentException> { Recording.parse(text) }.message shouldBe message
        }
        test("base64") {
            shouldThrow<IllegalArgumentException> { Recording.parse("${HEADING}connection 1\n>base64 ?") }
                .message shouldMatch Regex("line 3: not base64: .*")
        }
        test("an event") {
            shouldThrow<IllegalArgumentException> { Recording(listOf(Exchanged.event(1, "left"))) }
        }
    }

    test("a file is named in the message, and its bytes must be UTF-8") {
        val file = tempfile().toPath()
        received("a".encodeUtf8()).write(file)
        Recording.read(file) shouldBe received("a".encodeUtf8())
        file.toFile().appendBytes(byteArrayOf('>'.code.toByte(), ' '.code.toByte(), -1))
        shouldThrow<IllegalArgumentException> { Recording.read(file) }.message shouldEndWith "$file: line 5: not UTF-8"
    }

    test("every prefix of a file is read, or refused with its line") {
        val text = "${received("GET /\u00e9 HTTP/1.1\r\n\u0000\r\n".encodeUtf8())}* client ended\n"
        for (length in text.indices) {
            val failure = runCatching { Recording.parse(text.take(length)) }.exceptionOrNull() ?: continue
            (failure as IllegalArgumentException).message shouldMatch Regex("line \\d: .*")
        }
    }
})
