package httpwire.examples.command

import httpwire.CloseReason
import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Origin
import httpwire.client.ClientListener
import httpwire.connection.HttpResponse
import httpwire.examples.hidden
import httpwire.examples.visible
import httpwire.trace.Moment
import httpwire.trace.TlsSummary
import okio.ByteString.Companion.encode
import java.io.IOException
import java.io.PrintStream

/**
 * Prints a line for each step: the milliseconds since the first, those since the one before, and what. After a response, or
 * a failure, prints what is known of the exchange as a whole.
 */
internal class Timing(private val lines: PrintStream) : ClientListener {
    private var firstNanos = 0L
    private var lastNanos = 0L

    private fun step(moment: Moment, what: String) {
        if (firstNanos == 0L) {
            firstNanos = moment.nanos()
            lastNanos = firstNanos
        }
        val since = { from: Long -> "%.1f".format(null, (moment.nanos() - from) / 1e6).padStart(9) }
        lines.println("${since(firstNanos)} ms ${since(lastNanos)} ms  $what")
        lastNanos = moment.nanos()
    }

    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) {
        if (isOpen) step(moment, "begin, the connection to ${origin.authority()} is open already")
    }

    override fun connecting(moment: Moment, peer: Origin) = step(moment, "begin, to ${peer.authority()}")

    override fun resolved(moment: Moment, host: String, addresses: List<String>) =
        step(moment, "looked up $host: ${addresses.joinToString()}")

    override fun tcpFailed(moment: Moment, address: String, failure: IOException) =
        step(moment, "not connected to $address")

    override fun tcpConnected(moment: Moment, address: String) = step(moment, "connected to $address")

    override fun hopAccepted(moment: Moment, proxy: Origin, next: Origin) =
        step(moment, "${proxy.authority()} leads to ${next.authority()}")

    override fun tlsEstablished(moment: Moment, origin: Origin, session: TlsSummary) {
        val resumed = if (session.isResumed) ", resumed" else ""
        step(moment, "TLS with ${origin.host()}: ${session.protocol}, ${session.cipherSuite}$resumed")
    }

    override fun headSent(moment: Moment, method: String, target: String) = step(moment, "sent the head")

    override fun continueAnswered(moment: Moment, answer: ContinueAnswer) =
        step(moment, "waited for 100 Continue: $answer")

    override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) =
        step(moment, "got an interim head: $status")

    override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) =
        step(moment, "got the head: $status")

    override fun bodyEnded(moment: Moment, isComplete: Boolean) =
        step(moment, if (isComplete) "got the body" else "the body broke off")

    override fun closed(moment: Moment, reasons: Set<CloseReason>) =
        step(moment, "closed: ${reasons.joinToString("; ")}")

    override fun answeredFromCache(moment: Moment, url: HttpUrl) = step(moment, "answered from the cache")

    /** A response that was read to its end: its bytes, the time of each phase, and what became of its connection. */
    fun summarize(response: HttpResponse) = response.summary().trimEnd().lines().forEach(::print)

    fun summarize(failure: HttpException) {
        failure.circumstances?.let { print("failed $it") }
    }

    private fun print(line: String) = lines.println(line.hidden().encode(Charsets.ISO_8859_1).visible())
}
