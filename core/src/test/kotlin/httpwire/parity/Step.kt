package httpwire.parity

import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.contentOrNull
import kotlinx.serialization.json.int
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** What can differ in a step; in the order in which differences are looked at. */
internal enum class Aspect {
    /** That there is a value, or which exception. */
    OUTCOME,

    /** The value, or what the exception says. */
    DETAIL,

    /** Status, reason and version of a response. */
    HEAD,

    /** A response's fields. */
    FIELDS,

    /** Whether the connection is closed after the response. */
    WILL_CLOSE,

    /** The CONNECT written during the call, to open a tunnel. */
    TUNNEL,

    /** The other bytes written during the call. */
    SENT,

    /** The connection's state. */
    STATE,

    /** Whether the connection has a transport. */
    CONNECTED,

    /** Which of the transports made so far are open: the response may own one. */
    OPEN,

    /** Whether the latest response is at its end. */
    FINISHED,

    /** What was printed. */
    DEBUG,
}

/**
 * What one call did. Exceptions have Python's names where there is a counterpart, so that equal means equal.
 *
 * In JSON: `value`, or `error` with `detail`; then `sent state connected open finished debug`.
 */
internal class Step(val json: JsonObject) {
    /** The exception's name, or null. */
    val error: String? = json["error"]?.jsonPrimitive?.content
    val state: String? = json["state"]?.jsonPrimitive?.content
    val allSent: String = json.getValue("sent").jsonPrimitive.content
    val tunnelSent: String = if (allSent.startsWith(
            "CONNECT ",
        )
    ) {
        allSent.substringBefore("\r\n\r\n", "") + "\r\n\r\n"
    } else {
        ""
    }
    val sent: String = allSent.substring(tunnelSent.length)
    val debug: String = json.getValue("debug").jsonPrimitive.content
    val isConnected: Boolean get() = json["connected"]?.jsonPrimitive?.boolean == true
    val isFinished: Boolean get() = json["finished"]?.jsonPrimitive?.contentOrNull == "true"
    val open: List<Int> get() = json["open"]?.jsonArray?.map { it.jsonPrimitive.int }.orEmpty()

    /** The answer that was read from last; only the JVM's side reports it. */
    val answerIndex: Int? = json["answer"]?.jsonPrimitive?.intOrNull

    private val value: JsonElement? = json["value"]
    private val response: JsonObject? = value as? JsonObject

    /** What a reading call returned; lines are joined. */
    val bytes: String? =
        (value as? JsonPrimitive)?.contentOrNull
            ?: (value as? JsonArray)?.joinToString("") { (it as? JsonPrimitive)?.content.orEmpty() }
    val isResponse: Boolean get() = response != null
    val status: Int get() = response!!.getValue("status").jsonPrimitive.int
    val reason: String get() = response!!.getValue("reason").jsonPrimitive.content
    val version: Int get() = response!!.getValue("version").jsonPrimitive.int
    val willClose: Boolean get() = response!!.getValue("willClose").jsonPrimitive.boolean
    val fields: List<Pair<String, String>>
        get() =
            response!!.getValue("headers").jsonArray.map {
                it.jsonArray[0].jsonPrimitive.content to it.jsonArray[1].jsonPrimitive.content
            }

    fun field(name: String): String? = fields.firstOrNull { it.first.equals(name, ignoreCase = true) }?.second

    fun hasField(name: String) = field(name) != null

    /** An exception's attribute: `partial expected line version text`. */
    fun detail(name: String): String? = json["detail"]?.jsonObject?.get(name)?.jsonPrimitive?.contentOrNull

    /** What there is to compare under [aspect]. */
    fun of(aspect: Aspect): JsonElement = when (aspect) {
        Aspect.OUTCOME -> JsonPrimitive(error ?: if (response != null) "a response" else "a value")
        Aspect.DETAIL -> (if (response == null) value ?: json["detail"] else null) ?: JsonNull
        Aspect.HEAD -> JsonObject(response.orEmpty() - "headers" - "willClose")
        Aspect.FIELDS -> response?.get("headers") ?: JsonNull
        Aspect.TUNNEL -> JsonPrimitive(tunnelSent)
        Aspect.SENT -> JsonPrimitive(sent)
        Aspect.WILL_CLOSE -> response?.get("willClose") ?: JsonNull
        else -> json[aspect.name.lowercase()] ?: JsonNull
    }
}
