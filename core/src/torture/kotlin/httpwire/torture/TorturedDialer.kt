package httpwire.torture

import httpwire.Origin
import httpwire.transport.ConnectAttempt
import httpwire.transport.Dialer
import httpwire.transport.Transport
import okio.Buffer
import okio.ForwardingSink
import okio.ForwardingSource
import okio.Sink
import okio.Source
import okio.asOkioSocket
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.SocketException

private val HERE = InetAddress.getByAddress(byteArrayOf(127, 0, 0, 1))

/** What a connection is made of. */
internal enum class Fabric {
    /** A socket of Okio's, as a caller's own dialer may give it. */
    SOCKET,

    /** A channel, as the dialer of httpwire opens it. */
    CHANNEL,
}

/** Dials this machine, over sockets that suffer. */
internal class TorturedDialer(private val plan: Plan, private val fabric: Fabric) : Dialer {
    override fun dial(peer: Origin): Transport = error("without an attempt")

    override fun dial(peer: Origin, attempt: ConnectAttempt): Transport {
        plan.strikes {}
        return when (fabric) {
            Fabric.SOCKET -> Transport.of(TorturedSocket(java.net.Socket(HERE, peer.port).asOkioSocket(), plan))
            Fabric.CHANNEL -> TorturedChannel.connect(InetSocketAddress(HERE, peer.port), plan)
        }
    }
}

private class TorturedSocket(private val socket: okio.Socket, private val plan: Plan) : okio.Socket {
    override val source: Source = TorturedSource(socket, plan)
    override val sink: Sink = TorturedSink(socket, plan)

    override fun cancel() = socket.cancel()
}

private class TorturedSource(private val socket: okio.Socket, private val plan: Plan) : ForwardingSource(
    socket.source,
) {
    override fun read(sink: Buffer, byteCount: Long): Long {
        val isStruck = plan.strikes(socket::cancel)
        if (isStruck && plan.harm == Harm.ENDS) return -1
        return super.read(sink, if (isStruck && plan.harm == Harm.IS_SHORT) 1 else byteCount)
    }

    /** A socket that fails to close is closed all the same. */
    override fun close() = super.close().also { plan.strikes(socket::cancel) }
}

private class TorturedSink(private val socket: okio.Socket, private val plan: Plan) : ForwardingSink(socket.sink) {
    override fun write(source: Buffer, byteCount: Long) {
        if (plan.strikes(socket::cancel) && plan.harm == Harm.ENDS) throw SocketException("Broken pipe")
        super.write(source, byteCount)
    }

    override fun flush() {
        plan.strikes(socket::cancel)
        super.flush()
    }

    override fun close() = super.close().also { plan.strikes(socket::cancel) }
}
