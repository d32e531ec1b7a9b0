package httpwire.examples.command

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.trace.ListenerChain
import okio.Buffer
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
        return order.way.connection(origin) {
            version(order.version)
            if (origin.isSecure) tls(order.tls)
            order.timeout?.let { timeout(it.toJavaDuration()) }
            val watchers = listOfNotNull(
                Trace(traceOutput).takeIf { order.isTraced },
                Timing(traceOutput).takeIf { order.isTimed },
            )
            if (watchers.isNotEmpty()) listener(ListenerChain.of(watchers))
        }
    }

    /** One request is all there will be, and RFC 9112 §9.6 wants the server to know. */
    private fun headers(): Headers = if (order.headers.contains("Connection")) {
        order.headers
    } else {
        order.headers.newBuilder().add("Connection", "close").build()
    }

    private fun deliver(response: HttpResponse) {
        // Opened only now, so that a request that failed leaves an older file as it was.
        (order.output?.let(Files::newOutputStream) ?: Unclosed(out)).use { target ->
            val arrived = Buffer()
            if (order.showsHead) writeHead(response, arrived)
            val body = response.source()
            do {
                // At once: a server may take its time for the rest, and the user may not wait for it.
                arrived.writeTo(target)
                target.flush()
            } while (body.read(arrived, MAX_PIECE_BYTES) >= 0)
        }
    }

    private fun writeHead(response: HttpResponse, head: Buffer) {
        head.writeUtf8("${response.version} ${response.status} ")
        head.write(response.reason.toByteArray(Charsets.ISO_8859_1)).writeUtf8("\r\n")
        response.headers.writeTo(head)
        head.writeUtf8("\r\n")
    }

    /** Standard output is not ours to close. */
    private class Unclosed(private val out: OutputStream) : OutputStream() {
        override fun write(byte: Int) = out.write(byte)

        override fun write(bytes: ByteArray, offset: Int, byteCount: Int) = out.write(bytes, offset, byteCount)

        override fun flush() = out.flush()

        override fun close() = out.flush()
    }

    private companion object {
        const val MAX_PIECE_BYTES = 64L shl 10
    }
}
