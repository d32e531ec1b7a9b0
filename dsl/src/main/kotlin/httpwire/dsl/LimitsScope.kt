package httpwire.dsl

/** Bounds on what a server can make this side hold in memory, as in [httpwire.Limits]; each is at least 1. */
@HttpDsl
public interface LimitsScope {
    /**
     * The most bytes of a status, header or trailer line, including its end.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxLineBytes: Int

    /**
     * The most bytes of a final head and the interim heads before it together.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxHeadBytes: Int

    /**
     * The most field lines of a final head and the interim heads before it together.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxFields: Int

    /**
     * The most interim responses (1xx) before the final one.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxInterimResponses: Int

    /**
     * The most bytes of a chunk-size line, including extensions.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxChunkLineBytes: Int

    /**
     * The most bytes of chunk framing, in addition to a sixteenth of the data.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var chunkOverheadBytes: Int

    /**
     * The most bytes of the trailer section of a chunked body.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxTrailerBytes: Int

    /**
     * The most bytes that `text()`, `bytes()` and similar calls hold at once.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxBufferedBodyBytes: Long
}
