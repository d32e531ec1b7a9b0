package httpwire.examples.samples.dsl

import httpwire.connection.ConnectionListener
import httpwire.dsl.http

internal fun listener(host: String, seen: MutableList<String>): String {
    // region kotlin-listener
    val page = http(host) {
        listener {
            connecting { peer -> seen += "connecting to ${peer.host()}" }
            connected { _, address -> seen += "connected to $address" }
            tunnelAnswered { _, status, _ -> seen += "proxy: $status" }
            headSent { head -> seen += "request: ${head.size} bytes" }
            bodySent { piece -> seen += "request body: ${piece.size} bytes" }
            interimReceived { _, status, _ -> seen += "interim response: $status" }
            headReceived { _, status, headers -> seen += "response: $status, ${headers.size()} fields" }
            bodyReceived { piece -> seen += "response body: ${piece.size} bytes" }
            bodyEnded { isComplete -> seen += if (isComplete) "end" else "cut" }
            closed { reasons -> seen += "closed: $reasons" }
        }
        get("/").text()
    }
    // endregion
    return page
}

internal fun listenerAsValue(host: String, counting: ConnectionListener): String {
    val page = http(host) {
        listener = counting // One that Java has, or that many connections share.
        get("/").text()
    }
    return page
}

internal fun debug(host: String, lines: MutableList<String>): String {
    // region kotlin-debug
    val page = http(host) {
        debug { line -> lines += line } // debug() prints; debug(2) shows passwords and cookies, too.
        get("/").text()
    }
    // endregion
    return page
}
