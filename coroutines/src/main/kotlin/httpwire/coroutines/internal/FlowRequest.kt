package httpwire.coroutines.internal

import httpwire.RequestBody
import httpwire.coroutines.BodyWriterScope
import httpwire.coroutines.SuspendRequestScope
import httpwire.dsl.HttpwireInternal
import httpwire.dsl.RequestScope
import httpwire.dsl.internal.TrailedBody
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.runBlocking
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8

/** A request whose body may be a flow or a writer. */
internal class FlowRequest(
    private val request: RequestScope,
) : SuspendRequestScope,
    RequestScope by request {
    override fun body(pieces: Flow<ByteString>): Unit = body { pieces.collect { send(it) } }

    override fun body(byteCount: Long?, write: suspend BodyWriterScope.() -> Unit) {
        require(byteCount == null || byteCount >= 0) { "byteCount < 0: $byteCount" }
        body(WrittenBody(byteCount ?: -1, write))
    }
}

/** The body that its coroutine writes, which fields may follow; null for any other. */
@OptIn(HttpwireInternal::class)
internal fun RequestBody.written(): WrittenBody? = (if (this is TrailedBody) body else this) as? WrittenBody

/**
 * Stands in for a body that suspends; [WrittenRequest] sends it piece by piece. Only where a call blocks as a
 * whole, because of interceptors, it is written in the thread of that call.
 */
internal class WrittenBody(
    private val byteCount: Long,
    val write: suspend BodyWriterScope.() -> Unit,
) : RequestBody {
    override fun length(): Long = byteCount

    override fun writeTo(sink: BufferedSink): Unit = runBlocking { SinkWriter(sink).write() }

    private class SinkWriter(private val sink: BufferedSink) : BodyWriterScope {
        override suspend fun send(text: String) = send(text.encodeUtf8())

        override suspend fun send(bytes: ByteString) {
            sink.write(bytes)
            sink.flush()
        }
    }
}
