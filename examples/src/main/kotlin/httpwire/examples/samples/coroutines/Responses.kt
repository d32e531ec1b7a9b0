package httpwire.examples.samples.coroutines

import httpwire.HttpException
import httpwire.coroutines.http
import kotlinx.coroutines.flow.fold
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList
import okio.ByteString
import okio.Path

internal suspend fun text(host: String): String = http(host) { get("/").text("ISO-8859-1") }

internal suspend fun bytes(host: String): ByteString = http(host) { get("/").bytes() }

internal suspend fun pieces(host: String): ByteString = http(host) {
    val response = get("/")
    val first = response.read(1)
    response.close()
    first
}

internal suspend fun readLines(host: String): List<ByteString> = http(host) {
    val response = get("/")
    listOf(response.readLine(), response.readLine(limit = 100)) + response.readLines()
}

internal suspend fun bodyAsFlow(host: String): Int = http(host) {
    get("/").bodyAsFlow().fold(0) { sum, piece -> sum + piece.size }
}

internal suspend fun lines(host: String): List<ByteString> = http(host) { get("/").lines().take(2).toList() }

internal suspend fun textLines(host: String): List<String> = http(host) { get("/").textLines().take(2).toList() }

internal suspend fun orThrow(host: String): String = try {
    http(host) { get("/spam").orThrow().text() }
} catch (e: HttpException.UnexpectedResponse) {
    "${e.status} ${e.reason}: ${e.body.utf8()}"
}

internal suspend fun peek(host: String): Pair<ByteString, Int> = http(host) {
    val response = get("/")
    response.peek(1) to response.readInto(ByteArray(2))
}

internal suspend fun saveTo(host: String, file: Path): Long = http(host) { get("/").saveTo(file) }

internal suspend fun saveToAsFlow(host: String, file: Path): String {
    var shown = ""
    http(host) { get("/").saveToAsFlow(file).collect { shown = "${it.byteCount} of ${it.totalByteCount}" } }
    return shown
}

internal suspend fun eventsOfOneResponse(host: String): List<String> = http(host) {
    get("/events").serverSentEvents().take(2).toList().map { it.data }
}

internal suspend fun parts(host: String): List<String> {
    val seen = mutableListOf<String>()
    // region suspend-parts
    http(host) {
        get("/file") { header("Range", "bytes=0-0,8-8") }.parts().collect { part ->
            seen += "${part.headers.get("Content-Range")}: ${part.text()}"
        }
    }
    // endregion
    return seen
}

internal suspend fun partAsFlow(host: String): Int = http(host) {
    var byteCount = 0
    get("/form").parts().collect { part -> part.bodyAsFlow().collect { byteCount += it.size } }
    byteCount
}

internal suspend fun partsSaved(host: String, file: Path): Long = http(host) {
    var byteCount = 0L
    get("/form").parts().collect { part -> if (part.filename != null) byteCount += part.saveTo(file) }
    byteCount
}
