package httpwire.dsl.internal

import httpwire.CloseReason
import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.Origin
import httpwire.dsl.ListenerScope
import httpwire.trace.ByteListener
import httpwire.trace.ConnectionListener
import httpwire.trace.ListenerChain
import httpwire.trace.Moment
import httpwire.trace.TlsSummary
import okio.ByteString
import okio.IOException

/** Turns the blocks of a [ListenerScope] into listeners, one for each block. */
internal class Moments : ListenerScope {
    /** The listeners so far, in the order of their blocks. */
    val listeners = mutableListOf<ConnectionListener>()

    /** A listener that calls [first], then the blocks in their order. */
    fun after(first: ConnectionListener?): ConnectionListener = ListenerChain.of(listOfNotNull(first) + listeners)

    override fun connecting(block: Moment.(peer: Origin) -> Unit) = add(
        object : ConnectionListener {
            override fun connecting(moment: Moment, peer: Origin) = block(moment, peer)
        },
    )

    override fun resolving(block: Moment.(host: String) -> Unit) = add(
        object : ConnectionListener {
            override fun resolving(moment: Moment, host: String) = block(moment, host)
        },
    )

    override fun resolved(block: Moment.(host: String, addresses: List<String>) -> Unit) = add(
        object : ConnectionListener {
            override fun resolved(moment: Moment, host: String, addresses: List<String>) =
                block(moment, host, addresses)
        },
    )

    override fun tcpConnecting(block: Moment.(address: String) -> Unit) = add(
        object : ConnectionListener {
            override fun tcpConnecting(moment: Moment, address: String) = block(moment, address)
        },
    )

    override fun tcpConnected(block: Moment.(address: String) -> Unit) = add(
        object : ConnectionListener {
            override fun tcpConnected(moment: Moment, address: String) = block(moment, address)
        },
    )

    override fun tcpFailed(block: Moment.(address: String, failure: IOException) -> Unit) = add(
        object : ConnectionListener {
            override fun tcpFailed(moment: Moment, address: String, failure: IOException) =
                block(moment, address, failure)
        },
    )

    override fun tunnelRequested(block: Moment.(origin: Origin) -> Unit) = add(
        object : ConnectionListener {
            override fun tunnelRequested(moment: Moment, origin: Origin) = block(moment, origin)
        },
    )

    override fun tunnelAnswered(block: Moment.(status: Int, reason: String, headers: Headers) -> Unit) = add(
        object : ConnectionListener {
            override fun tunnelAnswered(moment: Moment, status: Int, reason: String, headers: Headers) =
                block(moment, status, reason, headers)
        },
    )

    override fun tlsStarted(block: Moment.(origin: Origin) -> Unit) = add(
        object : ConnectionListener {
            override fun tlsStarted(moment: Moment, origin: Origin) = block(moment, origin)
        },
    )

    override fun tlsEstablished(block: Moment.(origin: Origin, protocol: String, cipherSuite: String) -> Unit) = add(
        object : ConnectionListener {
            override fun tlsEstablished(moment: Moment, origin: Origin, protocol: String, cipherSuite: String) =
                block(moment, origin, protocol, cipherSuite)
        },
    )

    override fun tlsSession(block: Moment.(origin: Origin, session: TlsSummary) -> Unit) = add(
        object : ConnectionListener {
            override fun tlsEstablished(moment: Moment, origin: Origin, session: TlsSummary) =
                block(moment, origin, session)
        },
    )

    override fun hopAsked(block: Moment.(proxy: Origin, next: Origin) -> Unit) = add(
        object : ConnectionListener {
            override fun hopAsked(moment: Moment, proxy: Origin, next: Origin) = block(moment, proxy, next)
        },
    )

    override fun hopAccepted(block: Moment.(proxy: Origin, next: Origin) -> Unit) = add(
        object : ConnectionListener {
            override fun hopAccepted(moment: Moment, proxy: Origin, next: Origin) = block(moment, proxy, next)
        },
    )

