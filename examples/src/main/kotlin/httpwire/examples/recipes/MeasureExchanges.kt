package httpwire.examples.recipes

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Origin
import httpwire.Request
import httpwire.client.ClientListener
import httpwire.trace.Moment

// How do I measure exchanges, whatever counts them in the end? With one listener, for a client or for a connection.

/** So many exchanges are remembered. Those that have waited for a connection in vain have no end. */
private const val MAX_OPEN = 10_000

// region metrics-exchanges

/** An exchange that is over. The server is that of the caller's URL; the status is null if no response came. */
internal class Measured(val server: Origin?, val method: String?, val beganNanos: Long) {
    var status: Int? = null
    var nanos: Long = 0
    var isWaiting = false

    /** A status of 4xx or 5xx, or how the exchange ended: a listener does not learn of the exception. */
    var error: String? = null
}

/** Shows each exchange of one client, or of one connection to [server], to [ended] when it is over. */
internal class MeasureExchanges(private val server: Origin?, private val ended: (Measured) -> Unit) : ClientListener {
    private val open = object : LinkedHashMap<Long, Measured>() {
        override fun removeEldestEntry(eldest: Map.Entry<Long, Measured>) = size > MAX_OPEN
    }

    /** The first moment of a client's exchange; the time for which it waits for a connection is not measured. */
    override fun exchangeStarted(moment: Moment, request: Request) {
        begin(moment, null, request.method)
        of(moment)?.isWaiting = true
    }

    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) {
        begin(moment, origin, of(moment)?.method)
    }

    /** The first moment of an exchange of one connection, unless it is open already. */
    override fun connecting(moment: Moment, peer: Origin) {
        if (of(moment) == null) begin(moment, server ?: peer, null)
    }

    override fun headSent(moment: Moment, method: String, target: String) {
        val began = of(moment)
        if (began?.method == null) begin(moment, began?.server ?: server, method, began?.beganNanos ?: moment.nanos)
    }

    override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) {
        of(moment)?.status = status
    }

    override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) {
        val exchange = synchronized(open) { open.remove(moment.exchangeNumber) } ?: return
        if (exchange.isWaiting) return // In vain, for a connection.
        exchange.nanos = moment.nanos - exchange.beganNanos
        exchange.error = exchange.status?.takeIf { it >= 400 }?.toString() ?: when {
            CloseReason.CANCELLED in reasons -> "cancelled"
            CloseReason.FAILED in reasons -> "_OTHER"
            else -> null
        }
        ended(exchange)
    }

    private fun begin(moment: Moment, server: Origin?, method: String?, nanos: Long = moment.nanos) {
        synchronized(open) { open[moment.exchangeNumber] = Measured(server, method, nanos) }
    }

    private fun of(moment: Moment) = synchronized(open) { open[moment.exchangeNumber] }
}
// endregion
