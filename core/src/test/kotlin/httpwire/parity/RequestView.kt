package httpwire.parity

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** The latest request of some calls, whichever way it was made. */
internal class RequestView(calls: List<Call>) {
    private val start = calls.indexOfLast { it.name == "request" || it.name == "putrequest" }
    private val first: Call? = calls.getOrNull(start)
    private val further: List<Call> = calls.drop(start + 1)
    private val isOneShot = first?.name == "request"

    val method: String = first?.text(0).orEmpty()
    val target: String = first?.text(1).orEmpty()

    /** The authority of an http URL. */
    val authority: String? get() = AUTHORITY.find(target)?.groupValues?.get(1)

    /** The caller's fields. */
    val fields: List<Pair<String, String>> = if (isOneShot) pairs(first!!.arguments[2]) else further.mapNotNull(::put)

    /** The body that came with the head. */
    val body: GivenBody? =
        if (isOneShot) {
            GivenBody.of(first!!.arguments[3])
        } else {
            GivenBody.of(further.lastOrNull { it.name == "endheaders" }?.arguments?.getOrNull(0))
        }

    /** The pieces sent after it. */
    val sent: List<GivenBody> = further.filter { it.name == "send" }.mapNotNull { GivenBody.of(it.arguments[0]) }

    /** Whether the automatic Host was wanted. */
    val hasAutomaticHost: Boolean
        get() = first?.name == "putrequest" && first.arguments.getOrNull(2)?.jsonPrimitive?.boolean != true

    /** Whether the caller gave a framing field. */
    val isFramed: Boolean get() = (values("Content-Length") + values("Transfer-Encoding")).isNotEmpty()

    /** The Content-Length that is added. */
    val automaticLength: Long?
        get() {
            val expected = if (method.uppercase() in EXPECTING_BODY) 0L else null
            return (body?.content?.length?.toLong() ?: expected).takeIf { isOneShot && !isFramed }
        }

    fun values(name: String): List<String> =
        fields.filter { it.first.equals(name, ignoreCase = true) }.map { it.second.trim() }

    private fun put(call: Call): Pair<String, String>? {
        if (call.name != "putheader") return null
        return call.text(0)!! to call.arguments.drop(1).joinToString(", ") { it.jsonPrimitive.content }
    }

    private companion object {
        val AUTHORITY = Regex("^https?://([^/?]*)", RegexOption.IGNORE_CASE)
        val EXPECTING_BODY = setOf("POST", "PUT", "PATCH")
    }
}

/** A body as the case has it; of several pieces all in one. */
internal class GivenBody private constructor(val kind: String, val content: String) {
    companion object {
        fun of(json: JsonElement?): GivenBody? {
            if (json == null || json is JsonNull) return null
            val content = json.jsonObject.getValue("content")
            val pieces = content as? JsonArray ?: listOf(content)
            return GivenBody(
                json.jsonObject.getValue("kind").jsonPrimitive.content,
                pieces.joinToString("") { it.jsonPrimitive.content },
            )
        }
    }
}

internal fun Call.text(index: Int): String? = arguments.getOrNull(index)?.jsonPrimitive?.contentOrNull

/** Fields as a call has them. */
internal fun pairs(json: JsonElement): List<Pair<String, String>> =
    json.jsonArray.map { it.jsonArray[0].jsonPrimitive.content to it.jsonArray[1].jsonPrimitive.content }

/** What was written for a request, taken apart: the head without framing fields, and the body without chunks. */
internal fun unframed(sent: String): Pair<String, String> {
    val lines = sent.substringBefore("\r\n\r\n").lines().filterNot { FRAMING_FIELD.containsMatchIn(it) }
    val body = sent.substringAfter("\r\n\r\n", "")
    val chunks = Chunks(body)
    return lines.joinToString("\n") to if (chunks.end == Chunks.End.WHOLE) chunks.data else body
}

private val FRAMING_FIELD = Regex("^(?i:Content-Length|Transfer-Encoding):")
