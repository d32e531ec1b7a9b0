package httpwire.bench.client

import okio.ByteString
import okio.ByteString.Companion.toByteString

/**
 * What is uploaded, in pieces of 64 KiB. Each is made when it is asked for, which copies the content once,
 * as reading it from a stream does.
 *
 * @param byteCount a multiple of 64 KiB
 */
internal class ContentPieces(private val byteCount: Long) : Iterator<ByteString> {
    private val content = Content.block()
    private var taken = 0L

    override fun hasNext(): Boolean = taken < byteCount

    override fun next(): ByteString {
        val position = (taken % content.size).toInt()
        taken += BLOCK_BYTES
        return content.toByteString(position, BLOCK_BYTES)
    }
}
