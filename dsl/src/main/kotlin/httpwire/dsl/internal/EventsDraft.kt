package httpwire.dsl.internal

import httpwire.Request
import httpwire.dsl.EventsScope
import httpwire.sse.EventOptions
import httpwire.sse.Reconnection
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** Changes options one by one; [EventOptions] and [Reconnection] refuse invalid ones. */
internal class EventsDraft : EventsScope {
    var values: EventOptions = EventOptions.DEFAULT
        private set

    private fun reconnect(change: Reconnection.() -> Reconnection) {
        values = values.withReconnection(values.reconnection().change())
    }

    override var delay: Duration
        get() = values.reconnection().delay().toKotlinDuration()
        set(value) = reconnect { withDelay(value.toBound()) }

    override var maxDelay: Duration
        get() = values.reconnection().maxDelay().toKotlinDuration()
        set(value) = reconnect { withMaxDelay(value.toBound()) }

    override var maxFailures: Int?
        get() = values.reconnection().maxFailures().takeIf { it < Reconnection.FOREVER }
        set(value) = reconnect { withMaxFailures(value ?: Reconnection.FOREVER) }

    override var lastEventId: String
        get() = values.lastEventId()
        set(value) {
            values = values.withLastEventId(value)
        }

    override var maxEventBytes: Long
        get() = values.maxEventBytes()
        set(value) {
            values = values.withMaxEventBytes(value)
        }

    override var atEnd: EventOptions.StreamEnd?
        get() = values.atEnd()
        set(value) {
            values = values.withAtEnd(value)
        }

    override fun reconnectAfter(vararg statuses: Int): Unit = reconnect { withStatuses(*statuses.toTypedArray()) }

    override fun resumeWith(request: Request) {
        values = values.resumeWith(request)
    }
}
