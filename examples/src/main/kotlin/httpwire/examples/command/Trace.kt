package httpwire.examples.command

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Origin
import httpwire.connection.ConnectionListener
import httpwire.examples.visible
import httpwire.examples.wireLines
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encode
import java.io.PrintStream

/**
 * Prints each moment of a connection: `*` what happens, `>` what goes out, `<` what comes in. Heads are shown byte by
 * byte, except for the secrets in them ([shownField], [shownUrl]); bodies are counted.
 */
internal class Trace(private val lines: PrintStream) : ConnectionListener {
    private val sent = BodyCount('>')
    private val received = BodyCount('<')

    override fun connecting(peer: Origin) = note("connecting to ${peer.authority()}")

    override fun connected(peer: Origin, address: String) = note("connected, $address")

    override fun headSent(head: ByteString) {
        val lines = head.wireLines()
        show('>', shownUrl(lines.first().string(Charsets.ISO_8859_1)))
        lines.drop(1).forEach { show('>', shownField(it.string(Charsets.ISO_8859_1))) }
    }

    override fun bodySent(piece: ByteString) = sent.add(piece)

    override fun tunnelAnswered(statusLine: ByteString, status: Int, headers: Headers) {
        showHead(statusLine, headers)
        note(if (status in 200..299) "the tunnel is open" else "the tunnel was refused")
    }

    override fun interimReceived(statusLine: ByteString, status: Int, headers: Headers) {
        sent.show()
        showHead(statusLine, headers)
        note("interim answer, the final one follows")
    }

    override fun headReceived(statusLine: ByteString, status: Int, headers: Headers) {
        sent.show()
        showHead(statusLine, headers)
    }

    override fun bodyReceived(piece: ByteString) = received.add(piece)

    override fun bodyEnded(isComplete: Boolean) {
        received.show()
        note(if (isComplete) "the response is complete" else "the response broke off")
    }

    override fun closed(reasons: Set<CloseReason>) {
        sent.show()
        note("closed: ${reasons.joinToString("; ")}")
    }

    private fun note(text: String) = lines.println("* $text")

    /** @param line in ISO-8859-1: a character for each byte */
    private fun show(direction: Char, line: String) =
        lines.println("$direction ${line.encode(Charsets.ISO_8859_1).visible()}")

    private fun showHead(statusLine: ByteString, headers: Headers) {
        show('<', statusLine.string(Charsets.ISO_8859_1))
        val fields = Buffer().also(headers::writeTo).readByteString()
        fields.wireLines().forEach { show('<', shownField(it.string(Charsets.ISO_8859_1))) }
        show('<', "\r\n")
    }

    /** A body of many pieces is one line, printed when the next thing happens. */
    private inner class BodyCount(private val direction: Char) {
        private var byteCount = 0L
        private var pieceCount = 0

        fun add(piece: ByteString) {
            byteCount += piece.size
            pieceCount++
        }

        fun show() {
            if (pieceCount > 0) lines.println("$direction [$byteCount bytes of body, pieces: $pieceCount]")
            byteCount = 0
            pieceCount = 0
        }
    }
}
