package httpwire.torture

import httpwire.client.EachMoment
import httpwire.client.HttpClient
import httpwire.client.HttpClientBuilder
import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import httpwire.connection.HttpResponse
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer

/** Counts each moment. */
internal fun Plan.listener() = EachMoment { calledBack() }

/** Where an exchange takes place. */
internal class Scene(
    val client: HttpClient,
    val dialer: Dialer,
    val port: Int,
    val scheme: String,
    val plan: Plan,
) {
    /** What has come so far. */
    val delivered = StringBuilder()

    fun url(target: String) = "$scheme://127.0.0.1:$port$target"

    /** Reads a body piece by piece. */
    fun take(response: HttpResponse) = response.use {
        while (true) {
            val piece = it.read1(8_192)
            if (piece.size == 0) break
            delivered.append(piece.utf8())
        }
    }

    /** A connection without a client, to this server or another one. */
    fun connected(port: Int = this.port, more: HttpConnectionBuilder.() -> Unit = {}, block: (HttpConnection) -> Unit) =
        HttpConnection.builder("127.0.0.1").port(port).timeout(BOUND).dialer(dialer).apply(more)
            .listener(plan.listener()).build().use(block)

    /** A client that has a dialer of its own, for what [client] can't have. */
    fun withClient(dialer: Dialer, block: (HttpClient) -> Unit) = client.newBuilder().dialer(dialer).build().use(block)

    /** A server, or a proxy, that has a script for each connection. */
    fun withPeer(vararg scripts: Script, block: (ListeningPeer) -> Unit) {
        val peer = ScriptedPeer.listening(*scripts)
        try {
            block(peer)
        } finally {
            // It need not like what it saw.
            peer.abandon()
            peer.close()
        }
    }
}

/**
 * A kind of exchange.
 *
 * @property expected what [run] brings if all goes well
 * @property isOpenEnded whether it ends with its connection
 * @property isHandedOver whether bytes are read from the connection itself, which has the exceptions of a socket
 */
internal class Kind(
    val expected: String,
    val configure: HttpClientBuilder.(Plan) -> Unit = {},
    val isSecure: Boolean = false,
    val isOpenEnded: Boolean = false,
    val isHandedOver: Boolean = false,
    val run: Scene.() -> Unit,
)
