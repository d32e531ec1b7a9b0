package httpwire.dsl.internal

import httpwire.Headers
import httpwire.RequestBody
import httpwire.body.multipart.MultipartBody
import httpwire.dsl.MultipartScope
import okio.Path

/** A view of the Java builder. */
internal class MultipartDraft(subtype: String) : MultipartScope {
    private val parts = MultipartBody.builder(subtype)

    override fun field(name: String, value: String) {
        parts.add(name, value)
    }

    override fun field(name: String, body: RequestBody, headers: Headers) {
        parts.add(name, body, headers)
    }

    override fun file(name: String, file: Path) {
        parts.addFile(name, file.toNioPath())
    }

    override fun file(name: String, filename: String, body: RequestBody, headers: Headers) {
        parts.addFile(name, filename, body, headers)
    }

    override fun part(body: RequestBody, headers: Headers) {
        parts.addPart(headers, body)
    }

    override fun boundary(boundary: String) {
        parts.boundary(boundary)
    }

    override fun parameter(name: String, value: String) {
        parts.parameter(name, value)
    }

    fun toBody(): MultipartBody = parts.build()
}
