package httpwire.coroutines.internal

import httpwire.HttpException
import httpwire.HttpStatus
import httpwire.coroutines.Reconnection
import httpwire.coroutines.SuspendHttpResponse
import httpwire.coroutines.SuspendHttpScope
import httpwire.coroutines.runOver
import httpwire.coroutines.suspendingSession
import httpwire.dsl.HeadersScope
import httpwire.dsl.HttpwireInternal
import httpwire.sse.ServerSentEvent
import httpwire.sse.ServerSentEventReader
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.catch
import kotlinx.coroutines.flow.emitAll
import kotlinx.coroutines.flow.flow
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import kotlin.time.Duration
import kotlin.time.toKotlinDuration

/** A stream of events over one connection after the other. */
internal class EventStream(
    private val reconnection: Reconnection,
    private val maxEventBytes: Long,
    private val dispatcher: CoroutineDispatcher,
    private val ask: suspend SuspendHttpScope.() -> SuspendHttpResponse,
) {
    fun events(firstId: String): Flow<ServerSentEvent> = flow {
        var lastEventId = firstId
        var asked: Duration? = null
        var failureCount = 0
        while (true) {
            val connection = Connection(lastEventId)
            emitAll(connection.events())
            if (connection.isLast) break
            failureCount = if (connection.hasBroughtSomething) 0 else failureCount + 1
            if (failureCount > (reconnection.maxFailures ?: Int.MAX_VALUE)) throw connection.failure
            lastEventId = connection.reader.lastEventId
            asked = connection.reader.retry?.toKotlinDuration() ?: asked
            delay(reconnection.wait(failureCount, asked))
        }
    }

    /** One connection of the stream. */
    private inner class Connection(private val lastEventId: String) {
        private val ahead = Buffer()
        val reader = ServerSentEventReader(ahead, maxEventBytes, lastEventId)
        var isLast = false
        var hasBroughtSomething = false

        /** Why it ended; [HttpException.IncompleteRead] if the body simply came to its end. */
        var failure: HttpException = HttpException.IncompleteRead(ByteString.EMPTY, -1)

        /** The events of this connection; the flow ends when the connection is lost. */
        fun events(): Flow<ServerSentEvent> = received().catch {
            if (it !is HttpException || !it.isPassing()) throw it
            failure = it
        }

        @OptIn(HttpwireInternal::class)
        private fun received(): Flow<ServerSentEvent> = flow {
            runOver(suspendingSession("", isSecure = false), dispatcher, { fields() }) {
                val response = ask()
                isLast = response.status == HttpStatus.NO_CONTENT.code
                if (!isLast) emitAll(events(response, reader, ahead) { hasBroughtSomething = true })
            }
        }

        private fun HeadersScope.fields() {
            header("Accept", ServerSentEventReader.MEDIA_TYPE)
            header("Cache-Control", "no-store")
            if (lastEventId.isNotEmpty()) header("Last-Event-ID", lastEventId.asFieldValue())
        }
    }
}

/** Whether another connection may succeed. It won't if the response was malformed or refused. */
private fun HttpException.isPassing() = fault == HttpException.Fault.NETWORK ||
    this is HttpException.RemoteDisconnected ||
    this is HttpException.IncompleteRead

/** The standard sends the ID in UTF-8. Header values are ISO-8859-1, so each byte becomes a character. */
private fun String.asFieldValue() = encodeUtf8().string(Charsets.ISO_8859_1)
