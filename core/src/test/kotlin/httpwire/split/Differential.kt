package httpwire.split

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpVersion
import httpwire.Limits
import httpwire.connection.HttpResponse
import httpwire.internal.wire.Printable
import httpwire.internal.wire.arriving
import httpwire.internal.wire.byteByByte
import okio.Buffer
import okio.BufferedSource
import okio.ByteString.Companion.encode

/** So large that nothing which fits into memory reaches them: limits are no part of the grammar. */
private val UNLIMITED = (1 shl 30).let { Limits(it, it, it, it, it, it, it, it.toLong()) }

private fun Headers.fields() = toList().map { it.key to it.value }

/** What httpwire reads, in the words of the second parser. */
internal fun ours(source: BufferedSource, method: String): Reading {
    val body = Buffer()
    return try {
        val response = HttpResponse.parse(source, method, UNLIMITED)
        val content = response.source()
        while (content.read(body, 8192) >= 0) continue
        Reading.Whole(
            response.interimResponses.map { Head(1, it.status, it.reason, it.headers.fields()) },
            Head(
                if (response.version ==
                    HttpVersion.HTTP_1_0
                ) {
                    0
                } else {
                    1
                },
                response.status,
                response.reason,
                response.headers.fields(),
            ),
            body.latin1(),
            response.trailers.fields(),
            source.readString(Charsets.ISO_8859_1),
        )
    } catch (_: HttpException.IncompleteRead) {
        Reading.Cut(body.latin1())
    } catch (_: HttpException.RemoteDisconnected) {
        Reading.Cut(body.latin1())
    } catch (_: HttpException) {
        Reading.Refused(body.latin1())
    }
}

/** What the second parser reads, with as much of the versions as httpwire shows: a later minor one is 1. */
internal fun theirs(text: String, method: String): Reading = when (val reading = Reference(text, method).read()) {
    is Reading.Whole -> reading.copy(
        interims = reading.interims.map { it.copy(minor = 1) },
        head = reading.head.copy(minor = minOf(reading.head.minor, 1)),
    )

    else -> reading
}

/** Reads [text] with both, at once and byte by byte. */
internal fun requireAlike(text: String, method: String) {
    val bytes = text.encode(Charsets.ISO_8859_1)
    val theirs = theirs(text, method)
    for (arrival in listOf(listOf(bytes), byteByByte(bytes))) {
        val ours = ours(arrival.arriving(), method)
        check(ours == theirs) {
            "$method ${Printable.of(text, 500)}\n" +
                listOf(ours, theirs).joinToString("\n") { Printable.of("$it", 500) }
        }
    }
}
