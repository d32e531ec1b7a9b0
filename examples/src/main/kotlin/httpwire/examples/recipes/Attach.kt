package httpwire.examples.recipes

import httpwire.Headers
import httpwire.connection.HttpConnection
import java.nio.file.Path

/**
 * How do I talk to a server on a Unix domain socket, as Docker's is, and go on beyond HTTP? In Python that takes a
 * subclass of `HTTPConnection` whose `connect` opens another socket.
 */
internal fun attach(socket: Path, container: String, line: String): String {
    // region unix-upgrade
    val connection = HttpConnection.builder("localhost").unixSocket(socket).build()
    val fields = Headers.of("Connection", "Upgrade", "Upgrade", "tcp")
    connection.request("POST", "/containers/$container/attach?stream=1", fields)
    val answer = connection.readResponse().upgrade().use { stream ->
        stream.sink.writeUtf8("$line\n").flush()
        stream.source.readUtf8LineStrict()
    }
    // endregion
    return answer
}
