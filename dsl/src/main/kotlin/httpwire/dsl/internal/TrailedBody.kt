package httpwire.dsl.internal

import httpwire.Headers
import httpwire.RequestBody
import httpwire.dsl.HttpwireInternal
import okio.BufferedSink

/**
 * A body that fields follow, whose values are asked for after its last byte.
 *
 * @property body without them
 */
@HttpwireInternal
public class TrailedBody(
    public val body: RequestBody,
    private val fields: List<Pair<String, () -> String>>,
) : RequestBody by body {
    override fun trailers(): Headers {
        val trailers = body.trailers().newBuilder()
        for ((name, value) in fields) trailers.add(name, value())
        return trailers.build()
    }

    // Methods with a body of their own in Java, which Kotlin does not delegate.

    override fun writeTo(sink: BufferedSink, blockByteCount: Int): Unit = body.writeTo(sink, blockByteCount)

    override fun contentType(): String? = body.contentType()

    override fun isRepeatable(): Boolean = body.isRepeatable
}
