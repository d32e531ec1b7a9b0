package httpwire.dsl

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Origin
import httpwire.trace.Moment
import okio.ByteString
import okio.IOException

/**
 * What to do at the moments of a connection and its exchanges; each block is told the [Moment]. Of
 * two blocks for one moment both are run, in order. They run in the thread that uses the connection.
 * What a block throws goes to the caller, and the connection is closed.
 *
 * The four words with bytes are shown everything, secrets too, and cost a copy of it; the others cost
 * none.
 */
@HttpDsl
public interface ListenerScope {
    /**
     * A connection is about to be opened, to the origin or the first proxy.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun connecting(block: Moment.(peer: Origin) -> Unit)

    /**
     * The addresses of a host name are about to be looked up. Not told of address literals.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun resolving(block: Moment.(host: String) -> Unit)

    /**
     * The host name has these addresses, in the order they are tried in.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun resolved(block: Moment.(host: String, addresses: List<String>) -> Unit)

    /**
     * A TCP connection is about to be opened.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tcpConnecting(block: Moment.(address: String) -> Unit)

    /**
     * The TCP connection is open.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tcpConnected(block: Moment.(address: String) -> Unit)

    /**
     * The TCP connection could not be opened; the next address, if there is one, is tried.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tcpFailed(block: Moment.(address: String, failure: IOException) -> Unit)

    /**
     * CONNECT was handed to a proxy.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tunnelRequested(block: Moment.(origin: Origin) -> Unit)

    /**
     * The proxy answered CONNECT: with 2xx the tunnel is open, with anything else refused.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tunnelAnswered(block: Moment.(status: Int, reason: String, headers: Headers) -> Unit)

    /**
     * A TLS handshake is about to begin.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tlsStarted(block: Moment.(origin: Origin) -> Unit)

    /**
     * The TLS handshake is complete, and the certificate was accepted.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tlsEstablished(block: Moment.(origin: Origin, protocol: String, cipherSuite: String) -> Unit)

    /**
     * The connection is open, tunnel and TLS included.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun connected(block: Moment.(peer: Origin, address: String) -> Unit)

    /**
     * The head of a request was handed to the network.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun headSent(block: Moment.(method: String, target: String) -> Unit)

    /**
     * A piece of a request's body was handed to the network; its bytes are counted without chunk framing.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodySent(block: Moment.(byteCount: Long) -> Unit)

    /**
     * An interim response (1xx) came before the final one.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun interimReceived(block: Moment.(status: Int, reason: String, headers: Headers) -> Unit)

    /**
     * The head of the final response came.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun headReceived(block: Moment.(status: Int, reason: String, headers: Headers) -> Unit)

    /**
     * A piece of the response's body was taken from the network; its bytes are counted without chunk
     * framing.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodyReceived(block: Moment.(byteCount: Long) -> Unit)

    /**
     * Reading the response's body has ended; not complete if it was cut, or given up before its end.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodyEnded(block: Moment.(isComplete: Boolean) -> Unit)

    /**
     * The connection was closed on our side, for these reasons.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun closed(block: Moment.(reasons: Set<CloseReason>) -> Unit)

    /**
     * The exchange is over, well or not: the last moment of each. The connection can carry another one if
     * there are no reasons why not.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun exchangeEnded(block: Moment.(reasons: Set<CloseReason>) -> Unit)

    /**
     * A request's head was handed to the network, or CONNECT's; with its empty line.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun headBytesSent(block: Moment.(head: ByteString) -> Unit)

    /**
     * A piece of a request's body was handed to the network, with its chunk framing.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodyBytesSent(block: Moment.(piece: ByteString) -> Unit)

    /**
     * A head was taken from the network, with its empty line and folded lines joined.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun headBytesReceived(block: Moment.(head: ByteString) -> Unit)

    /**
     * A piece of a response's body was taken from the network, without chunk framing.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodyBytesReceived(block: Moment.(piece: ByteString) -> Unit)
}
