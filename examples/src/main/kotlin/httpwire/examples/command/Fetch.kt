package httpwire.examples.command

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.trace.ListenerChain
import java.io.OutputStream
import java.io.PrintStream
import kotlin.time.toJavaDuration

/** Carries out an order of one URL, on a connection of its own. */
internal class Fetch(private val order: Order, out: OutputStream, private val traceOutput: PrintStream) {
    private val output = Output(out, order.showsHead)
    private val url = order.urls.single()

    fun run() {
        connection().use { connection ->
            connection.exchange(order.method, url.target(), headers(), order.body).use {
                output.write(it, order.outputs.firstOrNull())
            }
        }
    }

    private fun connection(): HttpConnection {
        val origin = url.origin()
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
}
