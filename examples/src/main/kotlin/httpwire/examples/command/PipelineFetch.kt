package httpwire.examples.command

import httpwire.HttpException
import httpwire.connection.HttpConnection
import httpwire.connection.Pipeline
import httpwire.connection.Pipeline.Fate
import httpwire.examples.hidden
import java.io.IOException
import java.io.PrintStream

/** Carries out an order of several URLs of one origin: all are asked for before the first is answered, RFC 9112 §9.3.2. */
internal class PipelineFetch(
    private val order: Order,
    private val output: Output,
    private val watchers: Watchers,
    private val err: PrintStream,
) {
    /**
     * [failed] is told of a failure of the exchanges; after that, and if a file or pipe fails, a line is printed for each URL.
     */
    fun run(failed: (HttpException) -> Unit) = connection(order, watchers).use { connection ->
        val pipeline = send(connection)
        try {
            order.urls.indices.forEach { write(pipeline, it) }
        } catch (e: HttpException) {
            failed(e)
            tellFates(pipeline)
        } catch (e: IOException) {
            tellFates(pipeline)
            throw e
        }
    }

    private fun tellFates(pipeline: Pipeline) = pipeline.fates().forEachIndexed { i, fate ->
        err.println("httpwire: ${order.urls[i].redacted().hidden()}: ${words(fate)}")
    }

    private fun send(connection: HttpConnection): Pipeline =
        connection.pipeline(order.urls.dropLast(1).map(order::request) + order.lastRequest(order.urls.last()))

    private fun write(pipeline: Pipeline, i: Int) = pipeline.readResponse().use {
        output.write(it, order.outputs.getOrNull(i))
        watchers.answered(it)
    }

    private fun words(fate: Fate) = when (fate) {
        Fate.ANSWERED -> "answered"
        Fate.MAYBE_PROCESSED -> "maybe processed"
        Fate.NOT_SENT -> "not sent"
    }
}
