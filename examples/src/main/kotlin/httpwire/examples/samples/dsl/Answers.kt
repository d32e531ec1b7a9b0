package httpwire.examples.samples.dsl

import httpwire.HttpException.UnexpectedResponse
import httpwire.dsl.bytes
import httpwire.dsl.http
import httpwire.dsl.isSuccess
import httpwire.dsl.parts
import httpwire.dsl.saveTo
import httpwire.dsl.text
import httpwire.dsl.textLines
import okio.ByteString
import okio.Path

internal fun isSuccess(host: String): Boolean {
    // region kotlin-is-success
    val isThere = http(host) { head("/spam").isSuccess }
    // endregion
    return isThere
}

internal fun orThrow(host: String): String {
    // region kotlin-or-throw
    val page = try {
        http(host) { get("/spam").orThrow().text() }
    } catch (e: UnexpectedResponse) {
        "${e.status} ${e.reason}: ${e.body.utf8()}"
    }
    // endregion
    return page
}

internal fun bytes(host: String): ByteString {
    // region kotlin-bytes
    val image = http(host) { get("/logo.png").bytes() }
    // endregion
    return image
}

internal fun textInCharset(host: String): String {
    // region kotlin-text-in-charset
    val page = http(host) { get("/").text("ISO-8859-1") }
    // endregion
    return page
}

internal fun textLines(host: String): List<String> {
    // region kotlin-text-lines
    val first = http(host) {
        get("/log").textLines().takeWhile { it != "END" }.toList() // Read as they are asked for.
    }
    // endregion
    return first
}

internal fun parts(host: String): List<String> = http(host) {
    get("/form").parts().map { "${it.name}: ${it.text()}" }.toList()
}

internal fun saveTo(host: String, file: Path): Long {
    // region kotlin-save-to
    val byteCount = http(host) { get("/big").saveTo(file) }
    // endregion
    return byteCount
}

internal fun saveToWithProgress(host: String, file: Path, show: (String) -> Unit): Long {
    // region kotlin-save-to-with-progress
    val byteCount = http(host) {
        get("/big").saveTo(file) { show("${it.byteCount} of ${it.totalByteCount} bytes") }
    }
    // endregion
    return byteCount
}
