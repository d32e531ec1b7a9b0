package httpwire.transport

import httpwire.internal.wire.FileWrites
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThanOrEqualTo
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.net.InetSocketAddress
import java.net.SocketTimeoutException
import java.net.StandardSocketOptions.SO_RCVBUF
import java.net.StandardSocketOptions.SO_SNDBUF
import java.nio.ByteBuffer
import java.nio.channels.FileChannel
import java.nio.channels.ServerSocketChannel
import java.nio.channels.SocketChannel
import java.nio.file.Path
import java.util.concurrent.TimeUnit.MILLISECONDS
import java.util.concurrent.atomic.AtomicLong
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.writeBytes
import kotlin.random.Random

private const val FILE_BYTES = 3_000_000

private val CONTENT = Random(1).nextBytes(FILE_BYTES)

/** Runs [block] with a transport whose buffers are small, its peer, and a file. */
private fun withFile(block: (ChannelTransport, SocketChannel, FileChannel) -> Unit) {
    val path: Path = createTempFile("httpwire-file")
    try {
        path.writeBytes(CONTENT)
        ServerSocketChannel.open().use { server ->
            server.setOption(SO_RCVBUF, 4096).bind(InetSocketAddress(LOOPBACK, 0))
            SocketChannel.open().setOption(SO_SNDBUF, 4096).use { channel ->
                channel.connect(server.localAddress)
                server.accept().use { peer ->
                    FileChannel.open(path).use { block(ChannelTransport(ChannelSocket(channel), "peer"), peer, it) }
                }
            }
        }
    } finally {
        path.deleteExisting()
    }
}

private fun FileWrites.write(file: FileChannel, position: Int, byteCount: Int): Long =
    write(file, position.toLong(), byteCount.toLong())

private fun SocketChannel.readAll(byteCount: Int) = socket().getInputStream().readNBytes(byteCount).toByteString()

class ChannelTransportTest :
    FunSpec({
        for (threads in Threads.available) {
            test("a file beyond the send buffer arrives whole from a $threads thread") {
                withFile { transport, peer, file ->
                    val reader = Running { peer.readAll(FILE_BYTES - 7) }
                    threads.run { transport.write(file, 7, FILE_BYTES - 7) shouldBe FILE_BYTES - 7 }
                    reader.outcome().getOrThrow() shouldBe CONTENT.toByteString().substring(7)
                    transport.sentByteCount shouldBe FILE_BYTES - 7
                }
            }

            test("so does one that is sent by a $threads thread while another waits for the answer") {
                withFile { transport, peer, file ->
                    transport.source.timeout().timeout(30_000, MILLISECONDS)
                    val answer = Running { transport.source.readByte() }
                    answer.awaitStuck("readByte")
                    val reader = Running { peer.readAll(FILE_BYTES) }
                    threads.run { transport.write(file, 0, FILE_BYTES) shouldBe FILE_BYTES }
                    reader.outcome().getOrThrow() shouldBe CONTENT.toByteString()
                    peer.write(ByteBuffer.allocate(1))
                    answer.outcome().getOrThrow() shouldBe 0
                }
            }

            test(
                "an array beyond the send buffer arrives whole, between what came before and after, from a $threads thread",
            ) {
                withFile { transport, peer, _ ->
                    val begin = ByteArray(20_000) { 1 }
                    val reader = Running { peer.readAll(20_000 + FILE_BYTES + 2 + 1) }
                    threads.run {
                        transport.sink.buffer.write(begin)
                        val piece = ByteBuffer.wrap(CONTENT)
                        transport.write(piece, "\r\n".encodeUtf8())
                        piece.remaining() shouldBe 0
                        transport.sentByteCount shouldBe 20_000 + FILE_BYTES + 2
                        transport.sink.writeByte('!'.code).flush()
                    }
                    val expected = Buffer().write(begin).write(CONTENT).writeUtf8("\r\n!").readByteString()
                    (reader.outcome().getOrThrow() == expected) shouldBe true
                }
            }

            test("a peer that takes no more of an array runs into the timeout, from a $threads thread") {
                withFile { transport, peer, _ ->
                    transport.sink.timeout().timeout(200, MILLISECONDS)
                    val reader = Running { peer.readAll(1_000_000).size }
                    threads.run {
                        shouldThrow<SocketTimeoutException> {
                            transport.write(ByteBuffer.wrap(CONTENT), ByteString.EMPTY)
                        }
                    }
                    reader.outcome().getOrThrow() shouldBe 1_000_000
                    // How much of the write that was cut has been sent is not known.
                    transport.sentByteCount shouldBeGreaterThanOrEqualTo 1_000_000 - (64L shl 10)
                    transport.sentByteCount shouldBeLessThan FILE_BYTES.toLong()
                }
            }

            test("a file that ends early ends there, from a $threads thread") {
                withFile { transport, peer, file ->
                    val reader = Running { peer.readAll(FILE_BYTES) }
                    threads.run {
                        transport.write(file, 0, FILE_BYTES + 1) shouldBe FILE_BYTES
                        transport.write(file, FILE_BYTES, 1) shouldBe 0
                        transport.write(file, FILE_BYTES + 9, 1) shouldBe 0
                    }
                    reader.outcome().getOrThrow() shouldBe CONTENT.toByteString()
                }
            }

            test("a peer that takes no more of a file runs into the timeout, from a $threads thread") {
                withFile { transport, peer, file ->
                    transport.sink.timeout().timeout(200, MILLISECONDS)
                    val readByteCount = AtomicLong()
                    val reader = Running { readByteCount.set(peer.readAll(1_000_000).size.toLong()) }
                    threads.run {
                        shouldThrow<SocketTimeoutException> { transport.write(file, 0, FILE_BYTES) }
                    }
                    reader.outcome().getOrThrow()
                    readByteCount.get() shouldBe 1_000_000
                    // What the kernel was sending when it was cut is not known.
                    transport.sentByteCount shouldBeGreaterThanOrEqualTo 1_000_000 - (256L shl 10)
                }
            }
        }
    })
