package httpwire.sse

import okio.ByteString

/** The standard's algorithm, as its text has it: the whole stream at once, and no bound. */
internal fun referenceEvents(stream: ByteString): List<String> {
    val text = decoded(stream).removePrefix("\uFEFF")
    val lines = text.split(Regex("\r\n|\r|\n")).dropLast(1)
    val events = mutableListOf<String>()
    var data = ""
    var type = ""
    var id = ""
    var retry: Long? = null
    for (line in lines) {
        val name = line.substringBefore(':')
        val value = line.substringAfter(':', "").removePrefix(" ")
        when {
            line.isEmpty() -> {
                if (data.isNotEmpty()) events += spelt(id, type.ifEmpty { "message" }, data.dropLast(1), retry)
                data = ""
                type = ""
            }

            name == "data" -> data += value + "\n"

            name == "event" -> type = value

            name == "id" -> if ('\u0000' !in value) id = value

            name == "retry" -> if (value.isNotEmpty() &&
                value.all { it in '0'..'9' }
            ) {
                retry = value.toLongOrNull() ?: retry
            }
        }
    }
    return events
}

internal fun spelt(id: String, type: String, data: String, retry: Long?) =
    "$type[$id]${if (retry == null) "" else "+$retry"}:${data.replace("\n", "⏎")}"

internal fun ServerSentEvent.spelt() = spelt(id, type, data, retry?.toMillis())

private val surrogate = Regex("\u00ED[\u00A0-\u00BF][\u0080-\u00BF]")

/** UTF-8 by the Encoding standard: one replacement for each byte of half a surrogate pair, where the JDK has one. */
private fun decoded(stream: ByteString): String =
    stream.string(Charsets.ISO_8859_1).replace(surrogate, "\u00FF\u00FF\u00FF").toByteArray(Charsets.ISO_8859_1)
        .decodeToString()
