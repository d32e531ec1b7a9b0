package httpwire.coroutines.internal

import httpwire.RequestBody
import httpwire.body.progress.ProgressBody
import httpwire.body.progress.ProgressListener
import httpwire.body.progress.ProgressMeter
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
internal fun RequestBody.written(): WrittenBody? = when (this) {
    is TrailedBody -> body.written()
    is ProgressBody -> body.written()?.toldTo(listener)
    else -> this as? WrittenBody
}

/**
 * Stands in for a body that suspends; [WrittenRequest] sends it piece by piece. Only where a call blocks as a
 * whole, because of interceptors, it is written in the thread of that call.
 */
internal class WrittenBody(
    private val byteCount: Long,
    val write: suspend BodyWriterScope.() -> Unit,
) : RequestBody {
    override fun length(): Long = byteCount

    /** This body, each of whose pieces [listener] may hear of when it has been handed over. */
    fun toldTo(listener: ProgressListener): WrittenBody = WrittenBody(byteCount) {
        val meter = ProgressMeter(byteCount, listener)
        meter.begin()
        write(MeteredWriter(this, meter))
        meter.end()
    }

    override fun writeTo(sink: BufferedSink): Unit = runBlocking { SinkWriter(sink).write() }

    private class MeteredWriter(private val writer: BodyWriterScope, private val meter: ProgressMeter) :
        BodyWriterScope {
        override suspend fun send(text: String): Unit = send(text.encodeUtf8())

        override suspend fun send(bytes: ByteString) {
            writer.send(bytes)
            // Several coroutines may send.
            synchronized(meter) { meter.add(bytes.size.toLong()) }
        }
    }

    private class SinkWriter(private val sink: BufferedSink) : BodyWriterScope {
        override suspend fun send(text: String) = send(text.encodeUtf8())

        override suspend fun send(bytes: ByteString) {
            sink.write(bytes)
            sink.flush()
        }
    }
}
