package httpwire.parity

import httpwire.HttpException
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import okio.ByteString
import java.io.UncheckedIOException
import java.nio.charset.CharacterCodingException

/** http.client's names of our exceptions, and what of them is compared. */
internal object PythonNames {
    fun of(thrown: Exception): JsonObject {
        // An iterator may only throw unchecked exceptions.
        val failure = if (thrown is UncheckedIOException) thrown.cause!! else thrown
        return JsonObject(mapOf("error" to JsonPrimitive(name(failure)), "detail" to JsonObject(detail(failure))))
    }

    /** The name of http.client's exception; an exception without a counterpart keeps its own name. */
    private fun name(failure: Exception): String = when (failure) {
        is HttpException.InvalidUrl -> "InvalidURL"
        is HttpException.Timeout -> "TimeoutError"
        is HttpException.TunnelRefused -> "OSError"
        is HttpException.ConnectionLost -> "BrokenPipeError"
        is IllegalArgumentException, is CharacterCodingException -> "ValueError"
        is IllegalStateException -> "RuntimeError"
        else -> failure.javaClass.simpleName
    }

    private fun detail(failure: Exception): Map<String, JsonElement> = when (failure) {
        is HttpException.IncompleteRead ->
            mapOf(
                "partial" to latin1(failure.partial),
                "expected" to if (failure.expected < 0) JsonNull else JsonPrimitive(failure.expected),
            )

        is HttpException.BadStatusLine -> mapOf("line" to JsonPrimitive(failure.line))

        is HttpException.UnknownProtocol -> mapOf("version" to JsonPrimitive(failure.version))

        is HttpException.LineTooLong, is HttpException.TunnelRefused ->
            mapOf("text" to JsonPrimitive(failure.message))

        else -> emptyMap()
    }
}

internal fun latin1(bytes: ByteString) = JsonPrimitive(bytes.string(Charsets.ISO_8859_1))
