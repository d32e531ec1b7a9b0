package httpwire.client.decoding

import httpwire.HttpException.MalformedMessage
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import java.util.zip.CRC32

internal fun hex(digits: String): ByteString = digits.decodeHex()

private val PLAIN = Coding.GZIP.encode(HELLO)

/** The same member with these flags, and these bytes after the ten that all members have. */
private fun member(flags: Int, fields: ByteString = ByteString.EMPTY): ByteString =
    Buffer().write(PLAIN, 0, 3).writeByte(flags).write(PLAIN, 4, 6).write(fields).write(PLAIN, 10, PLAIN.size - 10)
        .readByteString()

private fun text(size: Int): ByteString = Buffer().writeUtf8("n".repeat(size)).writeByte(0).readByteString()

private fun extra(size: Int): ByteString = Buffer().writeShortLe(size).write(ByteArray(size)).readByteString()

private fun headerCrc(): ByteString {
    val header = Buffer().write(PLAIN, 0, 3).writeByte(2).write(PLAIN, 4, 6).readByteArray()
    return Buffer().writeShortLe(CRC32().apply { update(header) }.value.toInt()).readByteString()
}

private operator fun ByteString.plus(other: ByteString): ByteString = Buffer().write(this).write(other).readByteString()

private fun changed(index: Int, value: Int): ByteString =
    Buffer().write(PLAIN, 0, index).writeByte(value).write(PLAIN, index + 1, PLAIN.size - index - 1).readByteString()

class GzipSourceTest : FunSpec({
    withTests(
        nameFn = { "members: ${it.key}" },
        mapOf(
            "one" to (PLAIN to "hello, world\n"),
            "two" to (PLAIN + PLAIN to "hello, world\n".repeat(2)),
            "an empty one between two" to
                (PLAIN + Coding.GZIP.encode(ByteString.EMPTY) + PLAIN to "hello, world\n".repeat(2)),
            "an empty one" to (Coding.GZIP.encode(ByteString.EMPTY) to ""),
        ).entries,
    ) { (_, case) ->
        val (body, plain) = case
        decoded(body, "gzip").text() shouldBe plain
        decoded(Raw(body, pieceByteCount = 1), "X-GZip").text() shouldBe plain
    }

    withTests(
        nameFn = { "a header with ${it.key}" },
        mapOf(
            "extra bytes" to member(4, extra(5)),
            "the most extra bytes" to member(4, extra(65_535)),
            "a name" to member(8, text(10)),
            "a comment" to member(16, text(8_191)),
            "a checksum" to member(2, headerCrc()),
            "the flag for text" to member(1),
            "all of them but the checksum" to member(4 + 8 + 16, extra(3) + text(4) + text(0)),
        ).entries,
    ) { (_, body) -> decoded(body, "gzip").read() shouldBe HELLO }

    withTests(
        nameFn = { "T29: ${it.key}" },
        mapOf(
            "it does not begin as gzip" to changed(0, 0x1e),
            "its method is not deflate" to changed(2, 7),
            "a reserved flag is set" to changed(3, 0x20),
            "the CRC-16 of its header does not match" to member(2, hex("abcd")),
            "a name or comment has more than 8192 bytes" to member(8, text(8_192)),
            "its CRC-32 does not match" to changed(PLAIN.size - 5, 0x77),
            "its length does not match" to changed(PLAIN.size - 1, 0x77),
            "it ends too early" to PLAIN + PLAIN.substring(0, 12),
        ).entries,
    ) { (what, body) ->
        shouldThrow<MalformedMessage> { decoded(body, "gzip").read() }.message shouldBe "the gzip body is wrong: $what"
    }

    test("a name that never ends is read no further than its bound") {
        val raw = Raw(member(8, text(1_000_000)))
        shouldThrow<MalformedMessage> { decoded(raw, "gzip").read() }
        (raw.takenByteCount <= 3 * 8_192) shouldBe true
    }

    test("a zlib stream with a preset dictionary is refused") {
        shouldThrow<MalformedMessage> { decoded(hex("78f900000001cb48cdc9c907"), "deflate").read() }.message shouldBe
            "the deflate stream needs a preset dictionary"
    }
})
