package httpwire.transport

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.toByteString
import java.io.IOException
import java.net.InetSocketAddress
import java.net.SocketTimeoutException
import java.net.StandardSocketOptions.SO_LINGER
import java.net.StandardSocketOptions.SO_RCVBUF
import java.net.StandardSocketOptions.SO_SNDBUF
import java.nio.channels.ServerSocketChannel
import java.nio.channels.SocketChannel
import java.time.Duration
import java.util.concurrent.TimeUnit.MILLISECONDS
import kotlin.random.Random

/** Both ends of a connection; [channel] is ours. */
private class Ends(bufferByteCount: Int? = null) : AutoCloseable {
    private val server = ServerSocketChannel.open().bind(InetSocketAddress(LOOPBACK, 0))
    val channel: SocketChannel = SocketChannel.open()
    val ours = ChannelSocket(channel)
    val peer: SocketChannel

    init {
        if (bufferByteCount != null) {
            server.setOption(SO_RCVBUF, bufferByteCount)
            channel.setOption(SO_SNDBUF, bufferByteCount)
        }
        channel.connect(server.localAddress)
        peer = server.accept()
    }

    fun peerSends(bytes: ByteString) {
        val left = bytes.asByteBuffer()
        while (left.hasRemaining()) peer.write(left)
    }

    fun peerReads(byteCount: Int): ByteString = ByteString.of(*peer.socket().getInputStream().readNBytes(byteCount))

    override fun close() {
        ours.cancel()
        peer.close()
        server.close()
    }
}

private fun random(byteCount: Int) = Random(byteCount).nextBytes(byteCount).toByteString()

private fun Ends.read(byteCount: Int): ByteString {
    val read = Buffer()
    while (read.size < byteCount) check(ours.source.read(read, 8192) > 0) { "it ended" }
    return read.readByteString()
}

/** Without waiting, over and over until there is something. */
private fun Ends.pollUntilFound(): Arrival {
    val limit = System.nanoTime() + 10_000_000_000
    while (true) {
        val arrival = ours.poll(Buffer(), Duration.ZERO)
        if (arrival != Arrival.NOTHING) return arrival
        check(System.nanoTime() < limit) { "nothing came" }
    }
}

