package httpwire.dsl

import kotlin.time.Duration

/** What a client sends again, and how often, as in [httpwire.client.retry.Retries]. */
@HttpDsl
public interface RetriesScope {
    /**
     * The most repetitions of one call, of all kinds together.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientRetries
     */
    public var total: Int

    /**
     * The most after failures before anything was sent.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientRetriesByKind
     */
    public var connect: Int

    /**
     * The most after a connection was lost or timed out while the request was sent or the head of the response
     * was awaited.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientRetriesByKind
     */
    public var read: Int

    /**
     * The most after responses with one of the [statuses].
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientRetriesByKind
     */
    public var status: Int

    /**
     * The most after responses that could not be understood.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientRetriesByKind
     */
    public var other: Int

    /**
     * The statuses that are worth another attempt.
     *
     * @sample httpwire.examples.samples.dsl.clientRetriesByKind
     */
    public var statuses: Set<Int>

    /**
     * How long to wait unless the response says so: a random part of [first] before the first repetition, of
     * twice as much before each further one, and of [longest] at most.
     *
     * @throws IllegalArgumentException if a time is negative, or [first] is longer than [longest]
     * @sample httpwire.examples.samples.dsl.clientRetries
     */
    public fun backoff(first: Duration, longest: Duration)

    /**
     * The most that is waited because of Retry-After; a longer time is shortened to this.
     *
     * @throws IllegalArgumentException if it is set to less than zero
     * @sample httpwire.examples.samples.dsl.clientRetries
     */
    public var maxRetryAfter: Duration

    /**
     * How many repetitions all calls of the client may make before others have succeeded: each costs 1, each call
     * that succeeds at once brings back a tenth.
     *
     * @throws IllegalArgumentException if it is set to less than 0
     * @sample httpwire.examples.samples.dsl.clientRetriesByKind
     */
    public var budget: Int
}
