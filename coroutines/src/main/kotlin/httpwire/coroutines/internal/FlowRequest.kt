package httpwire.coroutines.internal

import httpwire.RequestBody
import httpwire.coroutines.SuspendRequestScope
import httpwire.dsl.RequestScope
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.runBlocking
import okio.BufferedSink
import okio.ByteString
import kotlin.coroutines.ContinuationInterceptor
import kotlin.coroutines.CoroutineContext

/** A request whose body may be a flow, collected in [context]. */
internal class FlowRequest(
    private val request: RequestScope,
    private val context: CoroutineContext,
) : SuspendRequestScope,
    RequestScope by request {
    override fun body(pieces: Flow<ByteString>): Unit = body(FlowBody(pieces, context))
}

/** Blocks the sending thread while the flow has nothing; a cancelled [context] ends that. */
private class FlowBody(
    private val pieces: Flow<ByteString>,
    private val context: CoroutineContext,
) : RequestBody {
    override fun length(): Long = -1

    override fun writeTo(sink: BufferedSink) {
        runBlocking(context.minusKey(ContinuationInterceptor)) {
            pieces.collect { piece ->
                sink.write(piece)
                sink.flush()
            }
        }
    }
}
