package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.Sink
import okio.Source
import okio.Timeout
import okio.buffer
import java.io.ByteArrayInputStream
import java.io.IOException
import java.io.InputStream
import java.io.Reader
import java.io.StringReader
import java.nio.charset.CharacterCodingException
import java.nio.charset.Charset
import java.nio.file.NoSuchFileException
import java.nio.file.Path

/** Keeps each write apart, as a chunked body or a network would. */
private class RecordingSink : Sink {
    val pieces = mutableListOf<ByteString>()

    override fun write(source: Buffer, byteCount: Long) {
        pieces += source.readByteString(byteCount)
    }

    override fun flush() = Unit

    override fun timeout(): Timeout = Timeout.NONE

    override fun close() = throw AssertionError("the sink is the connection's")
}

private fun RequestBody.pieces(blockByteCount: Int? = null): List<ByteString> {
    val sink = RecordingSink()
    val buffered = sink.buffer()
    if (blockByteCount == null) writeTo(buffered) else writeTo(buffered, blockByteCount)
    buffered.flush()
    return sink.pieces
}

private fun List<ByteString>.joined() = Buffer().also { all -> forEach { all.write(it) } }.readByteString()

private fun List<ByteString>.sizes() = map { it.size }

/** Gives a few bytes at a time and must not be closed. */
private class Dripping(text: String) : InputStream() {
    private val bytes = ByteArrayInputStream(text.toByteArray())

    override fun read() = bytes.read()

    override fun read(target: ByteArray, offset: Int, length: Int) = bytes.read(target, offset, minOf(length, 3))

    override fun close() = throw AssertionError("the stream is the caller's")
}

