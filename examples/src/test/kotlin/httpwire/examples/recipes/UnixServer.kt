package httpwire.examples.recipes

import okio.BufferedSink
import okio.BufferedSource
import okio.buffer
import okio.sink
import okio.source
import java.net.StandardProtocolFamily
import java.net.UnixDomainSocketAddress
import java.nio.channels.Channels
import java.nio.channels.ServerSocketChannel
import java.nio.channels.SocketChannel
import java.nio.file.Path
import java.util.concurrent.CopyOnWriteArrayList
import kotlin.concurrent.thread
import kotlin.io.path.createTempDirectory

/** A server on a Unix domain socket, for one connection at a time; [serve] has it after the request's head. */
internal class UnixServer(private val serve: (BufferedSource, BufferedSink) -> Unit) : AutoCloseable {
    private val folder = createTempDirectory("hw")
    val path: Path = folder.resolve("s")
    val requests = CopyOnWriteArrayList<String>()
    private val server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path))
    private val serving = thread(isDaemon = true) { runCatching { while (true) server.accept().use(::serve) } }

    private fun serve(channel: SocketChannel) {
        val source = Channels.newInputStream(channel).source().buffer()
        val head = generateSequence { source.readUtf8Line() }.takeWhile { it.isNotEmpty() }
        requests += head.joinToString("") { "$it\r\n" }
        Channels.newOutputStream(channel).sink().buffer().use { serve(source, it) }
    }

    override fun close() {
        server.close()
        serving.join()
        folder.toFile().deleteRecursively()
    }
}
