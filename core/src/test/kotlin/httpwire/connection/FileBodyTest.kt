package httpwire.connection

import httpwire.Delivery
import httpwire.Headers
import httpwire.HttpException
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ByteListener
import httpwire.trace.Moment
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.Running
import httpwire.transport.await
import httpwire.transport.millis
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.Buffer
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.toByteString
import java.io.OutputStream
import java.net.ServerSocket
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.file.Files
import java.nio.file.NoSuchFileException
import java.nio.file.Path
import java.nio.file.StandardOpenOption
import java.util.concurrent.CountDownLatch
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.fileSize
import kotlin.io.path.writeBytes
import kotlin.random.Random

private const val SIZE = (1 shl 20) + 12_345
private val CONTENT = Random(1).nextBytes(SIZE)

/** More than any socket's buffers hold. */
private const val HUGE = 256L shl 20

private fun <T> withFile(content: ByteArray = CONTENT, block: (Path) -> T): T {
    val file = createTempFile("httpwire-body").apply { writeBytes(content) }
    try {
        return block(file)
    } finally {
        file.deleteExisting()
    }
}

/** A file without a byte on the disk. */
private fun <T> withHugeFile(block: (Path) -> T): T = withFile(ByteArray(0)) { file ->
    FileChannel.open(file, StandardOpenOption.WRITE).use { it.write(ByteBuffer.allocate(1), HUGE - 1) }
    block(file)
}

private fun HttpConnection.put(body: RequestBody, headers: Headers = Headers.EMPTY) = request("PUT", "/", headers, body)

private fun wholeFile(length: Long = SIZE.toLong()) =
    Script.start().expectHead().expectBytes(length).reply(ok("hi")).expectEnd()

/** A file that has other lengths when it is asked and when it is sent. */
private class Changing(private val file: Path, private val announced: Long) : RequestBody {
    override fun length() = announced

    override fun writeTo(sink: BufferedSink) = throw AssertionError("the kernel sends it")

    override fun file() = file
}

private fun descriptorsOf(file: Path): Int = Files.list(Path.of("/proc/self/fd")).use { all ->
    all.filter { runCatching { Files.readSymbolicLink(it) }.getOrNull() == file }.count().toInt()
}

private fun script(place: CountDownLatch, over: CountDownLatch) =
    Script.start().expectHead().signal(place).waitFor(over).ignoreInput().expectEnd()

