package httpwire.dsl.internal

import httpwire.Timeouts
import httpwire.dsl.TimeoutsScope
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration

/** Changes bounds one by one; [Timeouts] refuses what is none. */
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

/** The bound as core has it; endless is no bound, and said with null. */
internal fun Duration.toBound(): java.time.Duration {
    require(isFinite()) { "a bound without end is null" }
    return toJavaDuration()
}
