package httpwire.dsl

import kotlin.time.Duration

/** How long each phase may take, as in [Timeouts]; null for no timeout of its own. */
@HttpDsl
public interface TimeoutsScope {
    /**
     * The time to look up the addresses of the host; null for that of [connect].
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var resolve: Duration?

    /**
     * The time to open a TCP connection, for each address.
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var connect: Duration?

    /**
     * The time for a whole TLS handshake; null for that of [connect].
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var tls: Duration?

    /**
     * The time for CONNECT and the whole head of its response; null for that of [connect].
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var tunnel: Duration?

    /**
     * The longest wait for the network to take some bytes.
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var write: Duration?

    /**
     * The time from the end of the request to the first byte of the response; null for that of [read].
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var firstByte: Duration?

    /**
     * The longest wait for some bytes of a body.
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var read: Duration?

    /**
     * The time for the whole exchange, to the end of the response's body.
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var deadline: Duration?
}
