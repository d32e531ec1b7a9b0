package httpwire.sse

import okio.ByteString

/** The standard's algorithm, as its text has it: the whole stream at once, and no bound. */
internal fun referenceEvents(stream: ByteString): List<String> {
    val text = stream.utf8().removePrefix("\uFEFF")
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
