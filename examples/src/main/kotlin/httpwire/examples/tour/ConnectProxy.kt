package httpwire.examples.tour

import httpwire.Headers
import httpwire.HttpException
import httpwire.Origin
import httpwire.connection.HttpResponse
import httpwire.transport.Dialer
import httpwire.transport.Transport
import okio.BufferedSink
import okio.BufferedSource
import okio.buffer
import okio.sink
import okio.source
import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import java.net.Socket
import java.util.concurrent.ConcurrentHashMap
import kotlin.concurrent.thread

/** What the proxy was asked for. */
internal class Asked(val requestLine: String, val headers: Headers)

/** The smallest proxy there is: it answers CONNECT, and passes on the bytes of both sides. */
internal class ConnectProxy(private val beyond: Dialer, private val records: Records<Asked>) : AutoCloseable {
    private val listening = ServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress())
    private val open = ConcurrentHashMap.newKeySet<Socket>()
    private val acceptor = thread(name = "proxy") { accept() }
    val port: Int get() = listening.localPort

    private fun accept() {
        while (true) {
            val client = try {
                listening.accept()
            } catch (_: IOException) {
                return // Closed: the tour is over.
            }
            open += client
            thread(name = "proxy connection", isDaemon = true) { serve(client) }
        }
    }

    private fun serve(client: Socket) = client.use {
        try {
            answer(client.source().buffer(), client.sink().buffer())
        } catch (_: IOException) {
            // Either side hung up, which ends a tunnel.
        } finally {
            open -= client
        }
    }

    private fun answer(source: BufferedSource, sink: BufferedSink) {
        val requestLine = source.readUtf8LineStrict()
        records.add(Asked(requestLine, HttpResponse.parseHeaders(source)))
        val target = requestLine.removePrefix("CONNECT ").substringBefore(' ')
        if (target.startsWith("forbidden.")) return refuse(sink)
        try {
            beyond.dial(Origin.http(target)).use { origin -> join(source, sink, origin) }
        } catch (_: HttpException) {
            sink.writeUtf8("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n").flush()
        }
    }

    private fun refuse(sink: BufferedSink) {
        val words = "not from here\n"
        sink.writeUtf8("HTTP/1.1 403 Forbidden\r\nContent-Length: ${words.length}\r\n\r\n$words").flush()
    }

    private fun join(source: BufferedSource, sink: BufferedSink, origin: Transport) {
        sink.writeUtf8("HTTP/1.1 200 Connection established\r\n")
        sink.writeUtf8("Proxy-Agent: tour/1.0\r\nVia: 1.1 tour\r\n\r\n").flush()
        val upward = thread(name = "proxy upward", isDaemon = true) {
            try {
                pass(source, origin.sink)
            } catch (_: IOException) {
                // Told by the other direction.
            } finally {
                origin.cancel()
            }
        }
        try {
            pass(origin.source, sink)
        } finally {
            sink.close()
            upward.join()
        }
    }

    private fun pass(from: BufferedSource, to: BufferedSink) {
        while (from.read(to.buffer, BLOCK_BYTES) >= 0) to.flush()
    }

    override fun close() {
        listening.close()
        open.forEach(Socket::close)
        acceptor.join()
    }

    private companion object {
        const val BACKLOG = 16
        const val BLOCK_BYTES = 8L shl 10
    }
}
