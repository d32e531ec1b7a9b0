package httpwire.client.cache

import httpwire.CacheOutcome
import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.CacheOutcome.STALE
import httpwire.client.backgroundForTests
import httpwire.testing.Answer
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.longs.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import java.time.Duration

/**
 * The scenarios of https://github.com/http-tests/cache-tests that are two GETs for one URL, three seconds apart, by
 * their ids. In a line: the id; where the second response comes from, and its status if that is not the first one's;
 * the fields of the first response, after its status if that is not 200; the fields of the first request, and of the
 * second; the fields of the second response, `!` for one that must be missing.
 */
class CacheTestsTableTest : FunSpec({
    context("as there") { scenarios(AS_THERE) }
    context("as there, with heuristics") {
        val statuses = listOf(200, 203, 204, 404, 405, 410, 414, 501).map { "heuristic-$it-cached | hit | $it" } +
            listOf(201, 202, 403, 502, 503, 504, 599).map { "heuristic-$it-not_cached | asked | $it" }
        val deltas =
            listOf(60, 300, 600, 1200, 1800, 3600, 43_200, 86_400).map { "heuristic-delta-$it | hit | @-$it" } +
                // A tenth of the time, which is over by then.
                listOf(5, 10, 30).map { "heuristic-delta-$it | asked | @-$it" }
        val rows = statuses.map { "$it Last-Modified: @-86400 ~ Date: @0" } +
            deltas.map { it.replace("@", "Last-Modified: @") + " ~ Date: @0" } +
            "heuristic-599-cached | hit | 599 Last-Modified: @-86400 ~ Date: @0 ~ Cache-Control: public"
        scenarios(rows.joinToString("\n") + WITH_HEURISTICS) { withHeuristicCap(Duration.ofDays(1)) }
    }
    context("status") {
        val statuses = listOf(200, 203, 204, 299, 301, 302, 303, 307, 308, 400, 404, 410, 499, 500, 502, 503, 504, 599)
        val fresh = statuses.map { "status-$it-fresh | hit | $it Cache-Control: max-age=100000 ~ Date: @0" }
        val stale =
            statuses.map { "status-$it-stale | asked | $it Expires: @-5000 ~ Last-Modified: @-100000 ~ Date: @0" }
        val understood = listOf("599-must-understand | asked | 599", "200-must-understand | hit | 200")
        scenarios(
            (
                fresh + stale +
                    understood.map { "status-$it Cache-Control: max-age=3600, no-store, must-understand" }
                ).joinToString("\n"),
        )
    }
    for ((reason, rows) in DIFFERENT) context("not as there: $reason") { scenarios(rows) }
    test("what it differs in with options is as there") {
        scene({ storingSetCookie().withStaleIfError(HOUR) }) {
            play(Scenario("other-set-cookie | hit | Cache-Control: max-age=100000 ~ Date: @0 ~ Set-Cookie: a=b"))
            for (failure in listOf(Answer.of(503), Answer.hangUp())) {
                answer(200, "Cache-Control: max-age=2", "Date: @0", body = "first")
                get("/stale-503")
                clock.pass(3)
                answers = { failure }
                get("/stale-503").run { listOf(outcome, text) } shouldBe listOf(STALE, "first")
            }
        }
    }
    test("each id is there once") {
        val ids = (listOf(AS_THERE, WITH_HEURISTICS) + DIFFERENT.map { it.second }).flatMap { rows(it) }.map { it.id }
        ids.groupBy { it }.filterValues { it.size > 1 }.keys.shouldBeEmpty()
    }
})

private class Scenario(line: String) {
    private val columns = line.split('|').map { it.trim() }
    val id = columns[0]
    private val firstStatus = Regex("^\\d{3}(?= |$)").find(columns.getOrElse(2) { "" })?.value
    val status = firstStatus?.toInt() ?: 200
    val outcome: CacheOutcome = when (columns[1].substringBefore(' ')) {
        "hit" -> HIT
        "stale" -> STALE
        "asked" -> MISS
        "etag", "modified" -> REVALIDATED
        else -> error(line)
    }
    val secondStatus = columns[1].substringAfter(' ', "").toIntOrNull()
    val response = fields(2)
    val firstRequest = fields(3)
    val secondRequest = fields(4)
    val secondResponse = fields(5)

