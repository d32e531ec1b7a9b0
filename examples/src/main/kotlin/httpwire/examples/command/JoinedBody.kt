package httpwire.examples.command

import httpwire.RequestBody
import okio.BufferedSink

/** Several bodies as one, with [separator] between them. */
private class JoinedBody(private val parts: List<RequestBody>, private val separator: String) : RequestBody {
    override fun length(): Long {
        val lengths = parts.map(RequestBody::length)
        return if (lengths.any { it < 0 }) -1 else lengths.sum() + separator.length * (parts.size - 1)
    }

    override fun writeTo(sink: BufferedSink) = parts.forEachIndexed { i, part ->
        if (i > 0) sink.writeUtf8(separator)
        part.writeTo(sink)
    }

    override fun isRepeatable(): Boolean = parts.all(RequestBody::isRepeatable)
}

/** @return null if there are no [parts] */
internal fun joined(parts: List<RequestBody>, separator: String): RequestBody? = when (parts.size) {
    0 -> null
    1 -> parts.single()
    else -> JoinedBody(parts, separator)
}
