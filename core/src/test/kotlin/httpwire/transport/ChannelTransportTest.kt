package httpwire.transport

import httpwire.internal.wire.FileWrites
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThanOrEqualTo
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.toByteString
import java.net.InetSocketAddress
import java.net.SocketTimeoutException
import java.net.StandardSocketOptions.SO_RCVBUF
import java.net.StandardSocketOptions.SO_SNDBUF
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
private fun connected(block: (ChannelTransport, SocketChannel, FileChannel) -> Unit) {
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
                connected { transport, peer, file ->
                    val reader = Running { peer.readAll(FILE_BYTES - 7) }
                    threads.run { transport.write(file, 7, FILE_BYTES - 7) shouldBe FILE_BYTES - 7 }
                    reader.outcome().getOrThrow() shouldBe CONTENT.toByteString().substring(7)
                    transport.sentByteCount shouldBe FILE_BYTES - 7
                }
            }

            test("so does one that is sent by a $threads thread while another waits for the answer") {
                connected { transport, peer, file ->
                    transport.source.timeout().timeout(30_000, MILLISECONDS)
                    val answer = Running { transport.source.readByte() }
                    answer.awaitStuck("readByte")
                    val reader = Running { peer.readAll(FILE_BYTES) }
                    threads.run { transport.write(file, 0, FILE_BYTES) shouldBe FILE_BYTES }
                    reader.outcome().getOrThrow() shouldBe CONTENT.toByteString()
                    peer.write(java.nio.ByteBuffer.allocate(1))
                    answer.outcome().getOrThrow() shouldBe 0
                }
            }

            test("a file that ends early ends there, from a $threads thread") {
                connected { transport, peer, file ->
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
                connected { transport, peer, file ->
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