    private fun fields(column: Int): List<String> {
        val text = columns.getOrElse(column) { "" }.removePrefix(if (column == 2) firstStatus.orEmpty() else "")
        return text.split(" ~ ").map { it.trim() }.filter { it.isNotEmpty() }
    }
}

private fun rows(table: String) =
    table.lines().map { it.trim() }.filter { it.isNotEmpty() && !it.startsWith("# ") }.map { Scenario(it) }

private suspend fun io.kotest.core.spec.style.scopes.FunSpecContainerScope.scenarios(
    table: String,
    options: CacheOptions.() -> CacheOptions = { this },
) {
    val shared = CacheScene(options) { backgroundForTests { } }
    for (row in rows(table)) test(row.id) { shared.play(row) }
    shared.close()
}

private fun CacheScene.play(row: Scenario) {
    val path = "/${row.id}"
    val first = row.response.map { dated(it) }
    val body = if (row.status == 204) "" else "first"
    answers = { Answer.of(row.status, *first.toTypedArray()).body(body) }
    get(path, *row.firstRequest.toTypedArray())
    val expected = row.secondResponse.map { dated(it) }
    clock.pass(3)
    val validators = first.filter { it.startsWith("ETag:") || it.startsWith("Last-Modified:") }
    val isNotModified = row.outcome == REVALIDATED || row.secondStatus == 304
    answers = { if (isNotModified) Answer.of(304, *validators.toTypedArray()) else Answer.ok("second") }
    val before = requestCount()
    val got = get(path, *row.secondRequest.toTypedArray())
    got.outcome shouldBe row.outcome
    val isAsked = row.outcome == MISS || row.outcome == REVALIDATED
    requestCount() - before shouldBe if (isAsked) 1 else 0
    got.status shouldBe (row.secondStatus ?: if (row.outcome == MISS) 200 else row.status)
    if (got.status != 304) got.text shouldBe if (row.outcome == MISS) "second" else body
    if (row.outcome == REVALIDATED) validatorsSent() shouldBe validators.map { it.substringAfter(": ") }
    for (field in expected) withClue(field) { got.shouldHave(field) }
}

private fun CacheScene.validatorsSent() =
    listOf("If-None-Match", "If-Modified-Since").map { lastRequest().field(it) }.filter { it.isNotEmpty() }

private fun Got.shouldHave(field: String) {
    when {
        field.startsWith("!") -> headers.contains(field.drop(1)) shouldBe false

        '>' in field -> headers.get(field.substringBefore('>'))!!.toLong() shouldBeGreaterThan
            field.substringAfter('>').toLong()

        else -> headers.get(field.substringBefore(':')) shouldBe field.substringAfter(": ")
    }
}

