package httpwire.internal.wire

import httpwire.Headers
import httpwire.HttpVersion
import httpwire.Limits
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.arbitrary.enum
import io.kotest.property.checkAll
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.toByteString

private const val TOKEN = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
private val VISIBLE = ('!'..'~').filter { it != '#' }.joinToString("")

/** What a value may be made of; SP and HTAB not at its ends, where every recipient drops them. */
private val VALUE = (1..255).filter { it != 10 && it != 13 }.map { it.toChar() }.joinToString("")

private fun text(alphabet: String, sizes: IntRange): Arb<String> = arbitrary { source ->
    val size = sizes.first + source.random.nextInt(sizes.last - sizes.first + 1)
    (1..size).map { alphabet[source.random.nextInt(alphabet.length)] }.joinToString("")
}

private val fieldLists: Arb<List<Pair<String, String>>> = arbitrary { source ->
    val names = text("xX-_1", 1..3)
    val values = text(VALUE, 0..12)
    List(source.random.nextInt(6)) { names.sample(source).value to values.sample(source).value.trim(' ', '\t') }
}

/** A body in pieces, some of them empty, some beyond an Okio segment. */
private val bodies: Arb<List<ByteString>> = arbitrary { source ->
    List(source.random.nextInt(5)) {
        val size = listOf(0, 1, 2, 15, 16, 17, 255, 4_096, 8_191, 8_192, 8_193, 20_000)[source.random.nextInt(12)]
        source.random.nextBytes(size).toByteString()
    }
}

private fun List<ByteString>.joined() = Buffer().also { all -> forEach { all.write(it) } }.readByteString()

private fun head(
    wire: Buffer,
    method: String,
    target: String,
    version: HttpVersion,
    fields: List<Pair<String, String>>,
) {
    HeadWriter.requestLine(wire, method, target, version)
    for ((name, value) in fields) HeadWriter.field(wire, name, value)
    HeadWriter.end(wire)
}

class WrittenRequestTest : FunSpec({
    test("T6, R22: a request of known length re-parses to what was asked") {
        checkAll(500, text(TOKEN, 1..10), text(VISIBLE, 1..40), fieldLists, bodies, Arb.enum<HttpVersion>()) {
                method,
                target,
                fields,
                pieces,
                version,
            ->
            val wire = Buffer()
            val body = pieces.joined()
            val all = fields + ("Content-Length" to body.size.toString())
            head(wire, method, target, version, all)
            val sink = LengthSink(wire, body.size.toLong())
            for (piece in pieces) sink.write(Buffer().write(piece), piece.size.toLong())
            sink.missing() shouldBe 0
            ReferenceParser.request(wire.readByteString()) shouldBe
                ReferenceParser.Request(method, target, version.toString(), all, body)
        }
    }

    test("T6, R21: a chunked request re-parses to what was asked, one chunk for each piece that is not empty") {
        checkAll(500, text(TOKEN, 1..10), text(VISIBLE, 1..40), fieldLists, bodies) { method, target, fields, pieces ->
            val wire = Buffer()
            val all = fields + ("Transfer-Encoding" to "chunked")
            head(wire, method, target, HttpVersion.HTTP_1_1, all)
            val headSize = wire.size.toInt()
            val sink = ChunkedSink(wire)
            for (piece in pieces) sink.write(Buffer().write(piece), piece.size.toLong())
            sink.end(Headers.EMPTY)
            val bytes = wire.readByteString()
            ReferenceParser.request(bytes) shouldBe
                ReferenceParser.Request(method, target, "HTTP/1.1", all, pieces.joined())
            ReferenceParser.chunks(bytes.substring(headSize)) shouldBe pieces.filter { it.size > 0 }
        }
    }

    test("what ChunkedSink writes, ChunkedSource reads") {
        checkAll(200, bodies) { pieces ->
            val wire = Buffer()
            val sink = ChunkedSink(wire)
            for (piece in pieces) sink.write(Buffer().write(piece), piece.size.toLong())
            sink.end(Headers.EMPTY)
            val source = whole(wire.readByteString()).arriving(Ending.OPEN)
            readBody(Framing.CHUNKED, source, askedByteCount = 1_000) shouldBe pieces.joined().latin1()
        }
    }

    test("Headers write what HeadReader reads, and what HeadWriter writes") {
        checkAll(500, fieldLists) { fields ->
            val headers = Headers.of(*fields.flatMap { listOf(it.first, it.second) }.toTypedArray())
            val wire = Buffer().also { headers.writeTo(it) }
            val written = Buffer()
            for ((name, value) in fields) HeadWriter.field(written, name, value)
            wire.copy().readByteString() shouldBe written.readByteString()
            wire.writeUtf8("\r\n")
            val read = HeadReader.ofHeads(wire, Limits.DEFAULT).readFields()
            read.toList().map { it.key to it.value } shouldBe fields
            read shouldBe headers
            Buffer().also { read.writeTo(it) }.readByteString() shouldBe
                Buffer().also { headers.writeTo(it) }.readByteString()
        }
    }
})