class ChannelSocketTest :
    FunSpec({
        test("bytes arrive as they are, whatever their number") {
            Ends().use { ends ->
                for (byteCount in listOf(1, 511, 8191, 8192, 8193, 65_535, 65_536, 65_537, 300_000)) {
                    val bytes = random(byteCount)
                    val sender = Running { ends.ours.sink.write(Buffer().write(bytes), byteCount.toLong()) }
                    (ends.peerReads(byteCount) == bytes) shouldBe true
                    sender.outcome().getOrThrow()
                    val answer = Running { ends.peerSends(bytes) }
                    (ends.read(byteCount) == bytes) shouldBe true
                    answer.outcome().getOrThrow()
                }
            }
        }

        test("a write takes its bytes and no others off a buffer of odd segments") {
            Ends().use { ends ->
                val buffer = Buffer()
                repeat(20) { buffer.write(Buffer().write(random(3000)).apply { skip(it.toLong()) }, 2000) }
                val all = buffer.snapshot()
                ends.ours.sink.write(buffer, 30_001)
                buffer.size shouldBe 9_999
                ends.peerReads(30_001) shouldBe all.substring(0, 30_001)
                buffer.snapshot() shouldBe all.substring(30_001)
            }
        }

        test("F22: every byte arrives when the network takes a few at a time") {
            Ends(bufferByteCount = 4096).use { ends ->
                val bytes = random(3_000_000)
                val sender = Running { ends.ours.sink.write(Buffer().write(bytes), 3_000_000) }
                (ends.peerReads(3_000_000) == bytes) shouldBe true
                sender.outcome().getOrThrow()
            }
        }

        test("a peer that sends much is read in large pieces, one that sends little in small ones") {
            Ends().use { ends ->
                ends.peerSends(random(400_000).substring(0, 200_000))
                val sizes = mutableListOf<Long>()
                val read = Buffer()
                while (read.size < 200_000) sizes += ends.ours.source.read(read, 8192)
                sizes.max() shouldBeGreaterThan 32_000L
                read.clear()
                ends.peerSends(random(5))
                ends.ours.source.read(read, 8192) shouldBe 5
                read.readByteString() shouldBe random(5)
            }
        }

        test("what is in the buffer stays when a read adds to it, ends, or fails") {
            Ends().use { ends ->
                val buffer = Buffer().writeUtf8("before")
                ends.peerSends("after".toByteArray().toByteString())
                ends.ours.source.read(buffer, 8192) shouldBe 5
                ends.ours.source.timeout().timeout(30, MILLISECONDS)
                shouldThrow<SocketTimeoutException> { ends.ours.source.read(buffer, 8192) }
                buffer.snapshot().utf8() shouldBe "beforeafter"
            }
            Ends().use { ends ->
                val buffer = Buffer().writeUtf8("before")
                ends.peer.close()
                ends.ours.source.read(buffer, 8192) shouldBe -1
                buffer.readUtf8() shouldBe "before"
            }
        }

        test("an empty buffer stays empty when a read ends, or fails") {
            for (silent in listOf(true, false)) {
                Ends().use { ends ->
                    if (!silent) ends.peer.close()
                    ends.ours.source.timeout().timeout(30, MILLISECONDS)
                    val buffer = Buffer()
                    runCatching { ends.ours.source.read(buffer, 8192) }.isFailure shouldBe silent
                    buffer.size shouldBe 0
                }
            }
        }

        test("a read that times out closes the channel, and the peer sees it") {
            Ends().use { ends ->
                ends.ours.source.timeout().timeout(30, MILLISECONDS)
                val start = System.nanoTime()
                shouldThrow<SocketTimeoutException> { ends.ours.source.read(Buffer(), 1) }
                (System.nanoTime() - start) / 1_000_000 shouldBeLessThan 3000
                ends.channel.isOpen shouldBe false
                ends.peer.socket().getInputStream().read() shouldBe -1
            }
        }

        test("a write that times out closes the channel, and takes what was sent off the buffer") {
            Ends(bufferByteCount = 4096).use { ends ->
                ends.ours.sink.timeout().timeout(50, MILLISECONDS)
                val buffer = Buffer().write(random(8_000_000))
                shouldThrow<SocketTimeoutException> { ends.ours.sink.write(buffer, buffer.size) }
                ends.channel.isOpen shouldBe false
                buffer.size shouldBeLessThan 8_000_000L
            }
        }

        test("a deadline in the past fails at once and moves nothing") {
            Ends().use { ends ->
                ends.peerSends(random(5))
                ends.ours.source.timeout().deadlineNanoTime(System.nanoTime() - 1)
                ends.ours.sink.timeout().deadlineNanoTime(System.nanoTime() - 1)
                val buffer = Buffer().writeUtf8("kept")
                shouldThrow<SocketTimeoutException> { ends.ours.source.read(buffer, 8192) }
                shouldThrow<SocketTimeoutException> { ends.ours.sink.write(buffer, 4) }
                buffer.readUtf8() shouldBe "kept"
                ends.ours.source.timeout().clearDeadline()
                ends.read(5) shouldBe random(5)
            }
        }

        test("reading and writing are bounded each by its own, and may run at once") {
            Ends(bufferByteCount = 4096).use { ends ->
                ends.ours.sink.timeout().timeout(10_000, MILLISECONDS)
                ends.ours.source.timeout().timeout(10_000, MILLISECONDS)
                val bytes = random(1_000_000)
                val reader = Running { ends.read(6) }
                val writer = Running { ends.ours.sink.write(Buffer().write(bytes), bytes.size.toLong()) }
                writer.awaitInside("write")
                ends.peerSends("answer".toByteArray().toByteString())
                reader.outcome().getOrThrow().utf8() shouldBe "answer"
                (ends.peerReads(1_000_000) == bytes) shouldBe true
                writer.outcome().getOrThrow()
            }
        }

        test("cancel makes a read and a write in other threads fail at once") {
            Ends(bufferByteCount = 4096).use { ends ->
                val reader = Running { ends.ours.source.read(Buffer(), 1) }
                val writer = Running { ends.ours.sink.write(Buffer().write(random(8_000_000)), 8_000_000) }
                reader.awaitInside("read")
                writer.awaitInside("write")
                ends.ours.cancel()
                ends.ours.cancel()
                reader.failure().shouldBeInstanceOf<IOException>()
                writer.failure().shouldBeInstanceOf<IOException>()
            }
        }

        test("poll finds what came, keeps it, and leaves the channel as it was") {
            Ends().use { ends ->
                val found = Buffer()
                repeat(3) { ends.ours.poll(found, Duration.ZERO) shouldBe Arrival.NOTHING }
                ends.ours.poll(found, millis(1)) shouldBe Arrival.NOTHING
                ends.channel.isBlocking shouldBe true
                val reader = Running { ends.read(5) }
                reader.awaitInside("read")
                ends.peerSends(random(5))
                reader.outcome().getOrThrow() shouldBe random(5)
                val bytes = random(20_000)
                ends.peerSends(bytes)
                while (found.size < 20_000) ends.ours.poll(found, Duration.ZERO)
                (found.readByteString() == bytes) shouldBe true
            }
        }

        test("poll finds an end, a reset and a close, and leaves what broke to the read") {
            Ends().use { ends ->
                ends.peer.shutdownOutput()
                ends.pollUntilFound() shouldBe Arrival.END
                ends.channel.isBlocking shouldBe true
                ends.ours.source.read(Buffer(), 1) shouldBe -1
                ends.ours.sink.write(Buffer().writeByte(1), 1)
                ends.peerReads(1).size shouldBe 1
            }
            Ends().use { ends ->
                ends.peer.setOption(SO_LINGER, 0)
                ends.peer.close()
                ends.pollUntilFound() shouldBe Arrival.END
                shouldThrow<IOException> { ends.ours.source.read(Buffer(), 1) }
            }
            Ends().use { ends ->
                ends.ours.cancel()
                for (atMost in listOf(0L, 10_000L)) {
                    ends.ours.poll(Buffer(), millis(atMost)) shouldBe Arrival.END
                }
            }
        }

        test("poll while another thread writes loses no byte of it") {
            Ends(bufferByteCount = 4096).use { ends ->
                val bytes = random(3_000_000)
                val writer = Running { ends.ours.sink.write(Buffer().write(bytes), bytes.size.toLong()) }
                val reader = Running { ends.peerReads(bytes.size) }
                while (reader.thread.isAlive) {
                    for (atMost in 0L..1L) ends.ours.poll(Buffer(), millis(atMost)) shouldBe Arrival.NOTHING
                }
                writer.outcome().getOrThrow()
                (reader.outcome().getOrThrow() == bytes) shouldBe true
            }
        }
    })
