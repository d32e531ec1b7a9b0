package httpwire.examples.recipes

import httpwire.Origin
import httpwire.transport.Dialer
import httpwire.transport.Transport
import okio.Buffer
import okio.ByteString
import okio.ForwardingSink
import okio.ForwardingSource
import okio.Sink
import okio.Socket
import okio.Source

/**
 * How do I see the very bytes? A dialer makes the bottom of a connection, and may put anything between it and the
 * network. Below TLS, these bytes are the encrypted ones.
 */
internal class WireTap(private val network: Dialer) : Dialer {
    private val outgoing = Buffer()
    private val incoming = Buffer()

    val sent: ByteString get() = outgoing.snapshot()
    val received: ByteString get() = incoming.snapshot()

    override fun dial(peer: Origin): Transport = Transport.of(Tapped(network.dial(peer)))

    private inner class Tapped(private val below: Transport) : Socket {
        override val sink: Sink = object : ForwardingSink(below.sink) {
            override fun write(source: Buffer, byteCount: Long) {
                source.copyTo(outgoing, 0, byteCount)
                super.write(source, byteCount)
            }
        }
        override val source: Source = object : ForwardingSource(below.source) {
            override fun read(sink: Buffer, byteCount: Long): Long {
                val read = super.read(sink, byteCount)
                if (read > 0) sink.copyTo(incoming, sink.size - read, read)
                return read
            }
        }

        override fun cancel() = below.cancel()
    }
}
