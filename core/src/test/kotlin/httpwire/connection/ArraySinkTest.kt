package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.RequestBody
import httpwire.internal.ArraySink
import httpwire.internal.Chunk
import httpwire.internal.PieceSink
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ByteListener
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.Identities
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.nio.ByteBuffer
import kotlin.random.Random

private const val LARGE = 100_000
private val ARRAY = Random(5).nextBytes(LARGE)

private fun bodyOf(length: Long = -1, write: (BufferedSink) -> Unit) = object : RequestBody {
    override fun length() = length

    override fun writeTo(sink: BufferedSink) = write(sink)
}

/** Small pieces around large ones; the array is the caller's again as soon as it is written. */
private fun mixture() = bodyOf { sink ->
    val array = ARRAY.copyOf()
    sink.writeUtf8("before").write(array)
    array.fill(0)
    sink.writeUtf8("be").writeUtf8("tween").write(ARRAY.toByteString()).flush()
    sink.writeUtf8("after").flush()
}

private val MIXED = Buffer().writeUtf8("before").write(ARRAY).writeUtf8("between").write(ARRAY).writeUtf8("after")
    .snapshot()

private fun chunk(bytes: Buffer) =
    Buffer().writeUtf8("%X\r\n".format(bytes.size)).apply { writeAll(bytes) }.writeUtf8("\r\n").readByteString()

private val CHUNKS = Buffer()
    .write(chunk(Buffer().writeUtf8("before"))).write(chunk(Buffer().write(ARRAY)))
    .write(chunk(Buffer().writeUtf8("between"))).write(chunk(Buffer().write(ARRAY)))
    .write(chunk(Buffer().writeUtf8("after"))).writeUtf8("0\r\n\r\n").snapshot()

private val FRAMINGS = mapOf(
    Headers.of("Content-Length", MIXED.size.toString()) to MIXED,
    Headers.EMPTY to CHUNKS,
)

private fun peer(isSecure: Boolean, body: ByteString): ListeningPeer {
    val script = Script.start().expectHead().expect(body).reply(ok("hi")).expectEnd()
    return if (isSecure) ScriptedPeer.listening(Identities.good, script) else ScriptedPeer.listening(script)
}

