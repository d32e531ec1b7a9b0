package httpwire.examples.recipes

import httpwire.CloseReason
import httpwire.Origin
import httpwire.client.ClientListener
import httpwire.client.HttpClient
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import io.opentelemetry.api.common.AttributeKey.longKey
import io.opentelemetry.api.common.AttributeKey.stringKey
import io.opentelemetry.api.common.Attributes
import io.opentelemetry.api.metrics.Meter
import io.opentelemetry.api.metrics.ObservableLongUpDownCounter

// How do I count exchanges and connections in OpenTelemetry, under the names of its semantic conventions?

private val METHOD = stringKey("http.request.method")
private val STATUS = longKey("http.response.status_code")
private val ADDRESS = stringKey("server.address")
private val PORT = longKey("server.port")
private val ERROR = stringKey("error.type")
private val STATE = stringKey("http.connection.state")

private fun server(origin: Origin?): Attributes =
    if (origin == null) Attributes.empty() else Attributes.of(ADDRESS, origin.host, PORT, origin.port.toLong())

/** For a client, or for one connection to [server]. */
internal fun openTelemetry(meter: Meter, server: Origin? = null): ClientListener {
    // region metrics-otel
    val seconds = listOf(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0)
    val duration = meter.histogramBuilder("http.client.request.duration").setUnit("s")
        .setDescription("Duration of HTTP client requests.").setExplicitBucketBoundariesAdvice(seconds).build()
    return MeasureExchanges(server) { exchange ->
        val attributes = server(exchange.server).toBuilder().put(METHOD, knownMethod(exchange.method))
        exchange.status?.let { attributes.put(STATUS, it.toLong()) }
        exchange.error?.let { attributes.put(ERROR, it) }
        duration.record(exchange.nanos / 1e9, attributes.build())
    }
    // endregion
}

/** The connections of a client's pool, for all servers together: a listener is not told which one was closed. */
internal fun openConnections(meter: Meter, client: HttpClient): ObservableLongUpDownCounter {
    // region metrics-otel-pool
    return meter.upDownCounterBuilder("http.client.open_connections").setUnit("{connection}").buildWithCallback {
        val now = client.statistics()
        it.record(now.leased.toLong(), Attributes.of(STATE, "active"))
        it.record(now.idle.toLong(), Attributes.of(STATE, "idle"))
    }
    // endregion
}

// region metrics-otel-connection

/** One connection to [origin], opened any number of times. */
internal class OpenTelemetryConnection(meter: Meter, origin: Origin) : ConnectionListener {
    private val openCount =
        meter.upDownCounterBuilder("http.client.open_connections").setUnit("{connection}").build()
    private val duration = meter.histogramBuilder("http.client.connection.duration").setUnit("s").build()
    private val server = server(origin)
    private val unanswered = mutableSetOf<Long>()
    private var state: String? = null
    private var openedNanos = 0L

    override fun connected(moment: Moment, peer: Origin, address: String) {
        openedNanos = moment.nanos
        become("idle")
    }

    override fun headSent(moment: Moment, method: String, target: String) {
        unanswered += moment.exchangeNumber
        become("active")
    }

    override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) {
        unanswered -= moment.exchangeNumber
        if (CloseReason.PROTOCOL_SWITCHED in reasons) closed(moment, reasons) // It is its caller's now.
        if (state != null) become(if (unanswered.isEmpty()) "idle" else "active")
    }

    override fun closed(moment: Moment, reasons: Set<CloseReason>) {
        if (state == null) return
        duration.record((moment.nanos - openedNanos) / 1e9, server)
        become(null)
    }

    private fun become(next: String?) {
        state?.let { openCount.add(-1, server.toBuilder().put(STATE, it).build()) }
        next?.let { openCount.add(1, server.toBuilder().put(STATE, it).build()) }
        state = next
    }
}
// endregion
