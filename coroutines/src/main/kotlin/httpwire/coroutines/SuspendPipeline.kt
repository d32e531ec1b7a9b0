package httpwire.coroutines

import httpwire.Limits
import httpwire.Request
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.connection.Pipeline
import httpwire.coroutines.internal.Bridge

/**
 * Requests that are sent one after the other before they are answered, like [Pipeline], whose functions suspend here.
 * Each response is read to its end, or closed, before the next one. One coroutine at a time.
 */
public class SuspendPipeline internal constructor(
    private val pipeline: Pipeline,
    private val connection: HttpConnection,
    private val bridge: Bridge,
    private val limits: Limits,
) {
    /**
     * Adds a request after the others; nothing is sent.
     *
     * @return this
     * @throws IllegalArgumentException if it cannot be a part of a pipeline, as [Pipeline.add] says
     * @sample httpwire.examples.samples.coroutines.pipeline
     */
    public fun add(request: Request): SuspendPipeline = apply { pipeline.add(request) }

    /**
     * Like `add(request)`, also for a request that is not idempotent.
     *
     * @sample httpwire.examples.samples.coroutines.pipeline
     */
    public fun addAnyway(request: Request): SuspendPipeline = apply { pipeline.addAnyway(request) }

    /**
     * Sends as many of the requests as may be unanswered, in as few writes as they fit in.
     *
     * @sample httpwire.examples.samples.coroutines.pipeline
     */
    public suspend fun flush(): Unit = call { pipeline.flush() }

    /**
     * Reads the head of the next response, after sending what there is room for.
     *
     * @throws NoSuchElementException if every request has been answered
     * @sample httpwire.examples.samples.coroutines.pipeline
     */
    public suspend fun readResponse(): SuspendHttpResponse {
        var late: HttpResponse? = null
        val response = call({ late?.close() }) { pipeline.readResponse().also { late = it } }
        return SuspendHttpResponse(response, bridge, limits.maxBufferedBodyBytes())
    }

    /** What has become of each request, in order. */
    public fun fates(): List<Pipeline.Fate> = pipeline.fates()

    private suspend fun <T> call(end: () -> Unit = {}, work: () -> T): T {
        val close = { connection.use { end() } }
        return bridge.turn.exchange { bridge.call(connection::cancel, close) { work() } }
    }
}
