package httpwire.examples.recipes

import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

private const val HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"

/** Sends events to whoever asks, and can be stopped, with its connections, and started again on its port. */
internal class EventServer : AutoCloseable {
    val port: Int = ServerSocket(0).use { it.localPort }
    val requests = CopyOnWriteArrayList<String>()

    /** How many of the requests have been sent the events. */
    val answered = AtomicInteger()
    private var running: Running? = null

    fun start(events: String) {
        running = Running(events)
    }

    /** Nobody listens there any more when this returns. */
    fun stop() {
        running?.close()
        running = null
    }

    override fun close() = stop()

    private inner class Running(private val events: String) : AutoCloseable {
        private val server = ServerSocket(port, 10, InetAddress.getLoopbackAddress())
        private val open = CopyOnWriteArrayList<Socket>()
        private val serving = thread { runCatching { while (true) serve(server.accept()) } }

        private fun serve(socket: Socket) {
            open += socket
            val reader = socket.getInputStream().bufferedReader(Charsets.ISO_8859_1)
            val head = generateSequence { reader.readLine() }.takeWhile { it.isNotEmpty() }.joinToString("\n")
            requests += head
            // What is not read when the socket is closed would be answered by a reset.
            repeat(head.substringAfter("Content-Length: ", "0").lines().first().toInt()) { reader.read() }
            socket.getOutputStream().write((HEAD + events).encodeToByteArray())
            answered.incrementAndGet()
        }

        override fun close() {
            server.close()
            open.forEach { it.close() }
            serving.join()
        }
    }
}