class FileBodyTest :
    FunSpec({
        for (isSecure in listOf(false, true)) {
            test("R22: a file arrives whole, after its length: ${if (isSecure) "TLS" else "TCP"}") {
                withFile { file ->
                    val script = Script.start().expectHead().expect(CONTENT.toByteString()).reply(ok("hi")).expectEnd()
                    val peer =
                        if (isSecure) {
                            ScriptedPeer.listening(
                                Identities.good,
                                script,
                            )
                        } else {
                            ScriptedPeer.listening(script)
                        }
                    peer.use {
                        val connection = if (isSecure) secureConnectionTo(peer) else connectionTo(peer)
                        connection.put(RequestBody.of(file))
                        connection.readResponse().text() shouldBe "hi"
                        connection.close()
                        peer.verify()
                        peer.transcript(1).received() shouldContain "\r\nContent-Length: $SIZE\r\n"
                    }
                }
            }
        }

        test("a listener is shown every byte of a file") {
            withFile { file ->
                val shown = Buffer()
                val listener =
                    object : ByteListener {
                        override fun bodyBytesSent(moment: Moment, piece: ByteString) {
                            shown.write(piece)
                        }
                    }
                ScriptedPeer.listening(wholeFile()).use { peer ->
                    connectionTo(peer) { listener(listener) }.use {
                        it.put(RequestBody.of(file))
                        it.readResponse().text() shouldBe "hi"
                    }
                }
                shown.readByteArray().contentEquals(CONTENT) shouldBe true
            }
        }

        test("a file goes in chunks if that is asked for") {
            withFile(ByteArray(100) { 'a'.code.toByte() }) { file ->
                val script = Script.start().expectHead().expect("64\r\n" + "a".repeat(100) + "\r\n0\r\n\r\n")
                ScriptedPeer.listening(script.reply(ok("hi")).expectEnd()).use { peer ->
                    connectionTo(peer).use {
                        it.putRequest("PUT", "/")
                        it.endHeaders(RequestBody.of(file), true)
                        it.readResponse().text() shouldBe "hi"
                    }
                    peer.transcript(1).received() shouldContain "\r\nTransfer-Encoding: chunked\r\n"
                }
            }
        }

        for (difference in listOf(-1, 1)) {
            test("T6: a length of the caller's that is not the file's is refused before a byte is sent: $difference") {
                withFile { file ->
                    ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                        connectionTo(peer).use {
                            it.connect()
                            val headers = Headers.of("Content-Length", "${SIZE + difference}")
                            shouldThrow<IllegalArgumentException> { it.put(RequestBody.of(file), headers) }
                        }
                        peer.transcript(1).received() shouldBe ""
                    }
                }
            }
        }

        test("a file that has grown since it was announced is refused, and the connection closed") {
            withFile { file ->
                ScriptedPeer.listening(Script.start().ignoreInput().expectEnd()).use { peer ->
                    connectionTo(peer).use {
                        shouldThrow<IllegalArgumentException> { it.put(Changing(file, SIZE - 1L)) }
                        it.transport.shouldBeNull()
                        it.state shouldBe ConnectionState.IDLE
                    }
                }
                descriptorsOf(file) shouldBe 0
            }
        }

        test("a file that has shrunk since it was announced: the request is broken off, and the connection closed") {
            withFile { file ->
                ScriptedPeer.listening(Script.start().ignoreInput().expectEnd()).use { peer ->
                    connectionTo(peer).use {
                        shouldThrow<IllegalArgumentException> { it.put(Changing(file, SIZE + 1L)) }
                        it.transport.shouldBeNull()
                        it.state shouldBe ConnectionState.IDLE
                    }
                }
                descriptorsOf(file) shouldBe 0
            }
        }

        test("a file that is cut while it is sent: the request is broken off, and the connection closed") {
            withHugeFile { file ->
                val reached = CountDownLatch(1)
                val over = CountDownLatch(1)
                ScriptedPeer.listening(script(reached, over)).use { peer ->
                    connectionTo(peer, Timeouts.NONE).use { connection ->
                        val call = Running { connection.put(RequestBody.of(file)) }
                        await(reached)
                        call.awaitInside("transferTo")
                        FileChannel.open(file, StandardOpenOption.WRITE).use { it.truncate(1) }
                        over.countDown()
                        call.failure().shouldBeInstanceOf<IllegalArgumentException>()
                        connection.transport.shouldBeNull()
                        connection.state shouldBe ConnectionState.IDLE
                    }
                }
                file.fileSize() shouldBe 1
                descriptorsOf(file) shouldBe 0
            }
        }

        test("a file that is not there is the caller's own exception, and nothing is sent") {
            withFile { file ->
                ScriptedPeer.listening(Script.start().ignoreInput().expectEnd()).use { peer ->
                    connectionTo(peer).use {
                        it.connect()
                        shouldThrow<NoSuchFileException> { it.put(RequestBody.of(file.resolveSibling("none"))) }
                        it.close()
                    }
                    peer.verify()
                    peer.transcript(1).received() shouldBe ""
                }
                ScriptedPeer.listening(Script.start().ignoreInput().expectEnd()).use { peer ->
                    connectionTo(peer).use {
                        val gone = Changing(file.resolveSibling("none"), 5)
                        shouldThrow<NoSuchFileException> { it.put(gone) }
                        it.transport.shouldBeNull()
                        it.state shouldBe ConnectionState.IDLE
                    }
                }
            }
        }

        test("cancel ends the kernel's sending to a peer that does not read, and an interrupt does") {
            val means = listOf<(HttpConnection, Running<Unit>) -> Unit>(
                { connection, _ -> connection.cancel() },
                { _, call -> call.thread.interrupt() },
            )
            for (end in means) {
                stuck(Timeouts.NONE) { connection, file ->
                    val call = Running { connection.put(RequestBody.of(file)) }
                    call.awaitIdle("transferTo")
                    val start = System.nanoTime()
                    end(connection, call)
                    val cancelled = call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                    (System.nanoTime() - start) / 1_000_000 shouldBeLessThan 3_000
                    cancelled.circumstances!!.bytesSent shouldBeGreaterThan 0L
                }
            }
        }

        test("a write timeout tells how much of a file the network took") {
            withHugeFile { file ->
                ServerSocket(0, 1, LOOPBACK).use { server ->
                    val over = CountDownLatch(1)
                    val peer = Running { readingSome(server, 3 shl 20, over) }
                    val timeouts = Timeouts.NONE.withWrite(millis(300))
                    HttpConnection.builder("127.0.0.1").port(server.localPort).timeouts(timeouts).build().use {
                        val timeout = shouldThrow<HttpException.Timeout> { it.put(RequestBody.of(file)) }
                        over.countDown()
                        val received = peer.outcome().getOrThrow()
                        val circumstances = timeout.circumstances!!
                        circumstances.delivery.stage shouldBe Delivery.Stage.BODY_SENT
                        circumstances.bytesSent shouldBe received
                        circumstances.delivery.bodyByteCount shouldBe received - HEAD.length
                        timeout.byteCount shouldBe received
                    }
                }
            }
        }

        test("F21: the write timeout ends it too, and so does the deadline") {
            for (timeouts in listOf(
                Timeouts.NONE.withWrite(millis(300)),
                Timeouts.NONE.withWrite(millis(20_000)).withDeadline(millis(300)),
            )) {
                stuck(timeouts) { connection, file ->
                    val start = System.nanoTime()
                    shouldThrow<HttpException.Timeout> { connection.put(RequestBody.of(file)) }
                    (System.nanoTime() - start) / 1_000_000 shouldBeLessThan 5_000
                }
            }
        }
    })

private const val HEAD =
    "PUT / HTTP/1.1\r\nHost: 127.0.0.1:00000\r\nAccept-Encoding: identity\r\nContent-Length: $HUGE\r\n\r\n"

/** Reads [byteCount] bytes, stops until it is [over], and then counts all that came. */
private fun readingSome(server: ServerSocket, byteCount: Int, over: CountDownLatch): Long =
    server.accept().use { socket ->
        val first = socket.getInputStream().readNBytes(byteCount).size
        await(over)
        first + socket.getInputStream().transferTo(OutputStream.nullOutputStream())
    }

/** Runs [block] with a connection whose peer reads a head and no more; all must be closed after it. */
private fun stuck(timeouts: Timeouts, block: (HttpConnection, Path) -> Unit) = withHugeFile { file ->
    val reached = CountDownLatch(1)
    val over = CountDownLatch(1)
    ScriptedPeer.listening(script(reached, over)).use { peer ->
        connectionTo(peer, timeouts).use { connection ->
            block(connection, file)
            connection.transport.shouldBeNull()
            connection.state shouldBe ConnectionState.IDLE
            over.countDown()
        }
    }
    descriptorsOf(file) shouldBe 0
}
