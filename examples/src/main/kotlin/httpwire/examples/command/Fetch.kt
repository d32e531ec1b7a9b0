package httpwire.examples.command

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import okio.Buffer
import okio.BufferedSink
import okio.buffer
import okio.sink
import java.io.OutputStream
import java.io.PrintStream
import java.nio.file.Files
import kotlin.time.toJavaDuration

/** Carries an order out on a connection of its own: the response's bytes go to [out] untouched, or to a file. */
internal class Fetch(private val order: Order, private val out: OutputStream, private val traceOutput: PrintStream) {
    fun run() {
        connection().use { connection ->
            connection.exchange(order.method, order.url.target(), headers(), order.body).use(::deliver)
        }
    }

    private fun connection(): HttpConnection {
        val origin = order.url.origin()
        val peer = order.proxy ?: origin
        val builder = HttpConnection.builder(peer.host()).port(peer.port()).version(order.version)
        if (origin.isSecure) builder.tls(order.tls)
        order.timeout?.let { builder.timeout(it.toJavaDuration()) }
        if (order.isTraced) builder.listener(Trace(traceOutput))
        val connection = builder.build()
        if (order.proxy != null) connection.setTunnel(origin.host(), origin.port(), order.proxyHeaders)
        return connection
    }

    /** One request is all there will be, and RFC 9112 §9.6 wants the server to know. */
    private fun headers(): Headers = if (order.headers.contains("Connection")) {
        order.headers
    } else {
        order.headers.newBuilder().add("Connection", "close").build()
    }

    private fun deliver(response: HttpResponse) {
        // Opened only now, so that a request that failed leaves an older file as it was.
        val sink = (order.output?.let(Files::newOutputStream) ?: Unclosed(out)).sink().buffer()
        sink.use {
            if (order.showsHead) writeHead(response, it)
            it.writeAll(response.source())
        }
    }

    private fun writeHead(response: HttpResponse, sink: BufferedSink) {
        val head = Buffer()
        head.writeUtf8(
            "${response.version} ${response.status} ",
        ).write(response.reason.toByteArray(Charsets.ISO_8859_1))
        head.writeUtf8("\r\n")
        response.headers.writeTo(head)
        sink.write(head.writeUtf8("\r\n"), head.size)
    }

    /** Standard output is not ours to close. */
    private class Unclosed(private val out: OutputStream) : OutputStream() {
        override fun write(byte: Int) = out.write(byte)

        override fun write(bytes: ByteArray, offset: Int, byteCount: Int) = out.write(bytes, offset, byteCount)

        override fun flush() = out.flush()

        override fun close() = out.flush()
    }
}
