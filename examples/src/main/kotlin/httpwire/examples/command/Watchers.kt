package httpwire.examples.command

import httpwire.HttpException
import httpwire.Request
import httpwire.client.ClientListener
import httpwire.connection.HttpResponse
import httpwire.trace.ConnectionListener
import httpwire.trace.HarLog
import httpwire.trace.HarRecorder
import httpwire.trace.ListenerChain
import httpwire.trace.Moment
import httpwire.trace.TraceWriter
import okio.BufferedSink
import okio.buffer
import okio.sink
import java.io.Closeable
import java.io.PrintStream
import java.nio.file.Path

/** Those who watch the exchanges of an order. Closing them writes and closes their files. */
internal class Watchers(private val watches: Watches, private val err: PrintStream) : Closeable {
    private val traceFiles = mutableListOf<BufferedSink>()
    private val verbose = Verbose(err).takeIf { watches.isVerbose }
    private val timing = Timing(err).takeIf { watches.isTimed }
    private val log = HarLog.builder().maxEntries(Int.MAX_VALUE).build()
    private val listeners: List<ConnectionListener> =
        listOfNotNull(verbose, timing) + watches.traces.map(::traceWriter)

    /** Whether the times of the phases are to be kept. */
    val isTimed: Boolean get() = watches.isTimed

    /**
     * For the only connection of an order.
     *
     * @param first its first request, with an absolute URL
     * @return null if nobody watches
     */
    fun ofConnection(first: Request): ConnectionListener? {
        val recorder = log.forConnection().takeIf { watches.har != null }
        // Else an exchange that does not come to its request would have no URL.
        recorder?.exchangeStarted(Moment.now(1), first)
        val all = listeners + listOfNotNull(recorder)
        return if (all.isEmpty()) null else ListenerChain.of(all)
    }

    fun ofClient(): ClientListener {
        val recorder = log.forClient().takeIf { watches.har != null } ?: return ClientListener.of(listeners)
        return ClientListener.of(listeners + Starts(recorder) + recorder)
    }

    /** The body was read to its end. */
    fun answered(response: HttpResponse) {
        verbose?.answered(response)
        timing?.summarize(response)
    }

    fun failed(failure: HttpException) {
        timing?.summarize(failure)
    }

    override fun close() {
        try {
            watches.har?.let(::writeLog)
        } finally {
            traceFiles.forEach(BufferedSink::close)
        }
    }

    private fun writeLog(file: Path) = file.sink().buffer().use(log::writeTo)

    private fun traceWriter(output: TraceOutput): TraceWriter {
        val file = output.file?.sink()?.buffer()?.also(traceFiles::add)
        return when {
            file == null -> if (output.isHex) TraceWriter.hex(err) else TraceWriter.ascii(err)
            else -> if (output.isHex) TraceWriter.hex(file) else TraceWriter.ascii(file)
        }
    }

    /** Tells the recorder of a moment that only a client has. */
    private class Starts(private val recorder: HarRecorder) : ClientListener {
        override fun exchangeStarted(moment: Moment, request: Request) = recorder.exchangeStarted(moment, request)
    }
}
