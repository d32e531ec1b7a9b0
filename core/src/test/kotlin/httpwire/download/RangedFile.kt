package httpwire.download

import httpwire.testing.Answer
import httpwire.testing.Received
import okio.ByteString

/** A file as a server with ranges has it: what is asked for, if If-Range is right. */
internal class RangedFile(val bytes: ByteString, private val tag: String) {
    fun answer(request: Received): Answer {
        val field = "ETag: $tag"
        val range = request.field("Range")
        if (range.isEmpty() || request.field("If-Range") != tag) return Answer.of(200, field).body(bytes)
        val from = range.removePrefix("bytes=").removeSuffix("-").toInt()
        if (from >= bytes.size) return Answer.of(416, field, "Content-Range: bytes */${bytes.size}")
        return Answer.of(206, field, "Content-Range: bytes $from-${bytes.size - 1}/${bytes.size}")
            .body(bytes.substring(from))
    }
}
