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
import httpwire.examples.wireLines
import httpwire.trace.ByteListener
import httpwire.trace.Moment
import okio.ByteString
import okio.ByteString.Companion.encode
import java.io.IOException
import java.io.PrintStream
import java.time.Duration

/**
 * Prints each moment of a connection and of a client: `*` what happens, `>` what goes out, `<` what comes in. Heads are shown byte by
 * byte, except for the secrets in them ([ByteListener.redacted]); bodies are counted.
 */
internal class Verbose(private val lines: PrintStream) :
    ClientListener,
    ByteListener {
    private val sent = BodyCount('>')
    private val received = BodyCount('<')

    override fun leased(moment: Moment, origin: Origin, isOpen: Boolean) {
        if (isOpen) note("the connection to ${origin.authority()} is open already")
    }

    override fun connecting(moment: Moment, peer: Origin) = note("connecting to ${peer.authority()}")

    override fun resolved(moment: Moment, host: String, addresses: List<String>) =
        note("$host is at ${addresses.joinToString()}")

    override fun tcpFailed(moment: Moment, address: String, failure: IOException) =
        note("not connected, ${failure.message.orEmpty().encode(Charsets.ISO_8859_1).visible()}")

    override fun tlsEstablished(moment: Moment, origin: Origin, protocol: String, cipherSuite: String) =
        note("the server is ${origin.host()}, $protocol, $cipherSuite")

    override fun connected(moment: Moment, peer: Origin, address: String) = note("connected, $address")

    override fun headBytesSent(moment: Moment, head: ByteString) = showHead('>', moment, head)

    override fun bodySent(moment: Moment, byteCount: Long) = sent.add(byteCount)

    override fun headBytesReceived(moment: Moment, head: ByteString) {
        sent.show()
        showHead('<', moment, head)
    }

    override fun tunnelAnswered(moment: Moment, status: Int, reason: String, headers: Headers) =
        note(if (status in 200..299) "the tunnel is open" else "the tunnel was refused")

    override fun continueAnswered(moment: Moment, answer: ContinueAnswer) = note("waited for 100 Continue: $answer")

    override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) =
        note("interim answer, the final one follows")

    override fun bodyReceived(moment: Moment, byteCount: Long) = received.add(byteCount)

    override fun bodyEnded(moment: Moment, isComplete: Boolean) {
        received.show()
        note(if (isComplete) "the response is complete" else "the response broke off")
    }

    override fun closed(moment: Moment, reasons: Set<CloseReason>) {
        sent.show()
        note("closed: ${reasons.joinToString("; ")}")
    }

    override fun redirected(moment: Moment, status: Int, from: HttpUrl, to: HttpUrl) =
        note("following the redirect to ${to.redacted().hidden()}")

    override fun challenged(moment: Moment, status: Int, url: HttpUrl) =
        note("answering the challenge of ${url.redacted().hidden()}")

    override fun resent(moment: Moment, failure: HttpException) =
        note("the connection was closed before there was an answer: sending the request again on a new one")

    override fun retried(moment: Moment, delay: Duration, failure: HttpException?) {
        val reason = if (failure == null) "as the answer allows" else "after ${failure.javaClass.simpleName}"
        note("sending the request again $reason, ${if (delay.isZero) "at once" else "in ${delay.toMillis()} ms"}")
    }

    /** A response that was read to its end: what the cache had to do with it, if there is one. */
    fun answered(response: HttpResponse) {
        response.cacheOutcome?.let { note("cache: $it") }
    }

    private fun note(text: String) = lines.println("* $text")

    private fun showHead(direction: Char, moment: Moment, head: ByteString) =
        ByteListener.redacted(moment, head).wireLines().forEach { lines.println("$direction ${it.visible()}") }

    /** A body of many pieces is one line, printed when the next thing happens. */
    private inner class BodyCount(private val direction: Char) {
        private var byteCount = 0L
        private var pieceCount = 0

        fun add(byteCount: Long) {
            this.byteCount += byteCount
            pieceCount++
        }

        fun show() {
            if (pieceCount > 0) lines.println("$direction [$byteCount bytes of body, pieces: $pieceCount]")
            byteCount = 0
            pieceCount = 0
        }
    }
}
