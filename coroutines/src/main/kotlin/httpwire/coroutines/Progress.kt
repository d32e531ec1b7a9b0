package httpwire.coroutines

import httpwire.RequestBody
import httpwire.coroutines.internal.CountedBody
import kotlinx.coroutines.flow.MutableStateFlow

/** The progress of a transfer.
 *
 * @property byteCount how many bytes of the body have been transferred
 * @property totalByteCount how many bytes the body has in all; null if that is not known before its end
 */
public data class Progress(
    public val byteCount: Long,
    public val totalByteCount: Long?,
) {
    /** The part that has been transferred, 0 to 1; null if the total is not known. */
    public val fraction: Double?
        get() = totalByteCount?.let { if (it == 0L) 1.0 else byteCount.toDouble() / it }
}

/**
 * This body, with its progress in [progress]: how much of it has been handed to the network. Counts from
 * zero again if the body is sent again.
 *
 * @sample httpwire.examples.samples.coroutines.uploadWithProgress
 */
public fun RequestBody.withProgress(progress: MutableStateFlow<Progress>): RequestBody = CountedBody(this, progress)
