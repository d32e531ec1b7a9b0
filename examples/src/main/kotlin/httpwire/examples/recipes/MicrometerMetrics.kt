package httpwire.examples.recipes

import httpwire.HttpMethod
import httpwire.Origin
import httpwire.client.ClientListener
import io.micrometer.core.instrument.MeterRegistry
import io.micrometer.core.instrument.Timer
import io.micrometer.core.instrument.binder.http.Outcome
import java.util.concurrent.TimeUnit

// How do I count exchanges in Micrometer? Without the URL, which would make a time series for each.

// region metrics-micrometer
internal fun micrometer(registry: MeterRegistry, server: Origin? = null): ClientListener =
    MeasureExchanges(server) { exchange ->
        Timer.builder("http.client.requests")
            .tag("client.name", exchange.server?.host ?: "none")
            .tag("method", knownMethod(exchange.method))
            .tag("status", exchange.status?.toString() ?: "IO_ERROR")
            .tag("outcome", (exchange.status?.let(Outcome::forStatus) ?: Outcome.UNKNOWN).name)
            .tag("error", exchange.error ?: "none")
            .register(registry)
            .record(exchange.nanos, TimeUnit.NANOSECONDS)
    }

/** Anybody can make up methods; time series are kept for those that are known. */
internal fun knownMethod(method: String?): String = method?.takeIf { HttpMethod.of(it) != null } ?: "_OTHER"
// endregion
