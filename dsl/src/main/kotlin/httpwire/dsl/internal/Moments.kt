package httpwire.dsl.internal

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Origin
import httpwire.connection.ConnectionListener
import httpwire.dsl.ListenerScope
import okio.ByteString

/** Blocks for moments, each told as the moment comes. */
internal class Moments : ListenerScope {
    private val listeners = mutableListOf<ConnectionListener>()

    /** Tells [first], then the blocks in their order. */
    fun behind(first: ConnectionListener?): ConnectionListener = InTurn(listOfNotNull(first) + listeners)

    override fun connecting(block: (Origin) -> Unit) = add(
        object : ConnectionListener {
            override fun connecting(peer: Origin) = block(peer)
        },
    )

    override fun connected(block: (Origin, String) -> Unit) = add(
        object : ConnectionListener {
            override fun connected(peer: Origin, address: String) = block(peer, address)
        },
    )

    override fun headSent(block: (ByteString) -> Unit) = add(
        object : ConnectionListener {
            override fun headSent(head: ByteString) = block(head)
        },
    )

    override fun bodySent(block: (ByteString) -> Unit) = add(
        object : ConnectionListener {
            override fun bodySent(piece: ByteString) = block(piece)
        },
    )

    override fun tunnelAnswered(block: (ByteString, Int, Headers) -> Unit) = add(
        object : ConnectionListener {
            override fun tunnelAnswered(statusLine: ByteString, status: Int, headers: Headers) =
                block(statusLine, status, headers)
        },
    )

    override fun interimReceived(block: (ByteString, Int, Headers) -> Unit) = add(
        object : ConnectionListener {
            override fun interimReceived(statusLine: ByteString, status: Int, headers: Headers) =
                block(statusLine, status, headers)
        },
    )

    override fun headReceived(block: (ByteString, Int, Headers) -> Unit) = add(
        object : ConnectionListener {
            override fun headReceived(statusLine: ByteString, status: Int, headers: Headers) =
                block(statusLine, status, headers)
        },
    )

    override fun bodyReceived(block: (ByteString) -> Unit) = add(
        object : ConnectionListener {
            override fun bodyReceived(piece: ByteString) = block(piece)
        },
    )

    override fun bodyEnded(block: (Boolean) -> Unit) = add(
        object : ConnectionListener {
            override fun bodyEnded(isComplete: Boolean) = block(isComplete)
        },
    )

    override fun closed(block: (Set<CloseReason>) -> Unit) = add(
        object : ConnectionListener {
            override fun closed(reasons: Set<CloseReason>) = block(reasons)
        },
    )

    private fun add(listener: ConnectionListener) {
        listeners += listener
    }
}

/** Several listeners behind one face, told in their order. */
private class InTurn(
    private val listeners: List<ConnectionListener>,
) : ConnectionListener {
    override fun connecting(peer: Origin) = each { connecting(peer) }

    override fun connected(peer: Origin, address: String) = each { connected(peer, address) }

    override fun headSent(head: ByteString) = each { headSent(head) }

    override fun bodySent(piece: ByteString) = each { bodySent(piece) }

    override fun tunnelAnswered(statusLine: ByteString, status: Int, headers: Headers) =
        each { tunnelAnswered(statusLine, status, headers) }

    override fun interimReceived(statusLine: ByteString, status: Int, headers: Headers) =
        each { interimReceived(statusLine, status, headers) }

    override fun headReceived(statusLine: ByteString, status: Int, headers: Headers) =
        each { headReceived(statusLine, status, headers) }

    override fun bodyReceived(piece: ByteString) = each { bodyReceived(piece) }

    override fun bodyEnded(isComplete: Boolean) = each { bodyEnded(isComplete) }

    override fun closed(reasons: Set<CloseReason>) = each { closed(reasons) }

    private inline fun each(tell: ConnectionListener.() -> Unit) = listeners.forEach { it.tell() }
}
