package httpwire.dsl

import kotlin.time.Duration

/** How long each phase may take; null for no bound of its own, as in [Timeouts]. */
@HttpDsl
public interface TimeoutsScope {
    /**
     * Looking up the host's addresses; without a bound, that of [connect].
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var resolve: Duration?

    /**
     * Opening the connection, for each address.
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var connect: Duration?

    /**
     * One TLS handshake, whole; without a bound, that of [connect].
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var tls: Duration?

    /**
     * CONNECT and its answer, whole; without a bound, that of [connect].
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
     * From the request's end to the answer's first byte; without a bound, that of [read].
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
     * The whole exchange, to the body's end.
     *
     * @sample httpwire.examples.samples.dsl.timeoutsByPhase
     */
    public var deadline: Duration?
}
