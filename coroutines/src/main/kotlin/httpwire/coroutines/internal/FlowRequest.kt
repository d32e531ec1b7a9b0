package httpwire.coroutines.internal

import httpwire.RequestBody
import httpwire.coroutines.BodyWriterScope
import httpwire.coroutines.SuspendRequestScope
import httpwire.dsl.RequestScope
import kotlinx.coroutines.ensureActive
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.runBlocking
import okio.BufferedSink
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.CoroutineContext

/** A request whose body may be a flow or a writer, which runs in [context]. */
internal class FlowRequest(
    private val request: RequestScope,
    private val context: CoroutineContext,
) : SuspendRequestScope,
    RequestScope by request {
    override fun body(pieces: Flow<ByteString>): Unit = body { pieces.collect { send(it) } }

    override fun body(byteCount: Long?, write: suspend BodyWriterScope.() -> Unit) {
        require(byteCount == null || byteCount >= 0) { "byteCount < 0: $byteCount" }
        body(WrittenBody(byteCount ?: -1, context, write))
    }
}

/** Blocks the sending thread while the writer has nothing; a cancelled [context] ends that. */
private class WrittenBody(
    private val byteCount: Long,
    private val context: CoroutineContext,
    private val write: suspend BodyWriterScope.() -> Unit,
) : RequestBody {
    override fun length(): Long = byteCount

    override fun writeTo(sink: BufferedSink) {
        runBlocking(context.minusKey(ContinuationInterceptor)) { Writer(sink, coroutineContext).write() }
    }
}

private class Writer(
    private val sink: BufferedSink,
    private val context: CoroutineContext,
) : BodyWriterScope {
    override suspend fun send(text: String): Unit = send(text.encodeUtf8())

    override suspend fun send(bytes: ByteString) {
        context.ensureActive()
        sink.write(bytes)
        sink.flush()
    }
}
