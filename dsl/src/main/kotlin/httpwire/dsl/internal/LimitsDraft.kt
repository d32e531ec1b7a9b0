package httpwire.dsl.internal

import httpwire.Limits
import httpwire.dsl.LimitsScope

/** Changes limits one by one; [Limits] refuses invalid ones. */
internal class LimitsDraft(
    var values: Limits,
) : LimitsScope {
    override var maxLineBytes: Int
        get() = values.maxLineBytes()
        set(value) {
            values = values.withMaxLineBytes(value)
        }

    override var maxHeadBytes: Int
        get() = values.maxHeadBytes()
        set(value) {
            values = values.withMaxHeadBytes(value)
        }

    override var maxFields: Int
        get() = values.maxFields()
        set(value) {
            values = values.withMaxFields(value)
        }

    override var maxInterimResponses: Int
        get() = values.maxInterimResponses()
        set(value) {
            values = values.withMaxInterimResponses(value)
        }

    override var maxChunkLineBytes: Int
        get() = values.maxChunkLineBytes()
        set(value) {
            values = values.withChunking(value, chunkOverheadBytes, maxTrailerBytes)
        }

    override var chunkOverheadBytes: Int
        get() = values.chunkOverheadBytes()
        set(value) {
            values = values.withChunking(maxChunkLineBytes, value, maxTrailerBytes)
        }

    override var maxTrailerBytes: Int
        get() = values.maxTrailerBytes()
        set(value) {
            values = values.withChunking(maxChunkLineBytes, chunkOverheadBytes, value)
        }

    override var maxBufferedBodyBytes: Long
        get() = values.maxBufferedBodyBytes()
        set(value) {
            values = values.withMaxBufferedBodyBytes(value)
        }
}
