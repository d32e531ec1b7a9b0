package httpwire.torture

import httpwire.transport.Transport
import httpwire.transport.transportOver
import java.io.FilterInputStream
import java.io.InputStream
import java.net.Socket
import java.net.SocketAddress
import java.net.SocketException
import java.net.SocketOption
import java.nio.ByteBuffer
import java.nio.channels.SocketChannel

/** A channel whose calls suffer. Selectors do not take it. */
internal class TorturedChannel private constructor(private val inner: SocketChannel, private val plan: Plan) :
    SocketChannel(inner.provider()) {
    private val isStruck get() = plan.strikes(inner::close)

    override fun read(sink: ByteBuffer): Int {
        if (!isStruck) return inner.read(sink)
        return when (plan.harm) {
            Harm.ENDS -> -1
            Harm.IS_SHORT -> sink.ofOneByte(inner::read)
            else -> inner.read(sink)
        }
    }

    override fun read(sinks: Array<ByteBuffer>, offset: Int, count: Int): Long {
        if (!isStruck) return inner.read(sinks, offset, count)
        return when (plan.harm) {
            Harm.ENDS -> -1
            Harm.IS_SHORT -> sinks[offset].ofOneByte(inner::read).toLong()
            else -> inner.read(sinks, offset, count)
        }
    }

    override fun write(source: ByteBuffer): Int {
        if (!isStruck) return inner.write(source)
        return when (plan.harm) {
            Harm.ENDS -> throw SocketException("Broken pipe")
            Harm.IS_SHORT -> source.ofOneByte(inner::write)
            else -> inner.write(source)
        }
    }

    override fun write(sources: Array<ByteBuffer>, offset: Int, count: Int): Long {
        if (!isStruck) return inner.write(sources, offset, count)
        return when (plan.harm) {
            Harm.ENDS -> throw SocketException("Broken pipe")
            Harm.IS_SHORT -> sources.drop(offset).first { it.hasRemaining() }.ofOneByte(inner::write).toLong()
            else -> inner.write(sources, offset, count)
        }
    }

    override fun socket(): Socket = TorturedView()

    override fun <T : Any?> setOption(name: SocketOption<T>, value: T): SocketChannel {
        plan.strikes(inner::close)
        inner.setOption(name, value)
        return this
    }

    override fun shutdownInput(): SocketChannel = also {
        plan.strikes(inner::close)
        inner.shutdownInput()
    }

    override fun shutdownOutput(): SocketChannel = also {
        plan.strikes(inner::close)
        inner.shutdownOutput()
    }

    override fun implConfigureBlocking(block: Boolean) {
        plan.strikes(inner::close)
        inner.configureBlocking(block)
    }

    /** A channel that fails to close is closed all the same. */
    override fun implCloseSelectableChannel() {
        inner.close()
        plan.strikes {}
    }

    override fun bind(local: SocketAddress?): SocketChannel = also { inner.bind(local) }

    override fun <T : Any?> getOption(name: SocketOption<T>): T = inner.getOption(name)

    override fun supportedOptions(): Set<SocketOption<*>> = inner.supportedOptions()

    override fun isConnected() = inner.isConnected

    override fun isConnectionPending() = inner.isConnectionPending

    override fun connect(remote: SocketAddress) = inner.connect(remote)

    override fun finishConnect() = inner.finishConnect()

    override fun getRemoteAddress(): SocketAddress? = inner.remoteAddress

    override fun getLocalAddress(): SocketAddress? = inner.localAddress

    /** What reads that are bounded by the socket's own timer use. */
    private inner class TorturedView : Socket() {
        override fun setSoTimeout(millis: Int) {
            plan.strikes(inner::close)
            inner.socket().soTimeout = millis
        }

        override fun getInputStream(): InputStream = TorturedStream(inner.socket().getInputStream())
    }

    private inner class TorturedStream(stream: InputStream) : FilterInputStream(stream) {
        override fun read(sink: ByteArray, offset: Int, byteCount: Int): Int {
            if (!isStruck) return super.read(sink, offset, byteCount)
            return when (plan.harm) {
                Harm.ENDS -> -1
                Harm.IS_SHORT -> super.read(sink, offset, 1)
                else -> super.read(sink, offset, byteCount)
            }
        }
    }

    companion object {
        fun connect(remote: SocketAddress, plan: Plan): Transport =
            transportOver(TorturedChannel(open(remote), plan), remote.toString().removePrefix("/"))
    }
}

private inline fun <T> ByteBuffer.ofOneByte(move: (ByteBuffer) -> T): T {
    val limit = limit()
    limit(minOf(limit, position() + 1))
    return try {
        move(this)
    } finally {
        limit(limit)
    }
}
