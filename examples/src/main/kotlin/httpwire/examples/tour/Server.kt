package httpwire.examples.tour

import com.sun.net.httpserver.HttpExchange
import com.sun.net.httpserver.HttpHandler
import com.sun.net.httpserver.HttpServer
import com.sun.net.httpserver.HttpsExchange
import httpwire.Headers
import okio.ByteString.Companion.toByteString
import java.util.concurrent.ExecutorService
import java.util.concurrent.Executors

/** One of the JDK's own servers on a free port of this machine; what it sees goes into [records]. */
internal class Server(
    private val server: HttpServer,
    private val site: Site,
    private val records: Records<Seen>,
) : AutoCloseable {
    private val threads: ExecutorService = Executors.newCachedThreadPool()
    val port: Int get() = server.address.port

    init {
        server.executor = threads
        server.createContext("/", HttpHandler(::handle))
        server.start()
    }

    private fun handle(exchange: HttpExchange) = exchange.use {
        val seen = seen(it)
        records.add(seen)
        val answer = site.answer(seen)
        answer.headers.forEach { (name, value) -> it.responseHeaders.add(name, value) }
        it.sendResponseHeaders(answer.status.code, contentLength(seen, answer))
        if (seen.method != "HEAD") it.responseBody.write(answer.body.toByteArray())
    }

    private fun seen(exchange: HttpExchange): Seen {
        val headers = Headers.Builder()
        for ((name, values) in exchange.requestHeaders) values.forEach { headers.add(name, it) }
        return Seen(
            exchange.requestMethod,
            exchange.requestURI.toString(),
            headers.build(),
            exchange.requestBody.readBytes().toByteString(),
            Caller(exchange.remoteAddress.address.hostAddress, exchange.remoteAddress.port, exchange is HttpsExchange),
        )
    }

    /** For this server -1 means "no body", and 0 "in chunks". */
    private fun contentLength(seen: Seen, answer: Answer): Long {
        if (seen.method == "HEAD" || answer.body.size == 0) return -1
        return answer.body.size.toLong()
    }

    override fun close() {
        server.stop(0)
        threads.shutdownNow()
    }
}
