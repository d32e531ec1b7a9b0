package httpwire.connection

import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.Running
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.Semaphore
import java.util.concurrent.TimeUnit
import javax.net.ssl.SSLServerSocket
import javax.net.ssl.SSLSocket
import kotlin.concurrent.thread

private const val ROUNDS = 3

/** Answers each request in two halves, with a handshake between them and one begun after them. */
private fun answer(socket: SSLSocket) {
    val requests = Semaphore(0)
    val handshakes = Semaphore(0)
    socket.addHandshakeCompletedListener { handshakes.release() }
    // A handshake goes on only while somebody reads.
    thread(isDaemon = true) {
        val lines = socket.inputStream.bufferedReader(Charsets.ISO_8859_1).lineSequence()
        runCatching { lines.filter { it.isEmpty() }.forEach { _ -> requests.release() } }
    }
    fun await(semaphore: Semaphore) = check(semaphore.tryAcquire(20, TimeUnit.SECONDS))
    await(requests)
    await(handshakes)
    for (round in 1..ROUNDS) {
        if (round > 1) await(requests)
        socket.outputStream.write("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab".encodeToByteArray())
        socket.startHandshake()
        await(handshakes)
        socket.outputStream.write("cd".encodeToByteArray())
        socket.startHandshake()
    }
}

/** A second handshake within a connection, which TLS 1.2 has and TLS 1.3 has not. */
class RenegotiationTest : FunSpec({
    test("F35: a server of TLS 1.2 shakes hands again in the middle of a body, and while the connection is idle") {
        val factory = Identities.good.serverSocketFactory
        (factory.createServerSocket(0, 1, LOOPBACK) as SSLServerSocket).use { listening ->
            listening.enabledProtocols = arrayOf("TLSv1.2")
            val server = Running { (listening.accept() as SSLSocket).also { answer(it) } }
            val origin = "127.0.0.1:${listening.localPort}"
            HttpConnection.builder(origin).tls(Identities.trusting).build().use { connection ->
                val transports = List(ROUNDS) {
                    exchanged(connection) shouldBe "abcd"
                    connection.transport
                }
                transports.toSet().size shouldBe 1
            }
            server.outcome().getOrThrow().close()
        }
    }
})
