package httpwire.parity

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonNull
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.int
import kotlinx.serialization.json.intOrNull
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive

/** What the server says to one request, in the pieces in which it arrives; then it closes, or waits for ever. */
internal data class Answer(val pieces: List<String>, val closes: Boolean = false) {
    val text: String get() = pieces.joinToString("")

    fun toJson() = JsonObject(mapOf("pieces" to json(pieces), "closes" to JsonPrimitive(closes)))

    companion object {
        fun of(text: String, closes: Boolean = false) = Answer(listOf(text), closes)

        fun from(json: JsonElement) = Answer(
            json.jsonObject.getValue("pieces").jsonArray.map { it.jsonPrimitive.content },
            json.jsonObject.getValue("closes").jsonPrimitive.boolean,
        )
    }
}

/** One call of the connection's API, under http.client's name. */
internal data class Call(val name: String, val arguments: JsonArray) {
    fun toJson() = JsonArray(listOf(JsonPrimitive(name)) + arguments)

    companion object {
        fun from(json: JsonElement) = Call(json.jsonArray[0].jsonPrimitive.content, JsonArray(json.jsonArray.drop(1)))
    }
}

/** A call; its arguments are texts, numbers, booleans, nulls, lists, and bodies. */
internal fun call(name: String, vararg arguments: Any?) = Call(name, JsonArray(arguments.map(::json)))

/** A request's body of one of the kinds `bytes text stream file reader pieces`; bytes as ISO-8859-1. */
internal fun body(kind: String, content: Any) = JsonObject(
    mapOf(
        "kind" to JsonPrimitive(kind),
        "content" to json(content),
    ),
)

private fun json(value: Any?): JsonElement = when (value) {
    null -> JsonNull
    is JsonElement -> value
    is String -> JsonPrimitive(value)
    is Number -> JsonPrimitive(value)
    is Boolean -> JsonPrimitive(value)
    is Pair<*, *> -> JsonArray(listOf(json(value.first), json(value.second)))
    is Iterable<*> -> JsonArray(value.map(::json))
    else -> throw IllegalArgumentException("no JSON for $value")
}

/**
 * What both sides play, one line of JSON: a connection is made, then the calls on it, one after the other; those that
 * read go to the latest response. Each request whose head goes out makes the server give the next answer, and each
 * connecting through a tunnel the next tunnel answer. Bytes are ISO-8859-1 texts.
 *
 * The result is a list of steps, the first for making the connection, then one a call; see [Step].
 */
internal data class Case(
    val calls: List<Call>,
    val answers: List<Answer> = emptyList(),
    val tunnelAnswers: List<Answer> = emptyList(),
    val host: String = "a",
    val port: Int? = null,
    val secure: Boolean = false,
    val blockSize: Int = 8192,
    val autoOpen: Boolean = true,
    /** The version of requests, 10 or 11. */
    val version: Int = 11,
    /** How many bytes each connection takes before it breaks for writing. */
    val room: Int? = null,
) {
    /** A measure for which of two cases is easier to read. */
    val size: Int get() = calls.size + answers.sumOf { it.text.length + it.pieces.size }

    fun toJson() = JsonObject(
        mapOf(
            "calls" to JsonArray(calls.map { it.toJson() }),
            "host" to JsonPrimitive(host),
            "port" to JsonPrimitive(port),
            "secure" to JsonPrimitive(secure),
            "blockSize" to JsonPrimitive(blockSize),
            "autoOpen" to JsonPrimitive(autoOpen),
            "version" to JsonPrimitive(version),
            "room" to JsonPrimitive(room),
            "tunnelAnswers" to JsonArray(tunnelAnswers.map { it.toJson() }),
            "answers" to JsonArray(answers.map { it.toJson() }),
        ),
    )

    companion object {
        fun parse(line: String): Case {
            val json = Json.parseToJsonElement(line).jsonObject
            return Case(
                calls = json.getValue("calls").jsonArray.map(Call::from),
                answers = json.getValue("answers").jsonArray.map(Answer::from),
                tunnelAnswers = json.getValue("tunnelAnswers").jsonArray.map(Answer::from),
                host = json.getValue("host").jsonPrimitive.content,
                port = json.getValue("port").jsonPrimitive.intOrNull,
                secure = json.getValue("secure").jsonPrimitive.boolean,
                blockSize = json.getValue("blockSize").jsonPrimitive.int,
                autoOpen = json.getValue("autoOpen").jsonPrimitive.boolean,
                version = json.getValue("version").jsonPrimitive.int,
                room = json.getValue("room").jsonPrimitive.intOrNull,
            )
        }
    }
}
