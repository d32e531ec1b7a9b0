package httpwire.examples.samples.dsl

import httpwire.Limits
import httpwire.Timeouts
import httpwire.dsl.http
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

internal fun timeout(host: String): String {
    val page = http(host) {
        timeout = 10.seconds // To connect, for each write and for each read.
        get("/").text()
    }
    return page
}

internal fun timeoutsByPhase(host: String): String {
    // region kotlin-timeouts-by-phase
    val page = http(host) {
        timeout = 10.seconds // To connect, for each write and for each read.
        timeouts {
            // Changes some, and leaves the others.
            resolve = 2.seconds
            connect = 5.seconds
            tls = 5.seconds
            tunnel = 5.seconds
            write = 20.seconds
            firstByte = 30.seconds
            read = null // No bound but the deadline.
            deadline = 1.minutes
        }
        get("/").text()
    }
    // endregion
    return page
}

internal fun timeoutsAsValue(host: String): String {
    val page = http(host) {
        timeouts = Timeouts.NONE // http.client's default.
        get("/").text()
    }
    return page
}

internal fun limits(host: String): String {
    // region kotlin-limits
    val page = http(host) {
        limits {
            // Changes some, and leaves the others.
            maxLineBytes = 8 shl 10
            maxHeadBytes = 32 shl 10
            maxFields = 100
            maxInterimResponses = 5
            maxChunkLineBytes = 1 shl 10
            chunkOverheadBytes = 4 shl 10
            maxTrailerBytes = 4 shl 10
            maxBufferedBodyBytes = 1L shl 20
        }
        get("/").text()
    }
    // endregion
    return page
}

internal fun limitsAsValue(host: String): String {
    val page = http(host) {
        limits = Limits.DEFAULT.withMaxBufferedBodyBytes(1L shl 20)
        get("/").text()
    }
    return page
}
