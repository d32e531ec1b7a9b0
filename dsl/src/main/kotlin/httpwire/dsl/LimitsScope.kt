package httpwire.dsl

/** Bounds on what the peer can make us hold, as in [httpwire.Limits]; none can be below 1. */
@HttpDsl
public interface LimitsScope {
    /**
     * One status, header or trailer line with its end.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxLineBytes: Int

    /**
     * One final head and the interim ones before it, together.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxHeadBytes: Int

    /**
     * Field lines in that budget.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxFields: Int

    /**
     * 1xx answers before the final one.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxInterimResponses: Int

    /**
     * One chunk-size line with its extensions.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxChunkLineBytes: Int

    /**
     * Chunk framing beyond a sixteenth of the data.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var chunkOverheadBytes: Int

    /**
     * The trailer section of a chunked body.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxTrailerBytes: Int

    /**
     * What `text()`, `bytes()` and their like hold at once.
     *
     * @sample httpwire.examples.samples.dsl.limits
     */
    public var maxBufferedBodyBytes: Long
}
