package httpwire.coroutines.internal

import httpwire.HttpException
import httpwire.Request
import httpwire.coroutines.SuspendHttpResponse
import httpwire.sse.EventSession
import httpwire.sse.ServerSentEvent
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.FlowCollector
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow
import okio.Buffer
import java.time.Duration
import kotlin.time.toKotlinDuration

/** Sends a request, and gives the response to a block that reads it to its end or closes it. */
internal typealias Exchange = suspend (request: Request, read: suspend (SuspendHttpResponse) -> Unit) -> Unit

/**
 * A stream of events over one connection after the other: the suspending loop over the rule of [EventSession].
 *
 * @param begin makes the session of one collector
 */
internal fun eventStream(begin: () -> EventSession, exchange: Exchange): Flow<ServerSentEvent> = flow {
    val session = begin()
    while (true) {
        val connection = EventConnection(session, exchange)
        emitAll(connection.events())
        val pause = connection.pause() ?: break
        delay(pause.toKotlinDuration())
    }
}

/** One connection of the stream. */
private class EventConnection(private val session: EventSession, private val exchange: Exchange) {
    private var isLast = false
    private var failure: HttpException? = null

    /** The events of this connection; the flow ends when the connection has ended or is lost. */
    fun events(): Flow<ServerSentEvent> = flow { exchange(session.request()) { readAll(it) } }.catch {
        failure = it as? HttpException ?: throw it
    }

    /** How long to wait before the next one; null if there is none. */
    fun pause(): Duration? {
        failure?.let { return session.failed(it) }
        return if (isLast) null else session.ended()
    }

    private suspend fun FlowCollector<ServerSentEvent>.readAll(response: SuspendHttpResponse) {
        try {
            val ahead = Buffer()
            val reader = session.begin(response.orThrow().response, ahead)
            isLast = reader == null
            if (reader == null) return
            response.bodyAsFlow().collect { piece ->
                session.received()
                ahead.write(piece)
                while (true) emit(reader.readEvent() ?: break)
            }
        } finally {
            response.close()
        }
    }
}
