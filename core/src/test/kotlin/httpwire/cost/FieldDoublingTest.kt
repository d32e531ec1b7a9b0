package httpwire.cost

import httpwire.ContentDisposition
import httpwire.ContentRange
import httpwire.DigestField
import httpwire.Headers
import httpwire.HttpDate
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Link
import httpwire.ProblemDetails
import httpwire.RetryAfter
import httpwire.auth.Challenge
import httpwire.body.form.FormBody
import httpwire.client.cache.directives
import httpwire.client.cookies.Cookie
import httpwire.client.cookies.CookiesTxt
import httpwire.client.hsts.HstsStore
import httpwire.connection.HttpResponse
import httpwire.testing.Recording
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.doubles.shouldBeLessThan
import okio.Buffer

/** A parser of text, and what its texts may begin with. */
private class Parser(val name: String, vararg val beginnings: String, val parse: (String) -> Unit) {
    override fun toString() = name
}

private val URL = HttpUrl.parse("http://a.test/b/c?d")

private fun argument(block: () -> Unit) = try {
    block()
} catch (_: IllegalArgumentException) {
} catch (_: HttpException) {
}

private val PARSERS = listOf(
    Parser("a challenge", "", "Basic ", "Digest a=\"b\"") { Challenge.parse(it) },
    Parser("Set-Cookie", "", "a=b;", "a=b; Expires=") { Cookie.parse(URL, it) },
    Parser("Link", "", "<a>", "<a>;rel=\"", "<a>;a*=UTF-8''") { Link.parse(it) },
    Parser("Cache-Control", "", "private=\"") { directives(listOf(it)) },
    Parser("Content-Disposition", "", "attachment;", "attachment; filename=\"", "a;filename*=UTF-8''") {
        ContentDisposition.parse(it)?.safeFilename()
    },
    Parser("Content-Type", "", "a/b;", "a/b;c=\"") {
        argument { Headers.of("Content-Type", it).run { contentType() to params("Content-Type") } }
    },
    Parser("a digest", "", "sha-256=", "sha-256=:", "a=(", "a=%\"") { DigestField.parse(it) },
    Parser("a date", "", "Sun, 06 Nov 1994 ") { HttpDate.parse(it) },
    Parser("Retry-After", "") { RetryAfter.parse(it) },
    Parser("Content-Range", "", "bytes 0-") { ContentRange.parse(it) },
    Parser("Strict-Transport-Security", "", "max-age=1;", "max-age=\"") { HstsStore.inMemory().note("a.test", it) },
    Parser("a URL", "", "http://a.test/", "http://a.test/?", "http://", "http://[") { argument { HttpUrl.parse(it) } },
    Parser("a reference", "", "/", "?", "//") { argument { URL.resolve(it) } },
    Parser("a form", "", "a=") { FormBody.parse(it) },
    Parser("a problem", "", "{\"title\":", "{\"a\":\"") { ProblemDetails.parse(it) },
    Parser("cookies.txt", "", "a.test\tFALSE\t/\tFALSE\t0\t") { CookiesTxt.read(Buffer().writeUtf8(it)) },
    Parser("a template", "", "{") { argument { HttpUrl.expand("http://a.test/$it", mapOf("a" to "b")) } },
    Parser("a recording", "httpwire recording 1\nconnection 1\n< ") { argument { Recording.parse(it) } },
    Parser("fields", "A: b\r\n") { argument { HttpResponse.parseHeaders(Buffer().writeUtf8("$it\r\n\r\n")) } },
)

/** What is repeated; [N] stands for the number of the repetition. */
private const val N = "§"

private val PATTERNS = listOf(
    "\"", "\\", "\\\"", ",", ", ", ";", "; ", "=", "a=", "=a", " ", "\t", "a", "a ", "a,", "a, ", "a=b,",
    "a=b;", "a=\"b\",",
    "a=\"b\";", "a$N=b, ", "a$N=b;", "a*$N=b;", "a*$N*=%41;", "a$N ", "<", "<a>,", "<a>;rel=x,", "<a>;rel=\"",
    ">", "%", "%41", "%c3%a4",
    "{a}", "{", "}", "[", "]", "{\"a\":", "[[", "\"a\":1,", "a.", ".", "../", "/a/../", "/", "?", "#", "@",
    ":", "0", "01", "-", "(", "(1 ",
    "1994 ", "Nov ", "\r\n ", "\n", "\r\n", "\u00e4", "\\x41", "&", "a&", "+", "*", "'",
)

private fun made(beginning: String, pattern: String, length: Int): String {
    val text = StringBuilder(beginning)
    var number = 0
    while (text.length < length) text.append(pattern.replace(N, "${number++}"))
    return text.toString()
}

/** What takes less for [FOUR_TIMES] characters needs no second look: the square of that would take seconds. */
private const val NOTHING_NANOS = 3_000_000L
private const val ONCE = 1 shl 14
private const val FOUR_TIMES = 4 * ONCE

class FieldDoublingTest : FunSpec({
    withTests(nameFn = { "T31: time and memory grow as the text does: $it" }, PARSERS) { parser ->
        for (beginning in parser.beginnings) {
            for (pattern in PATTERNS) {
                val prepare = { size: Int -> made(beginning, pattern, size).let { { parser.parse(it) } } }
                val first = List(2) { Used.by(prepare(FOUR_TIMES)) }.reduce(Used::least)
                if (first.nanos < NOTHING_NANOS && first.byteCount < 64L * FOUR_TIMES) continue
                val growth = growth(ONCE, prepare)
                withClue("'$beginning' and many '$pattern': $growth") {
                    growth.time shouldBeLessThan MOST_TIME
                    growth.memory shouldBeLessThan 6.0
                }
            }
        }
    }
})
