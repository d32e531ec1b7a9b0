package httpwire.trace

import de.sstoehr.harreader.HarReader
import de.sstoehr.harreader.HarReaderMode
import de.sstoehr.harreader.model.HttpMethod
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonArray
import kotlinx.serialization.json.JsonElement
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.JsonPrimitive
import kotlinx.serialization.json.boolean
import kotlinx.serialization.json.double
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import kotlinx.serialization.json.long
import okio.Buffer
import java.time.OffsetDateTime

/** The members of HAR 1.2 and their kinds: `!` must be there; text, number, time, list of pairs or object. */
private val RULES = mapOf(
    "log" to "version!text creator!object browser?object pages?array entries!array comment?text",
    "log.creator" to "name!text version!text comment?text",
    "entry" to "pageref?text startedDateTime!time time!number request!object response!object cache!object " +
        "timings!object serverIPAddress?text connection?text comment?text",
    "entry.request" to "method!text url!text httpVersion!text cookies!pairs headers!pairs queryString!pairs " +
        "postData?object headersSize!number bodySize!number comment?text",
    "entry.request.postData" to "mimeType!text params?array text?text comment?text",
    "entry.response" to "status!number statusText!text httpVersion!text cookies!pairs headers!pairs content!object " +
        "redirectURL!text headersSize!number bodySize!number comment?text",
    "entry.response.content" to "size!number compression?number mimeType!text text?text encoding?text comment?text",
    "entry.timings" to "blocked?number dns?number connect?number send!number wait!number receive!number ssl?number",
    "entry.cache" to "",
)

private val METHODS = HttpMethod.entries.map { it.name }.toSet()

private val RULE = Regex("(\\w+)([!?])(\\w+)")

private fun isKind(kind: String, value: JsonElement): Boolean = when (kind) {
    "text" -> value is JsonPrimitive && value.isString
    "number" -> value is JsonPrimitive && !value.isString && value.content.toDoubleOrNull() != null
    "time" -> value is JsonPrimitive && runCatching { OffsetDateTime.parse(value.content) }.isSuccess
    "array" -> value is JsonArray
    "pairs" -> value is JsonArray && value.all { isPair(it) }
    else -> value is JsonObject
}

private fun isPair(value: JsonElement) =
    value is JsonObject && value.keys == setOf("name", "value") && value.values.all { it.jsonPrimitive.isString }

/** Checks an object and those in it; other members than HAR's begin with an underscore. */
private fun check(path: String, value: JsonObject) {
    val rules = RULE.findAll(RULES.getValue(path)).map { it.destructured }.toList()
    for ((name, isNeeded, kind) in rules) {
        val member = value[name]
        check(member != null || isNeeded == "?") { "$path has no $name" }
        if (member != null) check(isKind(kind, member)) { "$path.$name is not $kind: $member" }
        if (member is JsonObject) check("$path.$name", member)
    }
    val others = value.keys.filterNot { it.startsWith("_") } - rules.map { (name) -> name }.toSet()
    check(others.isEmpty()) { "$path has $others" }
}

private fun checkTimes(entry: JsonObject) {
    val timings = entry.getValue("timings").jsonObject
    val parts = (timings - "ssl").values.map { it.jsonPrimitive.double }
    check(parts.all { it >= 0 || it == -1.0 }) { "$timings" }
    check(listOf("send", "wait", "receive").all { timings.getValue(it).jsonPrimitive.double >= 0 }) { "$timings" }
    val sum = parts.filter { it >= 0 }.sum()
    check(Math.abs(sum - entry.getValue("time").jsonPrimitive.double) < 0.001) { "$sum is not the time of $entry" }
}

/** The entries of a log, after every rule of HAR 1.2 was checked. */
internal fun HarLog.entries(): List<JsonObject> {
    val text = written()
    val log = Json.parseToJsonElement(text).jsonObject.getValue("log").jsonObject
    check("log", log)
    val entries = log.getValue("entries").jsonArray.map { it.jsonObject }
    for (entry in entries) {
        check("entry", entry)
        checkTimes(entry)
    }
    val starts = entries.map { OffsetDateTime.parse(it.text("startedDateTime")) }
    check(starts == starts.sorted()) { "$starts are not in order" }
    // The reader knows no method but those of its own list.
    if (entries.all { it.text("request.method") in METHODS }) checkRead(text, entries)
    return entries
}

/** A reader that others have written finds the same. */
private fun checkRead(text: String, entries: List<JsonObject>) {
    val read = HarReader().readFromString(text, HarReaderMode.STRICT).log.entries
    check(read.map { it.request.url } == entries.map { it.text("request.url") }) { "$read" }
    check(read.map { it.response.status } == entries.map { it.number("response.status")!!.toInt() }) { "$read" }
    check(read.map { it.response.content.text } == entries.map { it.text("response.content.text") }) { "$read" }
}

internal fun HarLog.json(): JsonObject = Json.parseToJsonElement(written()).jsonObject

internal fun HarLog.written(): String = Buffer().also { writeTo(it) }.readUtf8()

internal fun JsonObject.at(path: String): JsonElement? =
    path.split(".").fold<String, JsonElement?>(this) { at, name -> at?.jsonObject?.get(name) }

internal fun JsonObject.text(path: String): String? = at(path)?.jsonPrimitive?.content

internal fun JsonObject.number(path: String): Long? = at(path)?.jsonPrimitive?.long

internal fun JsonObject.isSet(path: String): Boolean? = at(path)?.jsonPrimitive?.boolean

internal fun JsonObject.pairs(path: String): List<Pair<String, String>> = at(path)!!.jsonArray.map {
    it.jsonObject.text("name")!! to it.jsonObject.text("value")!!
}
