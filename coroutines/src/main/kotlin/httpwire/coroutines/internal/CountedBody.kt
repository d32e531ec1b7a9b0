package httpwire.coroutines.internal

import httpwire.RequestBody
import httpwire.coroutines.Progress
import kotlinx.coroutines.flow.MutableStateFlow
import okio.Buffer
import okio.BufferedSink
import okio.ForwardingSink
import okio.buffer

/** [body], whose bytes are counted while it is written. */
internal class CountedBody(
    private val body: RequestBody,
    private val progress: MutableStateFlow<Progress>,
) : RequestBody {
    override fun length(): Long = body.length()

    override fun isRepeatable(): Boolean = body.isRepeatable

    override fun writeTo(sink: BufferedSink) = counted(sink) { body.writeTo(it) }

    override fun writeTo(sink: BufferedSink, blockByteCount: Int) = counted(sink) { body.writeTo(it, blockByteCount) }

    private fun counted(sink: BufferedSink, write: (BufferedSink) -> Unit) {
        val counting = Counting(sink, body.length().takeIf { it >= 0 })
        counting.tell()
        val buffered = counting.buffer()
        write(buffered)
        buffered.emit()
    }

    private inner class Counting(
        private val sink: BufferedSink,
        private val totalByteCount: Long?,
    ) : ForwardingSink(sink) {
        private var byteCount = 0L

        override fun write(source: Buffer, byteCount: Long) {
            super.write(source, byteCount)
            sink.emit() // What the body writes at once stays one chunk.
            this.byteCount += byteCount
            tell()
        }

        fun tell() {
            progress.value = Progress(byteCount, totalByteCount)
        }
    }
}
