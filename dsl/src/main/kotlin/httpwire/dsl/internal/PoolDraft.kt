package httpwire.dsl.internal

import httpwire.client.pool.PoolOptions
import httpwire.dsl.PoolScope
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** Changes options one by one; [PoolOptions] refuses invalid ones. */
internal class PoolDraft(
    var values: PoolOptions,
) : PoolScope {
    override var maxConnections: Int
        get() = values.maxConnections()
        set(value) {
            values = values.withMaxConnections(value)
        }

    override var maxPerOrigin: Int
        get() = values.maxPerOrigin()
        set(value) {
            values = values.withMaxPerOrigin(value)
        }

    override var idleTimeout: Duration
        get() = values.idleTimeout().toKotlinDuration()
        set(value) {
            values = values.withIdleTimeout(value.toBound())
        }

    override var maxAge: Duration?
        get() = values.maxAge()?.toKotlinDuration()
        set(value) {
            values = values.withMaxAge(value?.toBound())
        }

    override var maxWaiting: Int
        get() = values.maxWaiting()
        set(value) {
            values = values.withMaxWaiting(value)
        }

    override var waitTimeout: Duration?
        get() = values.waitTimeout()?.toKotlinDuration()
        set(value) {
            values = values.withWaitTimeout(value?.toBound())
        }
}
