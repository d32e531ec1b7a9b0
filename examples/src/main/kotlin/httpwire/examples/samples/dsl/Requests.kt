package httpwire.examples.samples.dsl

import httpwire.Headers
import httpwire.Request
import httpwire.dsl.http
import kotlin.time.Duration.Companion.seconds

internal fun get(host: String): String {
    // region kotlin-get
    val page = http(host) { get("/").text() }
    // endregion
    return page
}

internal fun head(host: String): String? {
    // region kotlin-head
    val length = http(host) { head("/").getHeader("Content-Length") }
    // endregion
    return length
}

internal fun post(host: String): String {
    // region kotlin-post
    val answer = http(host) {
        timeout = 10.seconds
        post("/x") {
            header("Accept", "text/plain")
            body("spam=1&eggs=2")
        }.text()
    }
    // endregion
    return answer
}

internal fun put(host: String): Int {
    // region kotlin-put
    val status = http(host) { put("/file") { body("***filecontents***") }.status }
    // endregion
    return status
}

internal fun patch(host: String): Int {
    // region kotlin-patch
    val status = http(host) {
        patch("/spam/1") {
            header("Content-Type", "application/merge-patch+json")
            body("""{"eggs":2}""")
        }.status
    }
    // endregion
    return status
}

internal fun delete(host: String): Int {
    // region kotlin-delete
    val status = http(host) { delete("/spam/1").status }
    // endregion
    return status
}

internal fun options(host: String): String? {
    // region kotlin-options
    val allowed = http(host) { options("*").getHeader("Allow") }
    // endregion
    return allowed
}

internal fun queryVerb(host: String): String {
    // region kotlin-query-verb
    val found = http(host) {
        query("/recipes") { form("with" to "spam") }.text()
    }
    // endregion
    return found
}

internal fun sendRequest(host: String): String {
    // region kotlin-send-request
    val recipes = Request.builder("GET", "/recipes").parameter("with", "spam").idempotent().build()
    val found = http(host) { send(recipes).text() }
    // endregion
    return found
}

internal fun request(host: String): Int {
    // region kotlin-request
    val status = http(host) { request("PROPFIND", "/") { header("Depth", "1") }.status }
    // endregion
    return status
}

internal fun query(host: String): String {
    // region kotlin-query
    val found = http(host) {
        get("/search?lang=fr") {
            query("q", "café & crème")
            query("page", "2")
        }.text()
    }
    // endregion
    return found
}

internal fun header(host: String): String {
    // region kotlin-header
    val page = http(host) {
        get("/") {
            header("Accept", "text/html")
            header("accept", "text/plain") // Adds, and is sent as it is spelt.
        }.text()
    }
    // endregion
    return page
}

internal fun setHeader(host: String): String {
    // region kotlin-set-header
    val page = http(host) {
        get("/") {
            header("Accept", "text/html")
            setHeader("accept", "text/plain") // Replaces.
        }.text()
    }
    // endregion
    return page
}

internal fun headers(host: String): String {
    // region kotlin-headers
    val usual = Headers.of("Accept", "text/html", "User-Agent", "spam/1.0")
    val page = http(host) { get("/") { headers(usual) }.text() }
    // endregion
    return page
}

internal fun withoutHeader(host: String): String {
    // region kotlin-without-header
    val page = http(host) { get("/") { withoutHeader("Accept-Encoding") }.text() }
    // endregion
    return page
}
