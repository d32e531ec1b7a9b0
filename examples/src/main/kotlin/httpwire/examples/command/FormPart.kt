package httpwire.examples.command

import httpwire.Headers
import httpwire.RequestBody
import httpwire.body.multipart.MultipartBody
import okio.ByteString.Companion.encodeUtf8
import java.net.URLConnection
import java.nio.file.Path

/**
 * A part of a form as `-F` has it: `NAME=TEXT`, `NAME=@FILE`, `NAME=<FILE`, each with `;type=…` and `;filename=…` behind
 * it.
 *
 * @property filename null for a field that is no file
 * @property type null if the part has no Content-Type
 */
internal class FormPart private constructor(
    private val name: String,
    private val body: RequestBody,
    private val filename: String?,
    private val type: String?,
) {
    init {
        // Refuses here, with the option's name, what cannot be sent.
        addTo(MultipartBody.builder())
    }

    fun addTo(form: MultipartBody.Builder) {
        val headers = if (type == null) Headers.EMPTY else Headers.of("Content-Type", type)
        if (filename == null) form.add(name, body, headers) else form.addFile(name, filename, body, headers)
    }

    companion object {
        private val SUFFIX = Regex(""";\s*(type|filename)=("[^"]*"|[^;"]*)$""")

        fun of(text: String): FormPart {
            val equals = text.indexOf('=')
            require(equals > 0) { "there is no name with = after it: write NAME=TEXT or NAME=@FILE" }
            var content = text.substring(equals + 1)
            val said = mutableMapOf<String, String>()
            while (true) {
                val suffix = SUFFIX.find(content) ?: break
                said[suffix.groupValues[1]] = suffix.groupValues[2].trim('"')
                content = content.removeRange(suffix.range)
            }
            return of(text.substring(0, equals), content, said["filename"], said["type"])
        }

        private fun of(name: String, content: String, filename: String?, type: String?): FormPart = when {
            content.startsWith("@") -> {
                val path = content.drop(1)
                val shown = filename ?: Path.of(path).fileName?.toString() ?: path
                FormPart(name, streamOrFile(path), shown, type ?: guessed(shown))
            }

            content.startsWith("<") -> FormPart(name, streamOrFile(content.drop(1)), filename, type)

            else -> FormPart(name, RequestBody.of(content.encodeUtf8()), filename, type)
        }

        private fun streamOrFile(path: String) = bodyOf("@$path")

        private fun guessed(filename: String): String =
            URLConnection.guessContentTypeFromName(filename) ?: "application/octet-stream"
    }
}

/** The body of these parts; null if there are none. */
internal fun formOf(parts: List<FormPart>): MultipartBody? {
    if (parts.isEmpty()) return null
    return MultipartBody.builder().apply { parts.forEach { it.addTo(this) } }.build()
}