class RequestBodyTest : FunSpec({
    test("text is UTF-8 unless a charset is said") {
        val text = "h\u00e9\u20ac\ud83d\ude00"
        RequestBody.of(text).pieces() shouldBe listOf(text.encodeUtf8())
        RequestBody.of(text).length() shouldBe 10
        RequestBody.of("\u00e9", Charsets.ISO_8859_1).pieces().joined().hex() shouldBe "e9"
        RequestBody.of("a", Charsets.UTF_16).pieces().joined().hex() shouldBe "feff0061"
        RequestBody.of("").pieces() shouldBe emptyList()
        RequestBody.of("").length() shouldBe 0
    }

    test("a charset that lacks a character is refused, nothing becomes a question mark") {
        val lacking =
            listOf("\u20ac" to Charsets.ISO_8859_1, "\u00e9" to Charsets.US_ASCII, "\ud83d" to Charsets.UTF_8)
        for ((text, charset) in lacking) {
            shouldThrow<IllegalArgumentException> { RequestBody.of(text, charset) }.message shouldBe
                "the body can't be encoded in $charset"
        }
        val decodingOnly = Charset.availableCharsets().values.first { !it.canEncode() }
        shouldThrow<IllegalArgumentException> { RequestBody.of("a", decodingOnly) }
        shouldThrow<IllegalArgumentException> { RequestBody.of(StringReader("a"), decodingOnly).pieces() }
    }

    test("bytes are copied, known and repeatable") {
        val bytes = byteArrayOf(1, 2, 3)
        val body = RequestBody.of(bytes)
        bytes[0] = 9
        body.length() shouldBe 3
        repeat(2) { body.pieces().joined().hex() shouldBe "010203" }
        RequestBody.of("a").isRepeatable shouldBe true
        body.isRepeatable shouldBe true
    }

    test("bytes are one piece, however many") {
        for (size in listOf(1, 8_192, 100_000)) RequestBody.of(ByteArray(size)).pieces(16).sizes() shouldBe listOf(size)
    }

    test("a file is sent in full blocks, has a length and can be sent again") {
        val file = tempfile()
        val path: Path = file.toPath()
        val blocks = mapOf(0 to listOf(), 10 to listOf(10), 20 to listOf(10, 10), 21 to listOf(10, 10, 1))
        for ((size, sizes) in blocks) {
            file.writeText("x".repeat(size))
            val body = RequestBody.of(path)
            body.length() shouldBe size
            body.isRepeatable shouldBe true
            repeat(2) { body.pieces(10).sizes() shouldBe sizes }
        }
        file.writeBytes(ByteArray(150_000) { it.toByte() })
        RequestBody.of(path).pieces().sizes() shouldBe listOf(65_536, 65_536, 18_928)
        RequestBody.of(path).pieces().joined().toByteArray() shouldBe file.readBytes()
    }

    test("a file that is not there fails when it is asked, not before") {
        val body = RequestBody.of(Path.of("no", "such", "file"))
        shouldThrow<NoSuchFileException> { body.length() }
        shouldThrow<IOException> { body.pieces() }
    }

    test("a source is sent in full blocks, once, and stays open") {
        val source = Buffer().writeUtf8("x".repeat(25))
        val body = RequestBody.of(source as Source)
        body.length() shouldBe -1
        body.isRepeatable shouldBe false
        body.pieces(10).sizes() shouldBe listOf(10, 10, 5)
        body.pieces(10) shouldBe emptyList()
        RequestBody.of(Buffer().write(ByteArray(131_072)) as Source).pieces().sizes() shouldBe listOf(65_536, 65_536)
    }

    test("a stream that drips still makes full blocks, and is not closed") {
        val body = RequestBody.of(Dripping("0123456789abcdefghijklmno"))
        body.length() shouldBe -1
        body.pieces(10).map { it.utf8() } shouldBe listOf("0123456789", "abcdefghij", "klmno")
    }

    test("a failing stream fails the sending with its own failure") {
        val broken = IOException("disk")
        val stream = object : InputStream() {
            override fun read(): Int = throw broken
        }
        shouldThrow<IOException> { RequestBody.of(stream).pieces() }.message shouldBe "disk"
    }

    test("a reader is encoded block by block, a surrogate pair across two of them included") {
        val text = "a\ud83d\ude00b\ud83d\ude00\ud83d\ude00"
        for (block in 1..10) {
            RequestBody.of(StringReader(text), Charsets.UTF_8).pieces(block).joined() shouldBe text.encodeUtf8()
        }
        RequestBody.of(StringReader("x".repeat(25)), Charsets.UTF_8).pieces(10).sizes() shouldBe listOf(10, 10, 5)
        RequestBody.of(StringReader("ab"), Charsets.UTF_16).pieces(1).joined().hex() shouldBe "feff00610062"
        RequestBody.of(StringReader("\u3042"), Charset.forName("ISO-2022-JP")).pieces(1).joined().hex() shouldBe
            "1b2442" + "2422" + "1b2842"
        RequestBody.of(StringReader(""), Charsets.UTF_8).pieces() shouldBe emptyList()
    }

    test("a reader's character that the charset lacks fails the sending, a broken pair too") {
        val lacking =
            listOf("ab\u20ac" to Charsets.ISO_8859_1, "ab\ud83d" to Charsets.UTF_8, "\ud83da" to Charsets.UTF_8)
        for ((text, charset) in lacking) {
            for (block in listOf(1, 2, 100)) {
                shouldThrow<CharacterCodingException> { RequestBody.of(StringReader(text), charset).pieces(block) }
            }
        }
    }

    test("a reader stays open") {
        val reader = object : Reader() {
            override fun read(target: CharArray, offset: Int, length: Int) = -1

            override fun close() = throw AssertionError("the reader is the caller's")
        }
        RequestBody.of(reader, Charsets.UTF_8).pieces() shouldBe emptyList()
    }

    test("each element is one piece, an empty one none") {
        val elements = listOf("a", "", "bcd", "", "x".repeat(20_000), "").map { it.encodeUtf8() }
        val body = RequestBody.of(elements)
        body.length() shouldBe -1
        body.pieces() shouldBe elements.filter { it.size > 0 }
        body.pieces(1) shouldBe elements.filter { it.size > 0 }
        RequestBody.of(emptyList<ByteString>()).pieces() shouldBe emptyList()
    }

    test("blocks of nothing are refused, not written for ever") {
        for (size in listOf(0, -1)) {
            val bodies = listOf(RequestBody.of(Buffer() as Source), RequestBody.of(StringReader("a"), Charsets.UTF_8))
            for (body in bodies) {
                shouldThrow<IllegalArgumentException> { body.pieces(size) }.message shouldBe "blockByteCount < 1: $size"
            }
        }
    }

    test("a body of one's own is known to be neither repeatable nor in blocks") {
        val body = object : RequestBody {
            override fun length() = 1L

            override fun writeTo(sink: BufferedSink) {
                sink.writeUtf8("x")
            }
        }
        body.isRepeatable shouldBe false
        body.pieces(7).map { it.utf8() } shouldBe listOf("x")
    }
})