class ArraySinkTest : FunSpec({
    for ((headers, sent) in FRAMINGS) {
        withTests(nameFn = {
            "large and small pieces arrive in their order, over TLS: $it, given $headers"
        }, false, true) {
            peer(it, sent).use { peer ->
                val connection = if (it) secureConnectionTo(peer) else connectionTo(peer)
                connection.use {
                    connection.request("POST", "/", headers, mixture())
                    connection.readResponse().text() shouldBe "hi"
                }
                peer.verify()
            }
        }

        test("a listener for bytes is shown those of large pieces too, and both listeners each piece, given $headers") {
            val shown = Buffer()
            val byteCounts = mutableListOf<Long>()
            val bytes = object : ByteListener {
                override fun bodyBytesSent(moment: Moment, piece: ByteString) {
                    shown.write(piece)
                }
            }
            val moments = object : ConnectionListener {
                override fun bodySent(moment: Moment, byteCount: Long) {
                    byteCounts += byteCount
                }
            }
            for (listener in listOf(moments, bytes)) {
                byteCounts.clear()
                peer(false, sent).use { peer ->
                    connectionTo(peer) { listener(listener) }.use { connection ->
                        connection.request("POST", "/", headers, mixture())
                        connection.readResponse().text() shouldBe "hi"
                    }
                }
                if (listener === moments) byteCounts shouldBe listOf(6L, LARGE.toLong(), 7L, LARGE.toLong(), 5L)
            }
            shown.snapshot() shouldBe sent
        }
    }

    test("a large piece beyond the announced length is refused, and nothing of it is sent") {
        val script = Script.start().expectHead().expect("0123456789").expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                val body = bodyOf { it.writeUtf8("0123456789").flush().also { _ -> it.write(ARRAY) } }
                shouldThrow<IllegalArgumentException> {
                    connection.request("PUT", "/", Headers.of("Content-Length", "50000"), body)
                }.message!! shouldContain "longer than the 50000 bytes of Content-Length"
            }
            peer.verify()
        }
    }

    test("chunks that the caller writes are followed in large pieces too") {
        val chunks = chunk(Buffer().write(ARRAY)).toByteArray()
        val script = Script.start().expectHead()
            .expect(Buffer().write(chunks).writeUtf8("0\r\n\r\n").readByteString()).reply(ok("hi")).expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                connection.putRequest("POST", "/")
                connection.putHeader("Transfer-Encoding", "chunked")
                connection.endHeaders()
                connection.send(bodyOf { it.write(chunks).writeUtf8("0\r\n\r\n") })
                val response = connection.readResponse()
                response.willClose() shouldBe false
                response.text() shouldBe "hi"
            }
        }
    }

    withTests(
        nameFn = { (byteCount, isSecure) ->
            "chunks of $byteCount bytes arrive with their framing, over TLS: $isSecure"
        },
        listOf(1, 1000, 32 shl 10, LARGE).flatMap { listOf(it to false, it to true) },
    ) { (byteCount, isSecure) ->
        val data = ARRAY.toByteString(0, byteCount)
        val framed = Buffer().writeHexadecimalUnsignedLong(byteCount.toLong())
            .writeUtf8("\r\n").write(data).writeUtf8("\r\n").readByteString()
        Chunk(data).length() shouldBe framed.size
        peer(isSecure, Buffer().write(framed).write(framed).writeUtf8("0\r\n\r\n").readByteString()).use { peer ->
            val connection = if (isSecure) secureConnectionTo(peer) else connectionTo(peer)
            connection.use {
                it.putRequest("POST", "/")
                it.putHeader("Transfer-Encoding", "chunked")
                it.endHeaders()
                for (chunk in listOf(Chunk(data), Chunk(data), Chunk.LAST)) it.send(chunk)
                shouldThrow<HttpException.CannotSendRequest> { it.send(Chunk(data)) }
                it.readResponse().text() shouldBe "hi"
            }
            peer.verify()
        }
    }

    withTests(
        nameFn = { (headers, sent) ->
            "what follows a large piece is part of the same write, given $headers: ${sent.size}"
        },
        listOf(
            Headers.of("Content-Length", "${LARGE + 4}") to Buffer().write(ARRAY).writeUtf8("then").snapshot(),
            Headers.EMPTY to Buffer().write(chunk(Buffer().write(ARRAY).writeUtf8("then")))
                .writeUtf8("0\r\n\r\n").snapshot(),
        ),
    ) { (headers, sent) ->
        peer(false, sent).use { peer ->
            connectionTo(peer).use { connection ->
                val body = bodyOf { PieceSink.write(it, ARRAY.toByteString(), "then".encodeUtf8()) }
                connection.request("POST", "/", headers, body)
                connection.readResponse().text() shouldBe "hi"
            }
            peer.verify()
        }
    }

    test("all other calls are those of Okio's sink") {
        val pieces = Buffer()
        val sink = ArraySink(InMemory(pieces))
        val expected = Buffer()
        for (each in listOf<BufferedSink>(sink, expected)) {
            each.write(
                ByteArray(3),
            ).write(ARRAY, 1, 5).write(ARRAY.toByteString(2, 9)).write(ARRAY.toByteString(), 3, 4)
            each.write(ByteBuffer.wrap(ARRAY, 7, 9)) shouldBe 9
            each.write(Buffer().writeUtf8("buffer"), 3)
            each.write(Buffer().writeUtf8("source") as okio.Source, 4)
            each.writeAll(Buffer().writeUtf8("all")) shouldBe 3
            each.writeUtf8("text").writeUtf8("a part", 2, 4).writeUtf8CodePoint(0x20AC)
            each.writeString("Ä", Charsets.ISO_8859_1).writeString("aÄz", 1, 2, Charsets.ISO_8859_1)
            each.writeByte(1).writeShort(2).writeShortLe(3).writeInt(4).writeIntLe(5).writeLong(6).writeLongLe(7)
            each.writeDecimalLong(-8).writeHexadecimalUnsignedLong(0xFAB)
            each.outputStream().apply { write(9) }.apply { write(ARRAY, 0, 3) }.flush()
            each.utf8Appendable().append("end")
        }
        sink.isOpen shouldBe true
        sink.emitCompleteSegments().buffer.size shouldBe 3
        sink.emit()
        pieces.readByteString() shouldBe expected.readByteString()
        sink.close()
        sink.isOpen shouldBe false
    }
})

/** Keeps what it is given. */
private class InMemory(private val all: Buffer) : ArraySink.Pieces, okio.Sink by all {
    override fun write(piece: ByteBuffer, end: ByteString) {
        all.write(piece)
        all.write(end)
    }
}
