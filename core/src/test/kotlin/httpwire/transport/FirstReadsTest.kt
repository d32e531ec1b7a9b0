package httpwire.transport

import httpwire.HttpException
import httpwire.Timeouts
import httpwire.connection.connectionTo
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeBetween
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import okio.Buffer
import java.net.InetSocketAddress
import java.net.SocketTimeoutException
import java.nio.channels.ServerSocketChannel
import java.nio.channels.SocketChannel
import java.util.concurrent.TimeUnit.MILLISECONDS

private const val BOUND = 300L

private const val ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

/** Runs [block] with both ends of a connection. */
private fun connected(block: (ChannelSocket, SocketChannel, SocketChannel) -> Unit) {
    ServerSocketChannel.open().bind(InetSocketAddress(LOOPBACK, 0)).use { server ->
        SocketChannel.open(server.localAddress).use { channel ->
            server.accept().use { peer -> block(ChannelSocket(channel), channel, peer) }
        }
    }
}

/** Reads [count] single bytes that are there. */
private fun readSome(socket: ChannelSocket, peer: SocketChannel, count: Int) = repeat(count) {
    peer.write(Buffer().writeByte(it).readByteString().asByteBuffer())
    socket.source.read(Buffer(), 1) shouldBe 1
}

class FirstReadsTest :
    FunSpec({
        for (readCount in 0..6) {
            val means = if (readCount < 4) "the socket's own timer" else "the watchdog"
            test("read ${readCount + 1} of a connection times out by $means, and closes the channel") {
                connected { socket, channel, peer ->
                    socket.source.timeout().timeout(BOUND, MILLISECONDS)
                    readSome(socket, peer, readCount)
                    val start = System.nanoTime()
                    shouldThrow<SocketTimeoutException> { socket.source.read(Buffer(), 1) }
                    ((System.nanoTime() - start) / 1_000_000).shouldBeBetween(BOUND - 5, BOUND + 3_000)
                    channel.isOpen shouldBe false
                    peer.socket().getInputStream().read() shouldBe -1
                    watchedCount(socket) shouldBe if (readCount < 4) 0 else 1
                    socket.source.close()
                    watchedCount(socket) shouldBe 0
                }
            }
        }

        test("of an exchange each is told as a timeout, and the connection is closed") {
            for (answered in listOf(0, 1, 3, 4, 8)) {
                var script = Script.start()
                repeat(answered) { script = script.expectHead().reply(ANSWER) }
                ScriptedPeer.listening(script.expectHead().expectEnd()).use { peer ->
                    connectionTo(peer, Timeouts.NONE.withRead(millis(BOUND))).use { connection ->
                        repeat(answered) {
                            connection.request("GET", "/")
                            connection.readResponse().text() shouldBe "hi"
                        }
                        connection.request("GET", "/")
                        shouldThrow<HttpException.Timeout> { connection.readResponse() }
                        connection.transport.shouldBeNull()
                    }
                }
            }
        }

        test("a deadline in the past fails a write that nobody watches, and moves nothing") {
            connected { socket, _, peer ->
                socket.sink.timeout().timeout(10_000, MILLISECONDS).deadlineNanoTime(System.nanoTime() - 1)
                val buffer = Buffer().writeUtf8("kept")
                shouldThrow<SocketTimeoutException> { socket.sink.write(buffer, 4) }
                buffer.snapshot().utf8() shouldBe "kept"
                watchedCount(socket) shouldBe 0
                socket.sink.timeout().clearDeadline()
                socket.sink.write(buffer, 4)
                String(peer.socket().getInputStream().readNBytes(4)) shouldBe "kept"
            }
        }

        test("the first eight KiB that are written need no watching, what comes then is watched") {
            connected { socket, _, _ ->
                socket.sink.timeout().timeout(10_000, MILLISECONDS)
                socket.sink.write(Buffer().write(ByteArray(8192)), 8192)
                watchedCount(socket) shouldBe 0
                socket.sink.write(Buffer().writeByte(1), 1)
                watchedCount(socket) shouldBe 1
                socket.sink.close()
                watchedCount(socket) shouldBe 0
            }
        }
    })
