package httpwire.coroutines

import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.runInterruptible
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.concurrent.thread

/** A server that can be stopped, with its connections, and started again on its port. */
class RestartedServer(
    private val port: Int,
) : AutoCloseable {
    val requests = CopyOnWriteArrayList<String>()
    private var running: Running? = null

    /** Answers each request with [reply], and leaves the connection open. */
    suspend fun start(reply: String) {
        running = runInterruptible(Dispatchers.IO) { Running(reply) }
    }

    /** Nobody listens there any more when this returns. */
    suspend fun stop() {
        runInterruptible(Dispatchers.IO) { close() }
    }

    override fun close() {
        running?.close()
        running = null
    }

    private inner class Running(private val reply: String) : AutoCloseable {
        private val server = ServerSocket(port, 10, InetAddress.getLoopbackAddress())
        private val open = CopyOnWriteArrayList<Socket>()
        private val serving = thread { runCatching { while (true) serve(server.accept()) } }

        private fun serve(socket: Socket) {
            open += socket
            val reader = socket.getInputStream().bufferedReader(Charsets.ISO_8859_1)
            requests += generateSequence { reader.readLine() }.takeWhile { it.isNotEmpty() }.joinToString("\n")
            socket.getOutputStream().write(reply.encodeToByteArray())
        }

        override fun close() {
            server.close()
            open.forEach { it.close() }
            serving.join()
        }
    }
}
