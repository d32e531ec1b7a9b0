package httpwire.cost

import httpwire.Headers
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.comparables.shouldBeGreaterThanOrEqualTo
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.toByteString
import java.nio.ByteBuffer
import java.util.IdentityHashMap
import java.util.concurrent.CountDownLatch
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.writeBytes
import kotlin.random.Random

private const val BULK = 4 shl 20
private val BODY = Random(4).nextBytes(BULK)
private val BODY_STRING = BODY.toByteString()
private const val SEGMENT = 8192

/** As much as one system call moves. */
private const val PIECE = 64 shl 10
private const val HEAD = "HTTP/1.1 200 OK\r\nContent-Length: $BULK\r\n\r\n"
private const val CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
private const val SMALL = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

/** A body that is sent with its length or, if nobody knows it, also in chunks. */
private class Upload(val framings: List<Boolean> = listOf(false, true), val body: () -> RequestBody)

private fun upload(write: (BufferedSink, Int) -> Unit) = Upload {
    object : RequestBody {
        override fun length(): Long = -1

        override fun writeTo(sink: BufferedSink) = (0 until BULK step PIECE).forEach { write(sink, it) }
    }
}

private val PIECES = (0 until BULK step PIECE).map { BODY.toByteString(it, PIECE) }

/** What hands over arrays of 64 KiB and more. */
private val LARGE: Map<String, Upload> = mapOf(
    "a body in memory" to Upload(listOf(false)) { RequestBody.of(BODY) },
    "a stream" to Upload { RequestBody.of(BODY.inputStream()) },
    "an iterable" to Upload { RequestBody.of(PIECES) },
    "what is written as a part of an array" to upload { sink, at -> sink.write(BODY, at, PIECE) },
    "what is written as an array" to upload { sink, at -> sink.write(BODY.copyOfRange(at, at + PIECE)) },
    "what is written as a byte string" to upload { sink, at -> sink.write(PIECES[at / PIECE]) },
    "what is written as a part of a byte string" to upload { sink, at -> sink.write(BODY_STRING, at, PIECE) },
    "what is written as a byte buffer" to upload { sink, at -> sink.write(ByteBuffer.wrap(BODY, at, PIECE)) },
    "what is written to a stream" to upload { sink, at -> sink.outputStream().write(BODY, at, PIECE) },
)

/** The body in chunks of one piece each. */
private val CHUNKS: ByteString = Buffer().apply {
    for (piece in PIECES) writeUtf8("10000\r\n").write(piece).writeUtf8("\r\n")
    writeUtf8("0\r\n\r\n")
}.readByteString()

/** Runs [block] with a connection to a peer that plays [script], over a bottom that is weighed. */
private fun weighed(script: Script, isSecure: Boolean = false, block: (HttpConnection, WeighingDialer) -> Unit) {
    val dialer = WeighingDialer()
    val peer = if (isSecure) ScriptedPeer.listening(Identities.good, script) else ScriptedPeer.listening(script)
    peer.use { connectionTo(it, dialer, isSecure).use { connection -> block(connection, dialer) } }
}

private fun connectionTo(peer: ListeningPeer, dialer: WeighingDialer, isSecure: Boolean): HttpConnection {
    val builder = HttpConnection.builder("a.test").port(peer.port()).dialer(dialer)
    if (isSecure) builder.tls(Identities.trusting)
    return builder.build()
}

/** The segments of a buffer, each by its array, and whether another buffer shares it. */
private fun segments(buffer: Buffer): Map<ByteArray, Boolean> {
    val segments = IdentityHashMap<ByteArray, Boolean>()
    buffer.readUnsafe().use { if (it.next() > 0) do segments[checkNotNull(it.data)] = true while (it.next() > 0) }
    // A cursor that may write takes a copy of what is shared.
    buffer.readAndWriteUnsafe().use {
        if (it.next() > 0) do if (it.data in segments) segments[checkNotNull(it.data)] = false while (it.next() > 0)
    }
    return segments
}

private fun script(): Script = Script.start().expectHead()

