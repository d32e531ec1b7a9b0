package httpwire.examples.recipes

import httpwire.Headers
import httpwire.connection.HttpConnection
import okio.BufferedSink
import okio.BufferedSource
import okio.IOException
import okio.ProtocolException
import okio.Source
import java.nio.file.Path
import kotlin.concurrent.thread

/**
 * How do I talk to a Docker container? Its standard input, output and error go over one connection on a Unix domain
 * socket, which leaves HTTP behind. Returns when the container has ended its output. In Python such a connection takes
 * a subclass of `HTTPConnection` whose `connect` opens another socket.
 */
internal fun attach(socket: Path, container: String, input: Source, output: BufferedSink, errors: BufferedSink) {
    // region unix-upgrade
    HttpConnection.builder("localhost").unixSocket(socket).build().use { connection ->
        val fields = Headers.of("Connection", "Upgrade", "Upgrade", "tcp")
        connection.request("POST", "/containers/$container/attach?stream=1&stdin=1&stdout=1&stderr=1", fields)
        val response = connection.readResponse()
        check(response.status == 101) { response.text() }
        response.upgrade().use { stream ->
            thread(isDaemon = true) { send(input, stream.sink) }
            copyFrames(stream.source, output, errors)
        }
    }
    // endregion
}

// region unix-frames

/** What is read is sent at once; the end of [input] ends our half of the connection, and the other half goes on. */
private fun send(input: Source, sink: BufferedSink) {
    try {
        sink.use { while (input.read(sink.buffer, 8192) != -1L) sink.flush() }
    } catch (_: IOException) {
        // The container has ended first.
    }
}

/** Frames of a container without a terminal: the stream, three zeros, the length in four bytes, and so many bytes. */
internal fun copyFrames(source: BufferedSource, output: BufferedSink, errors: BufferedSink) {
    while (!source.exhausted()) {
        val sink = when (val stream = source.readInt() ushr 24) {
            0, 1 -> output
            2 -> errors
            else -> throw ProtocolException("a frame for stream $stream")
        }
        sink.write(source, source.readInt().toLong() and 0xffff_ffffL).flush()
    }
}
// endregion
