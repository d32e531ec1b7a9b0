package httpwire.dsl

import httpwire.CloseReason
import httpwire.Headers
import httpwire.Origin
import okio.ByteString

/**
 * What to do at the moments of a connection's exchanges; of two blocks for one moment both are run, in
 * order. They run in the thread that works the connection. Nothing is hidden from them: heads hold
 * their secrets. What a block throws goes to the caller, and the connection is closed.
 */
@HttpDsl
public interface ListenerScope {
    /**
     * A connection to the origin, or the proxy in front of it, is about to be opened.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun connecting(block: (peer: Origin) -> Unit)

    /**
     * It is open, tunnel and TLS included, with the address that answered.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun connected(block: (peer: Origin, address: String) -> Unit)

    /**
     * A head was handed to the network: a request's, or CONNECT's.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun headSent(block: (head: ByteString) -> Unit)

    /**
     * Bytes of a request's body were, framing not included.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodySent(block: (piece: ByteString) -> Unit)

    /**
     * The proxy answered CONNECT, whatever it said.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun tunnelAnswered(block: (statusLine: ByteString, status: Int, headers: Headers) -> Unit)

    /**
     * A 1xx answer came before the final one.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun interimReceived(block: (statusLine: ByteString, status: Int, headers: Headers) -> Unit)

    /**
     * The final response's head came; its status line is as it came, line end included.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun headReceived(block: (statusLine: ByteString, status: Int, headers: Headers) -> Unit)

    /**
     * Bytes of the response's body were taken off the wire, framing not included.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodyReceived(block: (piece: ByteString) -> Unit)

    /**
     * The response's body ended; or broke off, then [closed] follows.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun bodyEnded(block: (isComplete: Boolean) -> Unit)

    /**
     * The connection was closed by us, for these reasons.
     *
     * @sample httpwire.examples.samples.dsl.listener
     */
    public fun closed(block: (reasons: Set<CloseReason>) -> Unit)
}
