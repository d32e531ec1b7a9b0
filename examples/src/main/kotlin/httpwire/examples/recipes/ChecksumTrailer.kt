package httpwire.examples.recipes

import httpwire.Headers
import httpwire.RequestBody
import httpwire.connection.HttpResponse
import httpwire.dsl.http
import okio.BufferedSink
import okio.ByteString
import okio.HashingSource
import okio.IOException
import okio.Source

// How do I send the digest of a stream that is read only once? After it, as a trailer field (RFC 9530, RFC 9110 §6.5).

// region trailer-digest
internal class Digested(private val content: Source) : RequestBody {
    private var digest = ByteString.EMPTY

    override fun length() = -1L // In chunks: only they can have trailers.

    override fun writeTo(sink: BufferedSink) {
        val hashing = HashingSource.sha256(content)
        sink.writeAll(hashing)
        digest = hashing.hash
    }

    override fun trailers(): Headers = Headers.of("Content-Digest", "sha-256=:${digest.base64()}:")
}
// endregion

internal fun uploadDigested(host: String, content: Source): Int {
    // region trailer-send
    val status = http(host) {
        put("/backups/1") {
            header("Trailer", "Content-Digest")
            body(Digested(content))
        }.status
    }
    // endregion
    return status
}

// region trailer-check

/** Copies the body to [file], and fails if it is not what its digest says, if it has one. */
internal fun HttpResponse.saveChecked(file: BufferedSink) {
    val hashing = HashingSource.sha256(source())
    file.writeAll(hashing)
    val field = trailers["Repr-Digest"] ?: headers["Repr-Digest"] ?: return // Trailers are there after the last byte.
    val said = Regex("(?:^|,)\\s*sha-256=:([^:]*):").find(field)?.groupValues?.get(1) ?: return
    if (said != hashing.hash.base64()) throw IOException("the body is not what its sender has hashed")
}
// endregion

internal fun download(host: String, file: BufferedSink) {
    // region trailer-receive
    http(host) {
        get("/backups/1") {
            header("TE", "trailers")
            header("Want-Repr-Digest", "sha-256=10")
        }.orThrow().saveChecked(file)
    }
    // endregion
}
