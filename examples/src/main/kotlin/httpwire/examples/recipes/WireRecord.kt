package httpwire.examples.recipes

import httpwire.Origin
import httpwire.trace.ByteListener
import httpwire.trace.Moment
import httpwire.trace.TlsSummary
import okio.Buffer
import okio.ByteString
import java.time.Instant

// region warc-wire
/** Keeps, in memory, the bodies of the latest exchange of one connection as they went over the wire, and its way. */
internal class WireRecord : ByteListener {
    private val request = Buffer()
    private val response = Buffer()
    private val payload = Buffer()
    var address: String? = null
        private set
    var tls: TlsSummary? = null
        private set
    var began: Instant = Instant.EPOCH
        private set

    /** With its chunk framing. */
    val requestBody: ByteString get() = request.snapshot()

    /** With its chunk framing and trailer section. */
    val responseBody: ByteString get() = response.snapshot()

    /** The response's body without them. */
    val responsePayload: ByteString get() = payload.snapshot()

    override fun connecting(moment: Moment, peer: Origin) {
        address = null
        tls = null
    }

    override fun connected(moment: Moment, peer: Origin, address: String) {
        this.address = address
    }

    override fun tlsEstablished(moment: Moment, origin: Origin, session: TlsSummary) {
        tls = session
    }

    override fun headBytesSent(moment: Moment, head: ByteString) {
        listOf(request, response, payload).forEach(Buffer::clear)
        began = Instant.now()
    }

    override fun bodyBytesSent(moment: Moment, piece: ByteString) {
        request.write(piece)
    }

    override fun bodyBytesReceived(moment: Moment, piece: ByteString) {
        response.write(piece)
        payload.write(piece)
    }

    override fun bodyFramingReceived(moment: Moment, framing: ByteString) {
        response.write(framing)
    }
}
// endregion
