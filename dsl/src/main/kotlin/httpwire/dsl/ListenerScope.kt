package httpwire.dsl

import httpwire.CloseReason
import httpwire.ContinueAnswer
import httpwire.Headers
import httpwire.Origin
import httpwire.trace.Moment
import httpwire.trace.TlsSummary
import okio.ByteString
import okio.IOException

/**
 * Blocks to be run at the moments of a connection and its exchanges, in the thread that uses the
 * connection. Each gets the [Moment] as its receiver. Several blocks for one moment run in order. What a
 * block throws is thrown to the caller of the connection, which is closed.
 *
 * The four functions with `Bytes` in their names get everything that is sent and received, including
 * secrets, and cost a copy of it. The others cost no copy.
 */
@HttpDsl
public interface ListenerScope {
    /**
     * A connection to the origin or the first proxy is about to be opened.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun connecting(block: Moment.(peer: Origin) -> Unit)

    /**
     * The addresses of a host name are about to be looked up. Not called if the host is an address.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun resolving(block: Moment.(host: String) -> Unit)

    /**
     * The addresses of a host name were found; they are in the order in which they are tried.
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
     * The TCP connection could not be opened. The next address is tried, if there is one.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tcpFailed(block: Moment.(address: String, failure: IOException) -> Unit)

    /**
     * CONNECT was sent to a proxy.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tunnelRequested(block: Moment.(origin: Origin) -> Unit)

    /**
     * The proxy answered CONNECT. With 2xx the tunnel is open; with any other status it was refused.
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
     * The same moment, with more about the session: whether an earlier one was resumed, and the names in
     * the certificate.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tlsSession(block: Moment.(origin: Origin, session: TlsSummary) -> Unit)

    /**
     * A proxy is about to be asked to connect to the next one, or to the origin.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun hopAsked(block: Moment.(proxy: Origin, next: Origin) -> Unit)

    /**
     * A proxy has connected to the next one, or to the origin.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun hopAccepted(block: Moment.(proxy: Origin, next: Origin) -> Unit)

    /**
     * The connection is open, including tunnel and TLS.
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
     * What the server said of `Expect: 100-continue` when that was waited for.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun continueAnswered(block: Moment.(answer: ContinueAnswer) -> Unit)

    /**
     * An interim response (1xx) was received.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun interimReceived(block: Moment.(status: Int, reason: String, headers: Headers) -> Unit)

    /**
     * The head of the final response was received.
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
     * A chunk of the response's body has extensions; called before its bytes are received.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun chunkExtensionsReceived(block: Moment.(extensions: String) -> Unit)

    /**
     * Fields followed the response's body.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun trailersReceived(block: Moment.(trailers: Headers) -> Unit)

    /**
     * Reading the body of the response has ended; it is not complete if it was cut off or closed before
     * its end.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodyEnded(block: Moment.(isComplete: Boolean) -> Unit)

    /**
     * This side has closed the connection, for these reasons.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun closed(block: Moment.(reasons: Set<CloseReason>) -> Unit)

    /**
     * The exchange has ended, successfully or not; this is its last moment. If there are no reasons, the
     * connection can carry another exchange.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun exchangeEnded(block: Moment.(reasons: Set<CloseReason>) -> Unit)

    /**
     * The head of a request, or of CONNECT, was handed to the network; with its empty line.
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

    /**
     * Chunk framing of a response's body was taken from the network: size lines, line ends after chunks, and the
     * trailer section with its empty line.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodyFramingReceived(block: Moment.(framing: ByteString) -> Unit)
}
