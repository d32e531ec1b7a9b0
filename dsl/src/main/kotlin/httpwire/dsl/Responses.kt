package httpwire.dsl

import httpwire.connection.HttpResponse
import okio.ByteString
import okio.Path
import java.nio.charset.Charset

/** Whether the status is 2xx. */
public val HttpResponse.isSuccess: Boolean
    get() = status in 200..299

/** What is left of the body, bounded as [HttpResponse.read]. */
public fun HttpResponse.bytes(): ByteString = read()

/**
 * What is left of the body as text in [charset], whatever the response says; bounded as
 * [HttpResponse.read].
 *
 * @throws IllegalArgumentException if there is no charset of that name
 */
public fun HttpResponse.text(charset: String): String = text(Charset.forName(charset))

/**
 * Writes what is left of the body into [file], which is made or emptied first; without a bound.
 *
 * @return the bytes written; after a failure the file holds what came before it
 */
public fun HttpResponse.saveTo(file: Path): Long = saveTo(file.toNioPath())