    override fun connected(block: Moment.(peer: Origin, address: String) -> Unit) = add(
        object : ConnectionListener {
            override fun connected(moment: Moment, peer: Origin, address: String) = block(moment, peer, address)
        },
    )

    override fun headSent(block: Moment.(method: String, target: String) -> Unit) = add(
        object : ConnectionListener {
            override fun headSent(moment: Moment, method: String, target: String) = block(moment, method, target)
        },
    )

    override fun bodySent(block: Moment.(byteCount: Long) -> Unit) = add(
        object : ConnectionListener {
            override fun bodySent(moment: Moment, byteCount: Long) = block(moment, byteCount)
        },
    )

    override fun continueAnswered(block: Moment.(answer: ContinueAnswer) -> Unit) = add(
        object : ConnectionListener {
            override fun continueAnswered(moment: Moment, answer: ContinueAnswer) = block(moment, answer)
        },
    )

    override fun interimReceived(block: Moment.(status: Int, reason: String, headers: Headers) -> Unit) = add(
        object : ConnectionListener {
            override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) =
                block(moment, status, reason, headers)
        },
    )

    override fun headReceived(block: Moment.(status: Int, reason: String, headers: Headers) -> Unit) = add(
        object : ConnectionListener {
            override fun headReceived(moment: Moment, status: Int, reason: String, headers: Headers) =
                block(moment, status, reason, headers)
        },
    )

    override fun bodyReceived(block: Moment.(byteCount: Long) -> Unit) = add(
        object : ConnectionListener {
            override fun bodyReceived(moment: Moment, byteCount: Long) = block(moment, byteCount)
        },
    )

    override fun chunkExtensionsReceived(block: Moment.(extensions: String) -> Unit) = add(
        object : ConnectionListener {
            override fun chunkExtensionsReceived(moment: Moment, extensions: String) = block(moment, extensions)
        },
    )

    override fun trailersReceived(block: Moment.(trailers: Headers) -> Unit) = add(
        object : ConnectionListener {
            override fun trailersReceived(moment: Moment, trailers: Headers) = block(moment, trailers)
        },
    )

    override fun bodyEnded(block: Moment.(isComplete: Boolean) -> Unit) = add(
        object : ConnectionListener {
            override fun bodyEnded(moment: Moment, isComplete: Boolean) = block(moment, isComplete)
        },
    )

    override fun closed(block: Moment.(reasons: Set<CloseReason>) -> Unit) = add(
        object : ConnectionListener {
            override fun closed(moment: Moment, reasons: Set<CloseReason>) = block(moment, reasons)
        },
    )

    override fun exchangeEnded(block: Moment.(reasons: Set<CloseReason>) -> Unit) = add(
        object : ConnectionListener {
            override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) = block(moment, reasons)
        },
    )

    override fun headBytesSent(block: Moment.(head: ByteString) -> Unit) = add(
        object : ByteListener {
            override fun headBytesSent(moment: Moment, head: ByteString) = block(moment, head)
        },
    )

    override fun bodyBytesSent(block: Moment.(piece: ByteString) -> Unit) = add(
        object : ByteListener {
            override fun bodyBytesSent(moment: Moment, piece: ByteString) = block(moment, piece)
        },
    )

    override fun headBytesReceived(block: Moment.(head: ByteString) -> Unit) = add(
        object : ByteListener {
            override fun headBytesReceived(moment: Moment, head: ByteString) = block(moment, head)
        },
    )

    override fun bodyBytesReceived(block: Moment.(piece: ByteString) -> Unit) = add(
        object : ByteListener {
            override fun bodyBytesReceived(moment: Moment, piece: ByteString) = block(moment, piece)
        },
    )

    override fun bodyFramingReceived(block: Moment.(framing: ByteString) -> Unit) = add(
        object : ByteListener {
            override fun bodyFramingReceived(moment: Moment, framing: ByteString) = block(moment, framing)
        },
    )

    fun add(listener: ConnectionListener) {
        listeners += listener
    }
}
