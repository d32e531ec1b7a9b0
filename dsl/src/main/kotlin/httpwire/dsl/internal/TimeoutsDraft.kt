package httpwire.dsl.internal

import httpwire.Timeouts
import httpwire.dsl.TimeoutsScope
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration

/** Changes timeouts one by one; [Timeouts] refuses invalid ones. */
internal class TimeoutsDraft(
    var values: Timeouts,
) : TimeoutsScope {
    override var resolve: Duration?
        get() = values.resolve()?.toKotlinDuration()
        set(value) {
            values = values.withResolve(value?.toBound())
        }

    override var connect: Duration?
        get() = values.connect()?.toKotlinDuration()
        set(value) {
            values = values.withConnect(value?.toBound())
        }

    override var tls: Duration?
        get() = values.tls()?.toKotlinDuration()
        set(value) {
            values = values.withTls(value?.toBound())
        }

    override var tunnel: Duration?
        get() = values.tunnel()?.toKotlinDuration()
        set(value) {
            values = values.withTunnel(value?.toBound())
        }

    override var write: Duration?
        get() = values.write()?.toKotlinDuration()
        set(value) {
            values = values.withWrite(value?.toBound())
        }

    override var firstByte: Duration?
        get() = values.firstByte()?.toKotlinDuration()
        set(value) {
            values = values.withFirstByte(value?.toBound())
        }

    override var read: Duration?
        get() = values.read()?.toKotlinDuration()
        set(value) {
            values = values.withRead(value?.toBound())
        }

    override var deadline: Duration?
        get() = values.deadline()?.toKotlinDuration()
        set(value) {
            values = values.withDeadline(value?.toBound())
        }
}

/** Converts a time for core. An infinite one is refused: where there may be no bound, that is null. */
internal fun Duration.toBound(): java.time.Duration {
    require(isFinite()) { "an infinite time can't be set: an option that may have no bound takes null for that" }
    return toJavaDuration()
}
