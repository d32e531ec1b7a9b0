package httpwire.examples.samples.dsl

import httpwire.dsl.http
import httpwire.trace.ConnectionListener

internal fun listener(host: String, seen: MutableList<String>): String {
    // region kotlin-listener
    val page = http(host) {
        listener {
            connecting { peer -> seen += "connecting to ${peer.host()}" }
            connected { _, address -> seen += "connected to $address" }
            tunnelAnswered { status, _, _ -> seen += "proxy: $status" }
            headSent { method, target -> seen += "request $exchangeNumber: $method $target" }
            bodySent { byteCount -> seen += "request body: $byteCount bytes" }
            continueAnswered { answer -> seen += "asked before the body: $answer" }
            interimReceived { status, _, _ -> seen += "interim response: $status" }
            headReceived { status, _, headers -> seen += "response: $status, ${headers.size()} fields" }
            bodyBytesReceived { piece -> seen += "response body: ${piece.utf8()}" } // Costs a copy.
            bodyFramingReceived { framing -> seen += "chunk framing: ${framing.size} bytes" }
            chunkExtensionsReceived { extensions -> seen += "chunk with $extensions" }
            trailersReceived { trailers -> seen += "trailers: ${trailers.size()}" }
            bodyEnded { isComplete -> seen += if (isComplete) "end" else "cut" }
            closed { reasons -> seen += "closed: $reasons" }
            exchangeEnded { reasons -> seen += if (reasons.isEmpty()) "to be used again" else "over" }
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
