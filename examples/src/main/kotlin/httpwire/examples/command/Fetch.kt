package httpwire.examples.command

import httpwire.HttpException
import httpwire.HttpException.InvalidUrl
import httpwire.connection.HttpConnection
import kotlin.time.toJavaDuration

/** Carries out an order of one URL, on a connection of its own. */
internal class Fetch(private val order: Order, private val output: Output, private val watchers: Watchers) {
    /** [failed] is told of a failure. */
    fun run(failed: (HttpException) -> Unit) = try {
        connection(order, watchers).use { connection ->
            connection.exchange(order.lastRequest(order.urls.single())).use {
                output.write(it, order.outputs.firstOrNull())
                watchers.answered(it)
            }
        }
    } catch (e: InvalidUrl) {
        throw e // Of the command line, and found before anything was sent.
    } catch (e: HttpException) {
        failed(e)
    }
}

/** The only connection of an order, to the origin of its first URL. */
internal fun connection(order: Order, watchers: Watchers): HttpConnection {
    val url = order.urls.first()
    return order.way.connection(url.origin()) {
        version(order.version)
        if (url.origin().isSecure) tls(order.tls)
        order.timeout?.let { timeout(it.toJavaDuration()) }
        if (watchers.isTimed) record()
        listener(watchers.ofConnection(order.request(order.askedUrl(url))))
    }
}
