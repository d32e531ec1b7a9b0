package httpwire.split

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.Limits
import httpwire.connection.HttpResponse
import okio.Buffer
import okio.BufferedSource

internal fun Headers.spelt() = toList().joinToString("") { "[${it.key}=${it.value}]" }

internal fun Buffer.latin1() = clone().readString(Charsets.ISO_8859_1)

/**
 * What became of a message. [verdict] is that of the corpus; [all] has everything that may not depend on how the bytes
 * arrive: heads, interim ones too, and for a failure its words in full. [body] is what was delivered of the body.
 */
internal class Outcome(
    val verdict: String,
    val all: String,
    val body: String,
    val failure: HttpException? = null,
    /** Whether only the end of the connection ends the body. */
    val isEndless: Boolean = false,
)

private val ENDLESS = setOf(CloseReason.BODY_UNTIL_CLOSE, CloseReason.PROTOCOL_SWITCHED)

private fun failed(failure: HttpException, head: String, body: String): Outcome {
    val after = if (body.isEmpty()) "" else " after \"$body\""
    val verdict = "${failure.javaClass.simpleName}$after: ${failure.message}"
    return Outcome(verdict, "$head\n$verdict", body, failure)
}

/** Reads the body as it comes, then [rest]. */
internal fun HttpResponse.outcome(rest: () -> String = { "" }): Outcome {
    val interims = interimResponses.joinToString("") { "${it.status} ${it.reason} ${it.headers.spelt()}\n" }
    val head = "$interims$version $status $reason ${headers.spelt()} ${closeReasons - CloseReason.SURPLUS_BYTES}"
    val body = Buffer()
    try {
        val source = source()
        while (source.read(body, 8192) >= 0) continue
    } catch (e: HttpException) {
        return failed(e, head, body.latin1())
    }
    val left = rest()
    val verdict = "$status \"${body.latin1()}\"" + (if (trailers.size() > 0) " ${trailers.spelt()}" else "") +
        if (left.isEmpty()) "" else " then \"$left\""
    return Outcome(verdict, "$head\n$verdict", body.latin1(), isEndless = closeReasons.any { it in ENDLESS })
}

/** Reads a response from [source], and what is left after it. */
internal fun parse(source: BufferedSource, method: String, limits: Limits = Limits.DEFAULT): Outcome = try {
    HttpResponse.parse(source, method, limits).outcome { source.readString(Charsets.ISO_8859_1) }
} catch (e: HttpException) {
    failed(e, "no head", "")
}

/** [read], or the failure before there was a response. */
internal fun outcomeOf(read: () -> Outcome): Outcome = try {
    read()
} catch (e: HttpException) {
    failed(e, "no head", "")
}
