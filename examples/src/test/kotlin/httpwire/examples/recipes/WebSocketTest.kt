package httpwire.examples.recipes

import httpwire.connection.HttpConnection
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import httpwire.testing.SelfSigned
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.EOFException
import okio.ProtocolException
import org.java_websocket.framing.Framedata
import org.java_websocket.framing.PingFrame
import org.java_websocket.handshake.ClientHandshake
import org.java_websocket.server.DefaultSSLWebSocketServerFactory
import org.java_websocket.server.WebSocketServer
import java.net.InetSocketAddress
import java.nio.ByteBuffer
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import java.util.concurrent.LinkedBlockingQueue
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLContext

/** Greets, sends back what comes, pings when it is told to, and knows how it ended. */
private class EchoServer(private val tls: SSLContext? = null) :
    WebSocketServer(InetSocketAddress("127.0.0.1", 0), 1) {
    private val hasStarted = CountDownLatch(1)
    val pongs = LinkedBlockingQueue<ByteString>()
    val closeCode = CompletableFuture<Int>()

    fun listening() = apply {
        isReuseAddr = true
        isDaemon = true
        connectionLostTimeout = 0
        if (tls != null) setWebSocketFactory(DefaultSSLWebSocketServerFactory(tls))
        start()
        check(hasStarted.await(20, TimeUnit.SECONDS))
    }

    override fun onStart() = hasStarted.countDown()

    override fun onOpen(client: org.java_websocket.WebSocket, handshake: ClientHandshake) =
        client.send("hello ${handshake.resourceDescriptor}")

    override fun onMessage(client: org.java_websocket.WebSocket, message: String) {
        if (message == "ping") client.sendFrame(PingFrame().apply { setPayload(ByteBuffer.wrap("spam".toByteArray())) })
        if (message == "bye") client.close(4000, "bye") else client.send(message)
    }

    override fun onWebsocketPong(client: org.java_websocket.WebSocket, frame: Framedata) {
        val payload = ByteArray(frame.payloadData.remaining()).also(frame.payloadData::get)
        pongs += ByteString.of(*payload)
    }

    override fun onClose(client: org.java_websocket.WebSocket, code: Int, reason: String, remote: Boolean) {
        closeCode.complete(code)
    }

    override fun onError(client: org.java_websocket.WebSocket?, failure: Exception) {
        closeCode.completeExceptionally(failure)
    }
}

private inline fun <R> EchoServer.use(run: (EchoServer) -> R): R = try {
    run(listening())
} finally {
    stop(1_000)
}

/** A text, and how it is sent in frames by a server, whole and in two parts with a ping between them. */
private fun frames(text: String): List<ByteString> {
    val bytes = text.encodeUtf8()
    val ping = "890373706d".decodeHex() // spm
    val half = bytes.size / 2
    return listOf(
        frame(0x81, bytes),
        Buffer().write(frame(0x01, bytes.substring(0, half))).write(ping).write(frame(0x80, bytes.substring(half)))
            .readByteString(),
    )
}

private fun frame(first: Int, bytes: ByteString): ByteString {
    val frame = Buffer().writeByte(first)
    when {
        bytes.size < 126 -> frame.writeByte(bytes.size)
        bytes.size < 65_536 -> frame.writeByte(126).writeShort(bytes.size)
        else -> frame.writeByte(127).writeLong(bytes.size.toLong())
    }
    return frame.write(bytes).readByteString()
}

private fun accepted(request: Received): String {
    val key = request.field("Sec-WebSocket-Key")
    val accept = "${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encodeUtf8().sha1().base64()
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        "Sec-WebSocket-Accept: $accept\r\n\r\n"
}