private const val AS_THERE = """
        # cc-freshness
        freshness-none | asked
        freshness-max-age | hit | Cache-Control: max-age=3600
        freshness-max-age-stale | asked | Cache-Control: max-age=2 ~ Date: @0
        freshness-max-age-0 | asked | Cache-Control: max-age=0
        freshness-max-age-max-minus-1 | hit | Cache-Control: max-age=2147483647
        freshness-max-age-max | hit | Cache-Control: max-age=2147483648
        freshness-max-age-max-plus-1 | hit | Cache-Control: max-age=2147483649
        freshness-max-age-max-plus | hit | Cache-Control: max-age=99999999999
        freshness-max-age-age | asked | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 7200
        freshness-max-age-date | asked | Date: @-7200 ~ Cache-Control: max-age=3600
        freshness-max-age-expires | hit | Cache-Control: max-age=3600 ~ Expires: @-7200 ~ Date: @0
        freshness-max-age-expires-invalid | hit | Cache-Control: max-age=3600 ~ Expires: 0 ~ Date: @0
        freshness-max-age-0-expires | asked | Expires: @3600 ~ Cache-Control: max-age=0 ~ Date: @0
        freshness-max-age-extension | hit | Cache-Control: foobar, max-age=3600
        freshness-max-age-case-insenstive | hit | Cache-Control: MaX-aGe=3600
        freshness-max-age-negative | asked | Cache-Control: max-age=-3600
        freshness-max-age-s-maxage-private | asked | Cache-Control: s-maxage=3600, max-age=1
        freshness-max-age-s-maxage-private-multiple | asked | Cache-Control: s-maxage=3600 ~ Cache-Control: max-age=1
        # cc-parse
        freshness-max-age-quoted | hit | Cache-Control: max-age="3600"
        freshness-max-age-ignore-quoted | asked | Cache-Control: extension="max-age=3600", max-age=1
        freshness-max-age-ignore-quoted-rev | asked | Cache-Control: max-age=1, extension="max-age=3600"
        freshness-max-age-space-before-equals | asked | Cache-Control: max-age =3600
        freshness-max-age-space-after-equals | asked | Cache-Control: max-age= 3600
        freshness-max-age-leading-zero | hit | Cache-Control: max-age=003600
        freshness-max-age-single-quoted | asked | Cache-Control: max-age='3600'
        # age-parse
        age-parse-nonnumeric | hit | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: abc
        age-parse-negative | hit | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: -7200
        age-parse-float | hit | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 7200.0
        age-parse-large-minus-one | asked | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 2147483647
        age-parse-large | asked | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 2147483648
        age-parse-larger | asked | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 2147483649
        age-parse-suffix | asked | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 7200, 0
        age-parse-prefix | hit | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 0, 7200
        age-parse-suffix-twoline | asked | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 7200 ~ Age: 0
        age-parse-prefix-twoline | hit | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 0 ~ Age: 7200
        age-parse-dup-0 | hit | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 0, 0
        age-parse-dup-0-twoline | hit | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 0 ~ Age: 0
        age-parse-dup-old | hit | Date: @0 ~ Cache-Control: max-age=10000 ~ Age: 3600 ~ Age: 3600
        # expires
        freshness-expires-future | hit | Expires: @2592000 ~ Date: @0
        freshness-expires-past | asked | Expires: @-2592000 ~ Date: @0
        freshness-expires-present | asked | Expires: @0 ~ Date: @0
        freshness-expires-old-date | asked | Expires: @300 ~ Date: @400
        freshness-expires-invalid | asked | Expires: 0 ~ Date: @0
        freshness-expires-invalid-date | hit | Date: foo ~ Expires: @10
        freshness-expires-age-slow-date | asked | Date: @-10 ~ Expires: @10 ~ Age: 25
        freshness-expires-age-fast-date | asked | Date: @10 ~ Expires: @20 ~ Age: 15
        # expires-parse
        freshness-expires-32bit | hit | Expires: Tue, 19 Jan 2038 14:14:08 GMT ~ Date: @0
        freshness-expires-far-future | hit | Expires: Sun, 21 Nov 2286 04:46:39 GMT ~ Date: @0
        freshness-expires-rfc850 | hit | Expires: Thursday, 18-Aug-50 02:01:18 GMT ~ Date: @0
        freshness-expires-ansi-c | hit | Expires: Thu Aug  8 02:01:18 2050 ~ Date: @0
        freshness-expires-wrong-case-weekday | hit | Expires: THU, 18 Aug 2050 02:01:18 GMT ~ Date: @0
        freshness-expires-wrong-case-month | hit | Expires: Thu, 18 AUG 2050 02:01:18 GMT ~ Date: @0
        freshness-expires-wrong-case-tz | hit | Expires: Thu, 18 Aug 2050 02:01:18 gMT ~ Date: @0
        freshness-expires-invalid-utc | asked | Expires: Thu, 18 Aug 2050 02:01:18 UTC ~ Date: @0
        freshness-expires-invalid-aest | asked | Expires: Thu, 18 Aug 2050 02:01:18 AEST ~ Date: @0
        freshness-expires-invalid-2-digit-year | asked | Expires: Thu, 18 Aug 50 02:01:18 GMT ~ Date: @0
        freshness-expires-invalid-no-comma | asked | Expires: Thu 18 Aug 2050 02:01:18 GMT ~ Date: @0
        freshness-expires-invalid-multiple-spaces | asked | Expires: Thu, 18  Aug  2050 02:01:18 GMT ~ Date: @0
        freshness-expires-invalid-date-dashes | asked | Expires: Thu, 18-Aug-2050 02:01:18 GMT ~ Date: @0
        freshness-expires-invalid-time-periods | asked | Expires: Thu, 18 Aug 2050 02.01.18 GMT ~ Date: @0
        freshness-expires-invalid-1-digit-hour | asked | Expires: Thu, 18 Aug 2050 2:01:18 GMT ~ Date: @0
        freshness-expires-invalid-multiple-lines | asked | Expires: Thu, 18 Aug 2050 2:01:18 GMT ~ Expires: Thu, 18 Aug 2050 2:01:19 GMT ~ Date: @0
        # cc-response
        cc-resp-private-private | hit | Cache-Control: private, max-age=3600
        cc-resp-no-store | asked | Cache-Control: no-store
        cc-resp-no-store-case-insensitive | asked | Cache-Control: No-StOrE
        cc-resp-no-store-fresh | asked | Cache-Control: max-age=10000, no-store ~ Expires: @10000 ~ Date: @0
        cc-resp-no-cache | asked | Cache-Control: max-age=10000, no-cache ~ Expires: @10000 ~ Date: @0
        cc-resp-no-cache-case-insensitive | asked | Cache-Control: max-age=10000, No-CaChE ~ Expires: @10000 ~ Date: @0
        cc-resp-no-cache-revalidate | etag | Cache-Control: no-cache ~ ETag: "abcd"
        cc-resp-no-cache-revalidate-fresh | etag | Cache-Control: max-age=10000, no-cache ~ Expires: @10000 ~ Date: @0 ~ ETag: "abcd"
        headers-omit-headers-listed-in-Cache-Control-no-cache-single | hit | Cache-Control: no-cache="a" ~ a: 1 ~ b: 2 ~ Cache-Control: max-age=3600 ~ Date: @0 |  |  | b: 2 ~ !a
        headers-omit-headers-listed-in-Cache-Control-no-cache | hit | Cache-Control: no-cache="a, b" ~ a: 1 ~ b: 2 ~ c: 3 ~ Cache-Control: max-age=3600 ~ Date: @0 |  |  | c: 3 ~ !a ~ !b
        cc-resp-must-revalidate-fresh | hit | Cache-Control: max-age=10000, must-revalidate ~ ETag: "abcd"
        # stale
        stale-while-revalidate | stale | Cache-Control: max-age=1, stale-while-revalidate=3600 ~ ETag: "abc"
        # cc-request
        ccreq-ma0 | asked | Cache-Control: max-age=100000 ~ Date: @0 |  | Cache-Control: max-age=0
        ccreq-ma1 | asked | Cache-Control: max-age=100000 ~ Date: @0 |  | Cache-Control: max-age=1
        ccreq-magreaterage | asked | Cache-Control: max-age=100000 ~ Date: @0 ~ Age: 1800 |  | Cache-Control: max-age=600
        ccreq-max-stale | stale | Cache-Control: max-age=2 ~ Date: @0 |  | Cache-Control: max-stale=1000
        ccreq-max-stale-age | stale | Cache-Control: max-age=1500 ~ Age: 2000 |  | Cache-Control: max-stale=1000
        ccreq-min-fresh | asked | Cache-Control: max-age=1500 |  | Cache-Control: min-fresh=2000
        ccreq-min-fresh-age | asked | Cache-Control: max-age=1500 ~ Age: 1000 |  | Cache-Control: min-fresh=1000
        ccreq-no-cache | asked | Cache-Control: max-age=3600 |  | Cache-Control: no-cache
        ccreq-no-cache-lm | modified | Cache-Control: max-age=3600 ~ Last-Modified: @-10000 ~ Date: @0 |  | Cache-Control: no-cache
        ccreq-no-cache-etag | etag | Cache-Control: max-age=3600 ~ ETag: "1" |  | Cache-Control: no-cache
        ccreq-no-store | asked | Cache-Control: max-age=100000 ~ Date: @0 |  | Cache-Control: no-store
        # pragma
        pragma-request-extension | hit | Cache-Control: max-age=100000 ~ Date: @0 |  | Pragma: unrecognised-extension
        pragma-response-no-cache | hit | Cache-Control: max-age=3600 ~ Pragma: no-cache
        pragma-response-extension | hit | Cache-Control: max-age=3600 ~ Pragma: unrecognised-extension
        # vary
        vary-match | hit | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo | Foo: 1 | Foo: 1
        vary-no-match | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo | Foo: 1 | Foo: 2
        vary-omit-stored | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo |  | Foo: 1
        vary-omit | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo | Foo: 1
        vary-cache-key | hit | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo | Foo: 1 ~ Other: 2 | Foo: 1 ~ Other: 3
        vary-2-match | hit | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo, Bar | Foo: 1 ~ Bar: abc | Foo: 1 ~ Bar: abc
        vary-2-no-match | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo, Bar | Foo: 1 ~ Bar: abc | Foo: 2 ~ Bar: abc
        vary-2-match-omit | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo, Bar | Foo: 1 ~ Bar: abc
        vary-3-match | hit | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo, Bar, Baz | Foo: 1 ~ Bar: abc ~ Baz: 789 | Foo: 1 ~ Bar: abc ~ Baz: 789
        vary-3-no-match | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo, Bar, Baz | Foo: 1 ~ Bar: abc ~ Baz: 789 | Foo: 2 ~ Bar: abc ~ Baz: 789
        vary-3-order | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo, Bar, Baz | Foo: 1 ~ Bar: abc ~ Baz: 789 | Foo: 1 ~ Baz: 789 ~ Bar: abcde
        vary-3-omit | hit | Cache-Control: max-age=5000 ~ Date: @0 ~ Last-Modified: @-3000 ~ Vary: Foo, Bar, Baz | Foo: 1 ~ Baz: 789 | Foo: 1 ~ Baz: 789
        vary-star | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: * | Foo: 1 ~ Baz: 789 | Foo: 1 ~ Baz: 789
        vary-normalise-combine | hit | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo | Foo: 1, 2 | Foo: 1 ~ Foo: 2
        vary-normalise-lang-case | hit | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Accept-Language | Accept-Language: en, de | Accept-Language: eN, De
        vary-normalise-lang-space | hit | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Accept-Language | Accept-Language: en, de | Accept-Language:  en ,   de
        # vary-parse
        vary-syntax-star | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: * | Foo: 1 ~ Baz: 789 | Foo: 1 ~ Baz: 789
        vary-syntax-star-star | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: *, * | Foo: 1 ~ Baz: 789 | Foo: 1 ~ Baz: 789
        vary-syntax-star-star-lines | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: * ~ Vary: * | Foo: 1 ~ Baz: 789 | Foo: 1 ~ Baz: 789
        vary-syntax-empty-star | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: , * | Foo: 1 ~ Baz: 789 | Foo: 1 ~ Baz: 789
        vary-syntax-empty-star-lines | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary:  ~ Vary: * | Foo: 1 ~ Baz: 789 | Foo: 1 ~ Baz: 789
        vary-syntax-star-foo | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: *, Foo | Foo: 1 ~ Baz: 789 | Foo: 1 ~ Baz: 789
        vary-syntax-foo-star | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo, * | Foo: 1 ~ Baz: 789 | Foo: 1 ~ Baz: 789
        # conditional-lm
        conditional-lm-fresh | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ Last-Modified: @-3000 |  | If-Modified-Since: @-3000
        conditional-lm-fresh-earlier | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ Last-Modified: @-3000 |  | If-Modified-Since: @-2000
        conditional-lm-stale | asked 304 | Cache-Control: max-age=2 ~ Date: @0 ~ Last-Modified: @-3000 |  | If-Modified-Since: @-3000
        # conditional-inm
        conditional-etag-strong-respond | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: "abcdef" |  | If-None-Match: "abcdef"
        conditional-304-etag | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: "abcdef" |  | If-None-Match: "abcdef" | ETag: "abcdef"
        conditional-etag-precedence | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ Last-Modified: @-5000 ~ ETag: "abcdef" |  | If-None-Match: "abcdef" ~ If-Modified-Since: @-10000
        conditional-etag-weak-respond | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: W/"abcdef" |  | If-None-Match: W/"abcdef"
        conditional-etag-strong-respond-multiple-first | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: "abcdef" |  | If-None-Match: "abcdef", "1", "2"
        conditional-etag-strong-respond-multiple-second | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: "abcdef" |  | If-None-Match: "1234", "abcdef", "5678"
        conditional-etag-strong-respond-multiple-last | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: "abcdef" |  | If-None-Match: "1234", "5678", "abcdef"
        conditional-etag-strong-respond-obs-text | hit 304 | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: "abcdefü" |  | If-None-Match: "abcdefÃ¼" | ETag: "abcdefÃ¼"
        # headers
        headers-omit-headers-listed-in-Connection | hit | Cache-Control: max-age=100000 ~ Date: @0 ~ Connection: a, b ~ a: 1 ~ b: 2 ~ c: 3 |  |  | c: 3 ~ !a ~ !b
        # other
        other-age-gen | hit | Cache-Control: max-age=100000 ~ Date: @0 |  |  | Age>2
        other-age-update-expires | hit | Expires: @2592000 ~ Date: @0 ~ Age: 30 |  |  | Age>32
        other-age-update-max-age | hit | Cache-Control: max-age=100000 ~ Date: @0 ~ Age: 30 |  |  | Age>32
        other-date-update | hit | Cache-Control: max-age=100000 ~ Date: @0 |  |  | Date: @0
        other-date-update-expires | hit | Expires: @2592000 ~ Date: @0 |  |  | Date: @0
        other-date-update-expires-update | hit | Expires: @2592000 ~ Date: @0 |  |  | Expires: @2592000
        other-fresh-content-disposition-attachment | hit | Cache-Control: max-age=100000 ~ Date: @0 ~ Content-Disposition: attachment; filename=example.txt
        other-cookie | hit | Cache-Control: max-age=100000 ~ Date: @0 |  | Cookie: a=b
"""

