package httpwire.connection

import httpwire.Headers
import httpwire.HttpException
import httpwire.Limits
import httpwire.Phase
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.ServerSocket
import java.net.StandardSocketOptions
import java.nio.channels.SocketChannel
import java.time.Duration

/** The first channel found in the fields of [holder], and of what they hold. */
private fun channelIn(holder: Any, depth: Int = 3): SocketChannel? {
    if (holder is SocketChannel) return holder
    if (depth == 0) return null
    return holder.javaClass.declaredFields
        .filter {
            it.type.name.startsWith("httpwire.") || it.type.name.startsWith("okio.") ||
                it.type == SocketChannel::class.java
        }
        .onEach { it.isAccessible = true }
        .firstNotNullOfOrNull { field -> field.get(holder)?.let { channelIn(it, depth - 1) } }
}

private fun HttpConnection.isUndelayed(): Boolean =
    channelIn(transport!!)!!.getOption(StandardSocketOptions.TCP_NODELAY)

/** Sends a head that announces five bytes. */
private fun HttpConnection.startUpload(vararg fields: Pair<String, String>) {
    putRequest("POST", "/")
    putHeader("Content-Length", "5")
    for ((name, value) in fields) putHeader(name, value)
    endHeaders()
}

class ConnectOptionsTest :
    FunSpec({
        test("the source address is the local end, its port too") {
            val local = InetAddress.getByName("127.0.0.2")
            val port = ServerSocket(0, 1, local).use { it.localPort }
            ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")).use { server ->
                val connection =
                    HttpConnection
                        .builder("127.0.0.1:${server.localPort}")
                        .sourceAddress(InetSocketAddress(local, port))
                        .build()
                connection.connect()
                server.accept().use { it.remoteSocketAddress shouldBe InetSocketAddress(local, port) }
                connection.localAddress shouldBe InetSocketAddress(local, port)
                connection.close()
            }
        }

        test("a connection tells its local address while it is connected") {
            ServerSocket(0, 1, InetAddress.getByName("127.0.0.1")).use { server ->
                HttpConnection.http("127.0.0.1:${server.localPort}").use { connection ->
                    connection.localAddress.shouldBeNull()
                    connection.connect()
                    server.accept().use { connection.localAddress shouldBe it.remoteSocketAddress }
                    connection.close()
                    connection.localAddress.shouldBeNull()
                }
            }
            connectionOver(Wire()).apply { connect() }.localAddress.shouldBeNull()
        }

        test("an address that is not ours cannot be the source") {
            val connection =
                HttpConnection.builder("127.0.0.1:9").sourceAddress(InetSocketAddress("192.0.2.1", 0)).build()
            shouldThrow<HttpException.ConnectFailed> { connection.connect() }
        }

        test("a source address that was never looked up is refused at its own line") {
            shouldThrow<IllegalArgumentException> {
                HttpConnection.builder("a").sourceAddress(InetSocketAddress.createUnresolved("b", 1))
            }.message shouldBe "the source address is not resolved: b/<unresolved>:1"
        }

        test("small writes are not held back") {
            ServerSocket(0).use { server ->
                HttpConnection.http("127.0.0.1:${server.localPort}").use { connection ->
                    connection.startUpload()
                    connection.isUndelayed() shouldBe false
                    connection.send("h".toByteArray())
                    connection.isUndelayed() shouldBe true
                }
            }
        }

        test("nor is the end of a first write that takes more than one packet") {
            ServerSocket(0).use { server ->
                HttpConnection.http("127.0.0.1:${server.localPort}").use { connection ->
                    connection.startUpload("X-Long" to "a".repeat(500))
                    connection.isUndelayed() shouldBe true
                }
            }
        }

        test("nor is a file's") {
            val file = tempfile().apply { writeText("hello") }.toPath()
            ServerSocket(0).use { server ->
                HttpConnection.http("127.0.0.1:${server.localPort}").use { connection ->
                    connection.request("POST", "/", Headers.EMPTY, RequestBody.of(file))
                    connection.isUndelayed() shouldBe true
                }
            }
        }

        test("the timeout bounds connecting, each write and each read, not the exchange") {
            val timeout = Duration.ofMillis(200)
            val builder = HttpConnection.builder("a").timeout(timeout)
            builder.timeouts shouldBe Timeouts.DEFAULT.withConnect(timeout).withWrite(timeout).withRead(timeout)
            builder.timeouts.deadline shouldBe null
            HttpConnection.builder("a").timeouts shouldBe Timeouts.DEFAULT
            HttpConnection.builder("a").timeout(null).timeouts.read shouldBe null
        }

        test("a server that does not answer runs into the timeout, and the connection is closed") {
            ScriptedPeer.listening(Script.start().expectHead().expectEnd()).use { peer ->
                val connection = HttpConnection.builder(peer.address()).timeout(Duration.ofMillis(200)).build()
                connection.request("GET", "/")
                val late = shouldThrow<HttpException.Timeout> { connection.readResponse() }
                late.phase shouldBe Phase.HEAD
                connection.transport shouldBe null
            }
        }

        test("a connection tells its timeouts and block size") {
            val timeouts = Timeouts.of(Duration.ofSeconds(3))
            val connection = HttpConnection.builder("a").timeouts(timeouts).blockSize(8_192).build()
            connection.timeouts shouldBe timeouts
            connection.blockSize shouldBe 8_192
        }

        test("the builder's options can be read back") {
            val limits = Limits.DEFAULT.withMaxFields(7)
            val builder =
                HttpConnection.builder("a:81").blockSize(8_192).limits(limits).autoOpen(false)
            builder.host shouldBe "a:81"
            builder.port shouldBe -1
            builder.blockSize shouldBe 8_192
            builder.limits shouldBe limits
            builder.isAutoOpen shouldBe false
            HttpConnection.builder("a").blockSize shouldBe 65_536
            shouldThrow<IllegalArgumentException> { builder.blockSize(0) }
        }
    })
