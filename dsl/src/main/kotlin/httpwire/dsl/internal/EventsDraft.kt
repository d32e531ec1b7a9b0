package httpwire.dsl.internal

import httpwire.Request
import httpwire.dsl.EventsScope
import httpwire.sse.EventOptions
import httpwire.sse.Reconnection
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** Changes options one by one; [EventOptions] and [Reconnection] refuse invalid ones. */
internal class EventsDraft : EventsScope {
    private var options = EventOptions.DEFAULT

    // Compared with each other at the end only, because a block sets one after the other.
    private var delays = options.reconnection().let { it.delay() to it.maxDelay() }

    /** @throws IllegalArgumentException if `delay` is longer than `maxDelay`, or not positive */
    val values: EventOptions
        get() = options.withReconnection(delays.let { (delay, most) -> options.reconnection().withDelays(delay, most) })

    private fun reconnect(change: Reconnection.() -> Reconnection) {
        options = options.withReconnection(options.reconnection().change())
    }

    override var delay: Duration
        get() = delays.first.toKotlinDuration()
        set(value) {
            delays = delays.copy(first = value.toBound())
        }

    override var maxDelay: Duration
        get() = delays.second.toKotlinDuration()
        set(value) {
            delays = delays.copy(second = value.toBound())
        }

    override var maxFailures: Int?
        get() = options.reconnection().maxFailures().takeIf { it < Reconnection.FOREVER }
        set(value) = reconnect { withMaxFailures(value ?: Reconnection.FOREVER) }

    override var lastEventId: String
        get() = options.lastEventId()
        set(value) {
            options = options.withLastEventId(value)
        }

    override var maxEventBytes: Long
        get() = options.maxEventBytes()
        set(value) {
            options = options.withMaxEventBytes(value)
        }

    override var atEnd: EventOptions.StreamEnd?
        get() = options.atEnd()
        set(value) {
            options = options.withAtEnd(value)
        }

    override fun reconnectAfter(vararg statuses: Int): Unit = reconnect { withStatuses(*statuses.toTypedArray()) }

    override fun resumeWith(request: Request) {
        options = options.resumeWith(request)
    }
}