/** A server that sends these bytes in the same write as its 101, and then nothing more. */
private fun <R> received(bytes: ByteString, run: (WebSocket) -> R): R {
    val answers = { request: Received ->
        Answer.raw(Buffer().writeUtf8(accepted(request)).write(bytes).readByteString()).then(Answer.After.CLOSE)
    }
    return AnsweringPeer.start(answers).use { peer ->
        peer.abandon()
        HttpConnection.http(peer.address()).use { WebSocket.open(it, "/").use(run) }
    }
}

class WebSocketTest : FunSpec({
    val identity = SelfSigned.forLocalhost()
    withTests(nameFn = { "$it: a real server greets, echoes, pings and is left" }, "ws", "wss") { scheme ->
        val tls = if (scheme == "wss") identity else null
        EchoServer(tls?.serverContext()).use { server ->
            val builder = HttpConnection.builder("localhost").port(server.port)
            if (tls != null) builder.tls(TlsOptions.trusting(tls.certificatePem()))
            WebSocket.open(builder.build(), "/chat").use { socket ->
                socket.receive() shouldBe "hello /chat"
                val texts =
                    listOf(
                        "spam",
                        "",
                        "Größe 🥚",
                        "x".repeat(125),
                        "y".repeat(126),
                        "z".repeat(40_000),
                        "ä".repeat(40_000),
                        "ping",
                    )
                for (text in texts) {
                    socket.send(text)
                    socket.receive() shouldBe text
                }
                server.pongs.poll(20, TimeUnit.SECONDS) shouldBe "spam".encodeUtf8()
                socket.end()
                socket.receive() shouldBe null
            }
            server.closeCode.get(20, TimeUnit.SECONDS) shouldBe 1000
        }
    }

    test("a real server that leaves first gets its code back") {
        EchoServer().use { server ->
            WebSocket.open(HttpConnection.http("127.0.0.1:${server.port}"), "/").use { socket ->
                socket.send("bye")
                listOf(socket.receive(), socket.receive()) shouldContainExactly listOf("hello /", null)
            }
            server.closeCode.get(20, TimeUnit.SECONDS) shouldBe 4000
        }
    }

    withTests(nameFn = { "a message of ${it.length} in the segment of the 101" }, "", "é", "x".repeat(126)) { text ->
        for (bytes in frames(text)) received(bytes) { it.receive() } shouldBe text
    }

    test("a frame that is cut anywhere") {
        for (bytes in frames("x".repeat(126))) {
            for (at in 0..<bytes.size) {
                shouldThrow<EOFException> { received(bytes.substring(0, at)) { it.receive() } }
            }
        }
    }

    val wrong = mapOf(
        "binary" to "820161",
        "a reserved bit" to "c10161",
        "an unknown opcode" to "830161",
        "masked" to "818100000000",
        "too long" to "817f0000000000100001",
        "of a negative length" to "817fffffffffffffffff",
    )
    withTests(nameFn = { (name) -> "a frame that is refused: $name" }, wrong.entries) { (_, hex) ->
        shouldThrow<ProtocolException> { received(hex.decodeHex()) { it.receive() } }
    }

    test("a message in many frames is bounded as a whole") {
        val half = ByteString.of(*ByteArray(600_000))
        val bytes = Buffer().write(frame(0x01, half)).write(frame(0x00, half)).write(frame(0x80, half)).readByteString()
        shouldThrow<ProtocolException> { received(bytes) { it.receive() } }.message shouldStartWith "a frame of 600000"
    }

    test("a server that answers another key, and one that has no WebSocket") {
        val other = { request: Received -> Answer.raw(accepted(request).replace("Accept: ", "Accept: x")) }
        AnsweringPeer.start(other).use { peer ->
            HttpConnection.http(peer.address()).use { shouldThrow<ProtocolException> { WebSocket.open(it, "/") } }
        }
        AnsweringPeer.start { Answer.of(426, "Upgrade: h2c").body("no") }.use { peer ->
            HttpConnection.http(peer.address()).use { connection ->
                shouldThrow<IllegalStateException> { WebSocket.open(connection, "/") }.message shouldStartWith "426 "
            }
        }
    }
})