class CopiesTest :
    FunSpec({
        test("readInto: a body goes from the socket into the array, but for what came with the head") {
            val isRead = CountDownLatch(1)
            val script = script().reply(HEAD).waitFor(isRead).reply(BODY.toByteString()).expectEnd()
            weighed(script) { connection, dialer ->
                connection.request("GET", "/")
                val response = connection.readResponse()
                isRead.countDown()
                val sink = ByteArray(BULK)
                response.readInto(sink) shouldBe BULK
                sink.contentEquals(BODY) shouldBe true
                // Less than it is worth a call for goes through the buffer at the end: at most what one read takes.
                dialer.latest.bufferedReadByteCount shouldBeLessThan HEAD.length + 96L * 1024
                dialer.latest.source.buffer.size shouldBe 0
            }
        }

        test("saveTo: nearly all of it goes past the buffer") {
            val file = createTempFile()
            weighed(script().reply(HEAD).reply(BODY.toByteString()).expectEnd()) { connection, dialer ->
                connection.request("GET", "/")
                connection.readResponse().saveTo(file) shouldBe BULK
                file.toFile().readBytes().contentEquals(BODY) shouldBe true
                dialer.latest.arrayByteCount shouldBeGreaterThan BULK / 10 * 9L
            }
            file.deleteExisting()
        }

        test("chunks of 64 KiB go straight into the array too, but for what came with their size lines") {
            val chunks = Buffer()
            for (at in 0 until BULK step 65536) chunks.writeUtf8("10000\r\n").write(BODY, at, 65536).writeUtf8("\r\n")
            val script = script().reply(CHUNKED).reply(chunks.writeUtf8("0\r\n\r\n").readByteString()).expectEnd()
            weighed(script) { connection, _ ->
                connection.request("GET", "/")
                val sink = ByteArray(BULK)
                connection.readResponse().readInto(sink) shouldBe BULK
                sink.contentEquals(BODY) shouldBe true
            }
        }

        test("a file goes out past the buffer, and nothing but the head through it") {
            val file = createTempFile().apply { writeBytes(BODY) }
            val script = script().expect(BODY.toByteString()).reply(SMALL).expectEnd()
            weighed(script) { connection, dialer ->
                connection.request("PUT", "/", Headers.EMPTY, RequestBody.of(file))
                connection.readResponse().text() shouldBe "hi"
                dialer.latest.fileByteCount shouldBe BULK
                dialer.latest.bufferedWrittenByteCount shouldBeLessThan 200L
            }
            file.deleteExisting()
        }

        for ((name, upload) in LARGE) {
            for (isChunked in upload.framings) {
                test("$name goes out past the buffer, nothing but head and framing through it, in chunks: $isChunked") {
                    val headers = if (isChunked) Headers.EMPTY else Headers.of("Content-Length", "$BULK")
                    val expected = if (isChunked) CHUNKS else BODY_STRING
                    weighed(Script.start().expectHead().expect(expected).reply(SMALL).expectEnd()) {
                            connection,
                            dialer,
                        ->
                        connection.request("PUT", "/", headers, upload.body())
                        connection.readResponse().text() shouldBe "hi"
                        dialer.latest.pieceByteCount shouldBe BULK
                        dialer.latest.bufferedWrittenByteCount shouldBeLessThan 1000L
                    }
                }
            }
        }

        test("TLS takes its records straight from the socket, but for their beginnings") {
            // The peer makes records of 8 KiB, and half of each is read ahead.
            weighed(script().reply(HEAD).reply(BODY.toByteString()).expectEnd(), isSecure = true) {
                    connection,
                    dialer,
                ->
                connection.request("GET", "/")
                val sink = ByteArray(BULK)
                connection.readResponse().readInto(sink) shouldBe BULK
                sink.contentEquals(BODY) shouldBe true
                dialer.latest.bufferedReadByteCount shouldBe 0
                dialer.latest.largeArrayByteCount shouldBeGreaterThanOrEqualTo BULK / 10 * 4L
            }
        }

        test("source() hands on the segments that the socket filled: none is split, none is shared") {
            weighed(script().reply(HEAD).reply(BODY.toByteString()).expectEnd()) { connection, dialer ->
                connection.request("GET", "/")
                val source = connection.readResponse().source()
                val received = Buffer()
                var moved = 0
                while (true) {
                    val filled = segments(dialer.latest.source.buffer)
                    if (!source.request(source.buffer.size + 1)) break
                    val there = segments(source.buffer)
                    there.values.none { it } shouldBe true
                    moved += there.keys.count { it in filled }
                    received.write(source.buffer, source.buffer.size)
                    if (received.size > 1 shl 20) received.skip(received.size)
                }
                // Nine of ten at least: the first of each read was not in the buffer before.
                moved shouldBeGreaterThan BULK / SEGMENT / 2
            }
        }
    })
