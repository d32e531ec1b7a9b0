package httpwire.transport

import httpwire.HttpException
import httpwire.Origin
import httpwire.Timeouts
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeBetween
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import java.io.IOException
import java.net.StandardProtocolFamily
import java.net.UnixDomainSocketAddress
import java.nio.ByteBuffer
import java.nio.channels.ServerSocketChannel
import java.nio.channels.SocketChannel
import java.nio.file.Path
import java.time.Duration
import kotlin.io.path.createTempDirectory

/** A Unix domain socket that listens. */
private class UnixServer(backlog: Int = 10) : AutoCloseable {
    private val folder = createTempDirectory("hw")
    val path: Path = folder.resolve("s")
    private val channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .apply { bind(UnixDomainSocketAddress.of(path), backlog) }

    fun accept(): SocketChannel = channel.accept()

    override fun close() {
        channel.close()
        folder.toFile().deleteRecursively()
    }
}

private val ANY = Origin.http("a.test")

private fun SocketChannel.send(text: String) = write(ByteBuffer.wrap(text.toByteArray()))

class UnixDialerTest :
    FunSpec({
        test("bytes go both ways, in small and in large pieces") {
            UnixServer().use { server ->
                UnixDialer(server.path).dial(ANY, attempt()).use { transport ->
                    server.accept().use { peer ->
                        transport.peer shouldBe "unix:${server.path}"
                        transport.localAddress.shouldBeNull()
                        transport.sink.writeUtf8("hello").flush()
                        val read = ByteBuffer.allocate(5)
                        while (read.hasRemaining()) peer.read(read)
                        String(read.array()) shouldBe "hello"
                        val large = "x".repeat(100_000)
                        val sender = Running { peer.send(large) }
                        transport.source.readUtf8(100_000) shouldBe large
                        sender.outcome().getOrThrow() shouldBe 100_000
                        peer.shutdownOutput()
                        transport.source.exhausted() shouldBe true
                    }
                }
            }
        }

        test("polls see nothing, bytes and the end, at once and within a time") {
            UnixServer().use { server ->
                UnixDialer(server.path).dial(ANY, attempt()).use { transport ->
                    server.accept().use { peer ->
                        for (time in listOf(Duration.ZERO, millis(30))) {
                            transport.poll(time) shouldBe Arrival.NOTHING
                            peer.send("ab")
                            transport.poll(millis(5_000)) shouldBe Arrival.BYTES
                            transport.source.readUtf8(2) shouldBe "ab"
                        }
                        peer.shutdownOutput()
                        transport.poll(millis(5_000)) shouldBe Arrival.END
                    }
                }
            }
        }

        test("a read is bounded, and cut by cancel") {
            UnixServer().use { server ->
                val timeouts = Timeouts.NONE
                UnixDialer(server.path).dial(ANY, attempt(timeouts)).use { transport ->
                    server.accept().use {
                        transport.source.timeout().timeout(80, java.util.concurrent.TimeUnit.MILLISECONDS)
                        val started = System.nanoTime()
                        shouldThrow<IOException> { transport.source.readByte() }
                        ((System.nanoTime() - started) / 1_000_000).shouldBeBetween(70L, 2_000L)
                    }
                }
                UnixDialer(server.path).dial(ANY, attempt(timeouts)).use { transport ->
                    server.accept().use {
                        val call = Running { transport.source.readByte() }
                        call.awaitStuck("readByte")
                        transport.cancel()
                        (call.failure() is IOException) shouldBe true
                    }
                }
            }
        }

        test("a poll is cut by cancel") {
            UnixServer().use { server ->
                UnixDialer(server.path).dial(ANY, attempt()).use { transport ->
                    server.accept().use {
                        val call = Running { transport.poll(millis(10_000)) }
                        call.awaitInside("select")
                        val started = System.nanoTime()
                        transport.cancel()
                        call.outcome().getOrThrow() shouldBe Arrival.END
                        ((System.nanoTime() - started) / 1_000_000).shouldBeBetween(0L, 1_000L)
                    }
                }
            }
        }

        test("nobody listens: the failure names the path") {
            val path = UnixServer().use { it.path }
            shouldThrow<HttpException.ConnectFailed> { UnixDialer(path).dial(ANY, attempt()) }.message!! shouldStartWith
                "can't connect to unix:$path: "
        }

        test("a server that accepts nobody is bounded, and cancel ends the wait") {
            UnixServer(1).use { server ->
                val waiting = mutableListOf<Transport>()
                val timeouts = Timeouts.NONE.withConnect(millis(200))
                shouldThrow<HttpException.Timeout> {
                    repeat(20) { waiting += UnixDialer(server.path).dial(ANY, attempt(timeouts)) }
                }
                val cancellation = Cancellation()
                val call = Running { UnixDialer(server.path).dial(ANY, attempt(Timeouts.NONE, cancellation)) }
                call.awaitIdle("connect")
                cancellation.cancel()
                call.failure()::class shouldBe HttpException.Cancelled::class
                waiting.forEach { it.close() }
            }
        }
    })
