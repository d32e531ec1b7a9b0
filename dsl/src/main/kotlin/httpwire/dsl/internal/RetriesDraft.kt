package httpwire.dsl.internal

import httpwire.call.Backoff
import httpwire.client.retry.Retries
import httpwire.dsl.RetriesScope
import kotlin.time.Duration
import kotlin.time.toJavaDuration
import kotlin.time.toKotlinDuration

/** Changes options one by one; [Retries] refuses invalid ones. */
internal class RetriesDraft(
    var values: Retries,
) : RetriesScope {
    override var total: Int
        get() = values.total()
        set(value) {
            values = values.withTotal(value)
        }

    override var connect: Int
        get() = values.connect()
        set(value) {
            values = values.withConnect(value)
        }

    override var read: Int
        get() = values.read()
        set(value) {
            values = values.withRead(value)
        }

    override var status: Int
        get() = values.status()
        set(value) {
            values = values.withStatus(value)
        }

    override var other: Int
        get() = values.other()
        set(value) {
            values = values.withOther(value)
        }

    override var statuses: Set<Int>
        get() = values.statuses()
        set(value) {
            values = values.withStatuses(value)
        }

    override fun backoff(first: Duration, longest: Duration) {
        values = values.withBackoff(Backoff(first.toJavaDuration(), longest.toJavaDuration()))
    }

    override var maxRetryAfter: Duration
        get() = values.maxRetryAfter().toKotlinDuration()
        set(value) {
            values = values.withMaxRetryAfter(value.toJavaDuration())
        }

    override var budget: Int
        get() = values.budget()
        set(value) {
            values = values.withBudget(value)
        }
}
