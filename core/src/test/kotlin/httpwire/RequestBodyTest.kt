package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import okio.Sink
import okio.Source
import okio.Timeout
import okio.buffer
import okio.source
import java.io.ByteArrayInputStream
import java.io.IOException
import java.io.InputStream
import java.io.InputStreamReader
import java.io.Reader
import java.io.StringReader
import java.net.URI
import java.nio.charset.CharacterCodingException
import java.nio.charset.Charset
import java.nio.file.FileSystemException
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import kotlin.io.path.fileSize
import kotlin.io.path.writeBytes
import kotlin.random.Random

/** Keeps each write apart, as a chunked body or a network would. */
private class RecordingSink : Sink {
    val pieces = mutableListOf<ByteString>()

    /** The bytes that the peer has for certain. */
    var flushedByteCount = 0L

    override fun write(source: Buffer, byteCount: Long) {
        pieces += source.readByteString(byteCount)
    }

    override fun flush() {
        flushedByteCount = pieces.sumOf { it.size.toLong() }
    }

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

/** Gives a few bytes at a time, and those only when [sink] has what it gave before. Must not be closed. */
private class Live(text: String, private val sink: RecordingSink) : InputStream() {
    private val bytes = ByteArrayInputStream(text.toByteArray())
    private var givenByteCount = 0L

    override fun read() = throw AssertionError("byte by byte")

    override fun read(target: ByteArray, offset: Int, length: Int): Int {
        sink.flushedByteCount shouldBe givenByteCount
        return bytes.read(target, offset, minOf(length, 3)).also { if (it > 0) givenByteCount += it }
    }

    override fun close() = throw AssertionError("the stream is the caller's")
}

private const val LIVE = "0123456789abcdefghijklmno"

/** Each kind of body that is not in memory, with these bytes. */
private fun bodiesOf(bytes: ByteArray, file: Path): Map<String, RequestBody> = mapOf(
    "a file" to RequestBody.of(file.also { it.writeBytes(bytes) }),
    "a stream" to RequestBody.of(bytes.inputStream()),
    "a source" to RequestBody.of(Buffer().write(bytes) as Source),
    "a source of segments" to RequestBody.of(bytes.inputStream().source()),
    "a reader" to RequestBody.of(InputStreamReader(bytes.inputStream(), Charsets.ISO_8859_1), Charsets.ISO_8859_1),
    "pieces" to RequestBody.of(bytes.toList().chunked(50_000).map { it.toByteArray().toByteString() }),
)

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

    test("a directory fails when its length is asked for, or when it is written") {
        val directory = tempdir().toPath()
        val body = RequestBody.of(directory)
        for (ask in listOf({ body.length() }, { body.pieces() })) {
            shouldThrow<FileSystemException> { ask() }.message shouldBe
                "$directory: is a directory, and a request body must be a file"
        }
        body.file() shouldBe null
    }

    test("a file of another file system is read, and not left to the kernel") {
        val path = Path.of(URI("jrt:/java.base/java/lang/Object.class"))
        val body = RequestBody.of(path)
        body.file() shouldBe null
        body.length() shouldBe path.fileSize()
        body.pieces().joined().size shouldBe path.fileSize()
        body.isRepeatable shouldBe true
    }

    test("a file of this system is left to the kernel, a device has neither a length nor a second time") {
        val file = tempfile().toPath()
        RequestBody.of(file).file() shouldBe file
        val device = RequestBody.of(Path.of("/dev/null"))
        device.length() shouldBe -1
        device.file() shouldBe null
        device.isRepeatable shouldBe false
        device.pieces() shouldBe emptyList()
    }

    test("a source is sent in blocks, once, and stays open") {
        val source = Buffer().writeUtf8("x".repeat(25))
        val body = RequestBody.of(source as Source)
        body.length() shouldBe -1
        body.isRepeatable shouldBe false
        body.pieces(10).sizes() shouldBe listOf(10, 10, 5)
        body.pieces(10) shouldBe emptyList()
        RequestBody.of(Buffer().write(ByteArray(131_072)) as Source).pieces().sizes() shouldBe listOf(65_536, 65_536)
    }

    context("what a live body gives is with the peer before the next is asked for") {
        withTests<Pair<String, (RecordingSink) -> RequestBody>>(
            nameFn = { it.first },
            "a stream" to { sink -> RequestBody.of(Live(LIVE, sink)) },
            "a source" to { sink -> RequestBody.of(Live(LIVE, sink).source()) },
            "a reader" to { sink ->
                val live = Live(LIVE, sink)
                val reader = object : Reader() {
                    override fun read(target: CharArray, offset: Int, length: Int): Int {
                        val bytes = ByteArray(length)
                        val count = live.read(bytes, 0, length)
                        for (i in 0 until count) target[offset + i] = bytes[i].toInt().toChar()
                        return count
                    }

                    override fun close() = live.close()
                }
                RequestBody.of(reader, Charsets.UTF_8)
            },
            "an iterable" to { sink ->
                val live = Live(LIVE, sink)
                val block = ByteArray(3)
                val pieces = generateSequence { live.read(block, 0, 3).takeIf { it > 0 } }
                RequestBody.of(pieces.map { block.toByteString(0, it) }.asIterable())
            },
        ) { (_, make) ->
            val sink = RecordingSink()
            val body = make(sink)
            body.length() shouldBe -1
            body.writeTo(sink.buffer(), 10)
            sink.pieces.map { it.utf8() } shouldBe LIVE.chunked(3)
        }
    }

    test("a body can be written into any sink, a buffer too, and is whole") {
        val bytes = Random(1).nextBytes(300_000)
        val file = tempfile().toPath()
        for (name in bodiesOf(bytes, file).keys) {
            withClue(name) {
                for (block in listOf(null, 1_000, 65_536, 1_000_000)) {
                    val buffer = Buffer().writeUtf8("before")
                    val body = bodiesOf(bytes, file).getValue(name)
                    if (block == null) body.writeTo(buffer) else body.writeTo(buffer, block)
                    buffer.readUtf8(6) shouldBe "before"
                    buffer.readByteArray().contentEquals(bytes) shouldBe true
                }
            }
        }
    }

    test("a stream that has much gives it a block at a time") {
        RequestBody.of(ByteArray(150_000).inputStream()).pieces().sizes() shouldBe listOf(65_536, 65_536, 18_928)
        RequestBody.of(ByteArray(25).inputStream()).pieces(10).sizes() shouldBe listOf(10, 10, 5)
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

    test("a reader's character that the charset lacks is the caller's fault, a broken pair too") {
        val lacking =
            listOf("ab\u20ac" to Charsets.ISO_8859_1, "ab\ud83d" to Charsets.UTF_8, "\ud83da" to Charsets.UTF_8)
        for ((text, charset) in lacking) {
            for (block in listOf(1, 2, 100)) {
                shouldThrow<IllegalArgumentException> { RequestBody.of(StringReader(text), charset).pieces(block) }
                    .message shouldBe "the body can't be encoded in $charset"
            }
        }
    }

    test("what a reader itself throws passes through") {
        val decoder = Charsets.UTF_8.newDecoder()
        val reader = InputStreamReader(byteArrayOf(-1).inputStream(), decoder)
        shouldThrow<CharacterCodingException> { RequestBody.of(reader, Charsets.UTF_8).pieces() }
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

    test("bytes of a type say what they are") {
        val body = RequestBody.of("{}".encodeUtf8(), "application/json")
        body.contentType() shouldBe "application/json"
        body.length() shouldBe 2
        body.isRepeatable shouldBe true
        RequestBody.of("{}".encodeUtf8()).contentType() shouldBe null
    }
})
