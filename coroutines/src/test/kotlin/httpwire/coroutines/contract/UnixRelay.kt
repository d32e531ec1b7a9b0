package httpwire.coroutines.contract

import java.io.IOException
import java.net.InetSocketAddress
import java.net.StandardProtocolFamily
import java.net.UnixDomainSocketAddress
import java.nio.ByteBuffer
import java.nio.channels.ServerSocketChannel
import java.nio.channels.SocketChannel
import java.nio.file.Path
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread
import kotlin.io.path.createTempDirectory

/** A Unix domain socket, each connection of which is led on to [port] of this machine. */
internal class UnixRelay(private val port: Int) : AutoCloseable {
    private val folder = createTempDirectory("hw")
    val path: Path = folder.resolve("s")
    private val server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))

    init {
        thread(isDaemon = true, name = "relay of $path") {
            try {
                while (true) lead(server.accept(), SocketChannel.open(InetSocketAddress("127.0.0.1", port)))
            } catch (closed: IOException) {
                server.close()
            }
        }
    }

    private fun lead(ours: SocketChannel, theirs: SocketChannel) {
        val open = AtomicInteger(2)
        for ((from, to) in listOf(ours to theirs, theirs to ours)) {
            thread(isDaemon = true) {
                val isWhole = pump(from, to)
                if (open.decrementAndGet() == 0 || !isWhole) {
                    from.close()
                    to.close()
                }
            }
        }
    }

    /** Whether it came to the end, and not to a failure. */
    private fun pump(from: SocketChannel, to: SocketChannel): Boolean = try {
        val block = ByteBuffer.allocate(64 shl 10)
        while (from.read(block) >= 0) {
            block.flip()
            while (block.hasRemaining()) to.write(block)
            block.clear()
        }
        to.shutdownOutput()
        true
    } catch (failed: IOException) {
        false
    }

    override fun close() {
        server.close()
        folder.toFile().deleteRecursively()
    }
}