private const val WITH_HEURISTICS = """
        # pragma
        pragma-response-no-cache-heuristic | hit | Date: @0 ~ Last-Modified: @-10000 ~ Pragma: no-cache
        # other
        other-heuristic-content-disposition-attachment | hit | Last-Modified: @-100000 ~ Date: @0 ~ Content-Disposition: attachment; filename=example.txt
"""

/** What differs, with the reason. All but what s-maxage says is optional there, or only looked at. */
private val DIFFERENT = listOf(
    "s-maxage is for shared caches, and private allows this one (RFC 9111 §5.2.2.7, §5.2.2.10)" to """
        freshness-s-maxage-shared | asked | Cache-Control: s-maxage=3600
        freshness-max-age-s-maxage-shared-shorter | asked | Cache-Control: max-age=1, s-maxage=3600
        freshness-max-age-s-maxage-shared-shorter-expires | asked | Expires: @-10 ~ Cache-Control: max-age=0, s-maxage=3600
        freshness-max-age-s-maxage-shared-longer | hit | Cache-Control: max-age=3600, s-maxage=1
        freshness-max-age-s-maxage-shared-longer-reversed | hit | Cache-Control: s-maxage=1, max-age=3600
        freshness-max-age-s-maxage-shared-longer-multiple | hit | Cache-Control: max-age=3600 ~ Cache-Control: s-maxage=1
        cc-resp-private-shared | hit | Cache-Control: private, max-age=3600
    """,
    "a freshness that can't be read, or is given twice, is stale, as §4.2.1 encourages" to """
        freshness-max-age-two-fresh-stale-sameline | asked | Cache-Control: max-age=1800, max-age=1
        freshness-max-age-two-fresh-stale-sepline | asked | Cache-Control: max-age=1800 ~ Cache-Control: max-age=1
        freshness-max-age-two-stale-fresh-sameline | asked | Cache-Control: max-age=1, max-age=1800
        freshness-max-age-two-stale-fresh-sepline | asked | Cache-Control: max-age=1 ~ Cache-Control: max-age=1800
        freshness-max-age-decimal-zero | asked | Cache-Control: max-age=3600.0
        freshness-max-age-decimal-five | asked | Cache-Control: max-age=3600.5
        freshness-max-age-a100 | asked | Cache-Control: max-age=a3600
        freshness-max-age-100a | asked | Cache-Control: max-age=3600a
    """,
    "an Age that is not a number is ignored, §5.1" to """
        age-parse-parameter | hit | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 7200;foo=bar
        age-parse-numeric-parameter | hit | Date: @0 ~ Cache-Control: max-age=3600 ~ Age: 7200;foo=111
    """,
    "nobody has allowed a stale response, §4.2.4" to """
        stale-503 | asked | Cache-Control: max-age=2 ~ Date: @0
    """,
    "Pragma: no-cache of a request is honoured, though §5.4 does not ask for it any more" to """
        pragma-request-no-cache | asked | Cache-Control: max-age=100000 ~ Date: @0 |  | Pragma: no-cache
    """,
    "what a field means is left to the server: order, choice of a language, blanks (RFC 9110 §12.5.4)" to """
        vary-normalise-lang-order | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Accept-Language | Accept-Language: en, de | Accept-Language: de, en
        vary-normalise-lang-select | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Accept-Language ~ Content-Language: de | Accept-Language: en, de | Accept-Language: fr;q=0.5, de;q=1.0
        vary-normalise-space | asked | Cache-Control: max-age=5000 ~ Last-Modified: @-3000 ~ Date: @0 ~ Vary: Foo | Foo: 1,2 | Foo:  1, 2
    """,
    "without a Last-Modified the Date counts, and it is later, §4.3.2" to """
        conditional-lm-fresh-no-lm | hit | Cache-Control: max-age=100000 ~ Date: @0 |  | If-Modified-Since: @-3000
    """,
    "an If-None-Match that is not a list of entity tags is left to the server" to """
        conditional-etag-quoted-respond-unquoted | asked | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: "abcdef" |  | If-None-Match: abcdef
        conditional-etag-unquoted-respond-unquoted | asked | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: abcdef |  | If-None-Match: abcdef
        conditional-etag-weak-respond-lowercase | asked | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: w/"abcdef" |  | If-None-Match: w/"abcdef"
        conditional-etag-weak-respond-backslash | asked | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: W\"abcdef" |  | If-None-Match: W\"abcdef"
        conditional-etag-weak-respond-omit-slash | asked | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: W"abcdef" |  | If-None-Match: W"abcdef"
    """,
    "what is not an entity tag matches none" to """
        conditional-etag-unquoted-respond-quoted | hit | Cache-Control: max-age=100000 ~ Date: @0 ~ ETag: abcdef |  | If-None-Match: "abcdef"
    """,
    "Set-Cookie is not stored unless CacheOptions says so" to """
        other-set-cookie | asked | Cache-Control: max-age=100000 ~ Date: @0 ~ Set-Cookie: a=b
    """,
)
