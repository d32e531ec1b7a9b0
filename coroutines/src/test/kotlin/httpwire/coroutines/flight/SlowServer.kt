package httpwire.coroutines.flight

import java.net.InetAddress
import java.net.InetSocketAddress
import java.nio.ByteBuffer
import java.nio.channels.SelectionKey
import java.nio.channels.Selector
import java.nio.channels.ServerSocketChannel
import java.nio.channels.SocketChannel
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds

private const val ANSWER = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi"

/**
 * A server in one thread that answers nobody before all [requestCount] requests are there, and then
 * only after [delay]: so many exchanges are in flight at once, or it answers none.
 */
private class SlowServer(
    private val requestCount: Int,
    private val delay: Duration,
) {
    private val selector = Selector.open()
    private val server = ServerSocketChannel.open().bind(InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096)
    private val waiting = mutableListOf<SocketChannel>()
    private var openCount = 0
    private val scratch = ByteBuffer.allocateDirect(4096)

    val port: Int get() = server.socket().localPort

    fun serve() {
        server.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT)
        while (waiting.size < requestCount) select()
        Thread.sleep(delay.inWholeMilliseconds) // The server's slowness, which is what it is for.
        waiting.forEach(::answer)
        while (openCount > 0) select()
    }

    private fun select() {
        selector.select()
        val keys = selector.selectedKeys()
        keys.forEach { if (it.isAcceptable) accept() else receive(it) }
        keys.clear()
    }

    private fun accept() {
        while (true) {
            val client = server.accept() ?: return
            openCount++
            client.configureBlocking(false).register(selector, SelectionKey.OP_READ, ByteArray(0))
        }
    }

    /** A request's head ends with an empty line; of what a client sends, that is all there is. */
    private fun receive(key: SelectionKey) {
        val client = key.channel() as SocketChannel
        scratch.clear()
        if (client.read(scratch) < 0) {
            openCount--
            return client.close()
        }
        val head = (key.attachment() as ByteArray) + ByteArray(scratch.flip().remaining()).also(scratch::get)
        key.attach(head)
        if (head.decodeToString().endsWith("\r\n\r\n")) waiting += client
    }

    private fun answer(client: SocketChannel) {
        client.write(ByteBuffer.wrap(ANSWER.encodeToByteArray()))
    }
}

/** How many requests, and for how many milliseconds they wait. Prints the port; ends when all clients have left. */
fun main(arguments: Array<String>) {
    val server = SlowServer(arguments[0].toInt(), arguments[1].toInt().milliseconds)
    println(server.port)
    server.serve()
}
