package httpwire.coroutines

import httpwire.RequestBody
import httpwire.coroutines.internal.CountedBody
import kotlinx.coroutines.flow.MutableStateFlow

/**
 * How far a transfer has come.
 *
 * @property byteCount bytes of the body that are done
 * @property totalByteCount bytes it has altogether; null if nobody knows before its end
 */
public data class Progress(
    public val byteCount: Long,
    public val totalByteCount: Long?,
) {
    /** What part is done, 0 to 1; null if the total is not known. */
    public val fraction: Double?
        get() = totalByteCount?.let { if (it == 0L) 1.0 else byteCount.toDouble() / it }
}

/**
 * This body, which tells [progress] how much of it was handed to the network while it is sent; from
 * the start if it is sent again.
 *
 * @sample httpwire.examples.samples.coroutines.uploadWithProgress
 */
public fun RequestBody.withProgress(progress: MutableStateFlow<Progress>): RequestBody = CountedBody(this, progress)
