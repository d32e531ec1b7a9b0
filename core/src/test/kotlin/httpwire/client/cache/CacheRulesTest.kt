package httpwire.client.cache

import httpwire.CacheOutcome
import httpwire.CacheOutcome.HIT
import httpwire.CacheOutcome.MISS
import httpwire.CacheOutcome.REVALIDATED
import httpwire.CacheOutcome.STALE
import httpwire.client.backgroundForTests
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

/** [second] of two GETs for the same URL, [later] seconds after the first. */
private class Row(
    val section: String,
    val what: String,
    val expected: CacheOutcome,
    val stored: List<String>,
    val later: Long = 10,
    val asked: List<String> = listOf(),
    val askedFirst: List<String> = listOf(),
    val status: Int = 200,
    val options: CacheOptions.() -> CacheOptions = { this },
) {
    /** The section, after the number of a threat if there is one. */
    val name: String
        get() {
            val number = if (what.startsWith(CLIENT_CACHE)) CLIENT_CACHE else ""
            return "$number$section ${what.removePrefix(number)}"
        }
}

private const val CLIENT_CACHE = "T48: "

private fun row(
    section: String,
    what: String,
    expected: CacheOutcome,
    vararg stored: String,
    later: Long = 10,
    asked: List<String> = listOf(),
    askedFirst: List<String> = listOf(),
    status: Int = 200,
    options: CacheOptions.() -> CacheOptions = { this },
) = Row(section, what, expected, stored.toList(), later, asked, askedFirst, status, options)

private const val FRESH = "Cache-Control: max-age=60"
private const val TAG = "ETag: \"1\""
private val HEURISTIC: CacheOptions.() -> CacheOptions = { withHeuristicCap(HOUR) }

private val ROWS = buildList {
    val s3 = "RFC 9111 §3"
    for (
    status in listOf(
        200,
        203,
        204,
        299,
        300,
        301,
        302,
        303,
        307,
        308,
        400,
        403,
        404,
        405,
        410,
        414,
        499,
        500,
        501,
        502,
        503,
        599,
    )
    ) {
        add(row(s3, "$status with explicit freshness is stored", HIT, FRESH, status = status))
        add(row(s3, "$status that is stale is not used", MISS, "Cache-Control: max-age=5", status = status))
    }
    for (status in listOf(206, 401, 407, 408, 412, 416, 417, 421, 425)) {
        add(row(s3, "$status, which belongs to one request, is not stored", MISS, FRESH, status = status))
    }
    add(row(s3, "no-store in the response", MISS, "Cache-Control: no-store"))
    add(
        row(
            s3,
            "no-store goes before max-age and Expires",
            MISS,
            "Cache-Control: no-store, max-age=60",
            "Expires: @60",
        ),
    )
    add(row(s3, "nO-StOrE in any case", MISS, "Cache-Control: nO-StOrE, max-age=60"))
    add(row(s3, "no-store in the request", MISS, FRESH, askedFirst = listOf("Cache-Control: no-store")))
    add(row(s3, "T48: a broken field in the request", MISS, FRESH, askedFirst = listOf("Cache-Control: max-age=x")))
    add(row(s3, "private: this cache is one", HIT, "Cache-Control: private, max-age=60"))
    add(row(s3, "T48: private=\"\" is private", HIT, "Cache-Control: private=\"\", max-age=60"))
    add(row(s3, "private with field names", HIT, "Cache-Control: private=\"a, b\", max-age=60"))
    add(
        row(
            s3,
            "Authorization in the request, private cache",
            HIT,
            FRESH,
            asked = listOf("Authorization: x"),
            askedFirst = listOf("Authorization: x"),
        ),
    )
    add(
        row(
            s3,
            "T48: Authorization of somebody else",
            MISS,
            FRESH,
            asked = listOf("Authorization: y"),
            askedFirst = listOf("Authorization: x"),
        ),
    )
    add(row(s3, "T48: no Authorization after one with it", MISS, FRESH, askedFirst = listOf("Authorization: x")))
    add(row(s3, "T48: Authorization after one without it", MISS, FRESH, asked = listOf("Authorization: x")))
    add(
        row(
            s3,
            "Digest has other credentials each time",
            MISS,
            FRESH,
            asked = listOf("Authorization: Digest a"),
            askedFirst = listOf("Authorization: Digest a"),
        ),
    )
    add(row(s3, "T48: Set-Cookie", MISS, FRESH, "Set-Cookie: a=b"))
    add(row(s3, "Set-Cookie if that was asked for", HIT, FRESH, "Set-Cookie: a=b", options = { storingSetCookie() }))
    add(row(s3, "Cookie in the request makes no difference", HIT, FRESH, asked = listOf("Cookie: a=b")))
    add(row(s3, "neither freshness nor validator", MISS))
    add(row(s3, "a validator alone is worth storing", REVALIDATED, TAG))

    val parse = "RFC 9111 §5.2"
    add(row(parse, "two max-age that differ, the larger first: stale", MISS, "Cache-Control: max-age=60, max-age=1"))
    add(row(parse, "two max-age that differ, the larger last: stale", MISS, "Cache-Control: max-age=1, max-age=60"))
    add(row(parse, "two lines that differ: stale", MISS, FRESH, "Cache-Control: max-age=600"))
    add(row(parse, "two max-age that are the same", HIT, "Cache-Control: max-age=60, max-age=60"))
    add(row(parse, "max-age in quotes", HIT, "Cache-Control: max-age=\"60\""))
    add(row(parse, "max-age inside a string, first", MISS, "Cache-Control: extension=\"max-age=60\", max-age=1"))
    add(row(parse, "max-age inside a string, last", MISS, "Cache-Control: max-age=1, extension=\"max-age=60\""))
    add(row(parse, "leading zeros", HIT, "Cache-Control: max-age=0060"))
    add(row(parse, "an empty member", HIT, "Cache-Control: , max-age=60,,"))
    add(row(parse, "MAX-AGE", HIT, "Cache-Control: MAX-AGE=60"))
    add(
        row(
            parse,
            "an unknown directive is ignored (§5.2.3)",
            HIT,
            "Cache-Control: foobar, max-age=60, baz=1, q=\"a,b\"",
        ),
    )
    for (
    broken in listOf(
        "max-age =60",
        "max-age= 60",
        "max-age",
        "max-age=",
        "max-age=60 60",
        "max-age=60; x",
        "a b, max-age=60",
        "=1, max-age=60",
        "max-age=60, x=\"",
        "\"max-age=60\"",
    )
    ) {
        add(row(parse, "broken: $broken is not used", MISS, "Cache-Control: $broken"))
    }
    for (number in listOf("'60'", "60.0", "60.5", "a60", "60a", "-60", "+60", "0x60")) {
        add(row(parse, "max-age=$number is no number: stale", MISS, "Cache-Control: max-age=$number"))
        add(row(parse, "max-age=$number is validated", REVALIDATED, "Cache-Control: max-age=$number", TAG))
    }
    add(
        row(
            parse,
            "Expires does not help a max-age that is no number",
            MISS,
            "Cache-Control: max-age=a",
            "Expires: @60",
        ),
    )
    for (
    number in listOf(
        "2147483647",
        "2147483648",
        "2147483649",
        "9223372036854775807",
        "9223372036854775808",
        "99999999999999999999999",
    )
    ) {
        add(row("RFC 9111 §1.2.2", "max-age=$number", HIT, "Cache-Control: max-age=$number", later = 100_000_000))
    }

    val s421 = "RFC 9111 §4.2.1"
    add(row(s421, "max-age that has passed", MISS, FRESH, later = 60))
    add(row(s421, "max-age that has nearly passed", HIT, FRESH, later = 59))
    add(row(s421, "max-age=0", MISS, "Cache-Control: max-age=0", later = 0))
    add(row(s421, "max-age goes before Expires", HIT, FRESH, "Expires: @-60"))
    add(row(s421, "max-age goes before Expires that is no date", HIT, FRESH, "Expires: 0"))
    add(row(s421, "max-age=0 goes before Expires", MISS, "Cache-Control: max-age=0", "Expires: @60", later = 0))
    add(row(s421, "s-maxage is for shared caches: longer", MISS, "Cache-Control: max-age=5, s-maxage=60"))
    add(row(s421, "s-maxage is for shared caches: shorter", HIT, "Cache-Control: max-age=60, s-maxage=5"))
    add(row(s421, "s-maxage alone", MISS, "Cache-Control: s-maxage=60"))
    add(
        row(
            s421,
            "s-maxage alone is no reason for heuristics",
            MISS,
            "Cache-Control: s-maxage=60",
            "Last-Modified: @-36000",
            options = HEURISTIC,
        ).let { Row(it.section, it.what, REVALIDATED, it.stored, it.later, options = it.options) },
    )
    add(row(s421, "Expires in the future", HIT, "Expires: @60"))
    add(row(s421, "Expires that has passed", MISS, "Expires: @60", later = 60))
    add(row(s421, "Expires is now", MISS, "Expires: @0", later = 0))
    add(row(s421, "Expires counts from Date", MISS, "Date: @50", "Expires: @55"))
    add(row(s421, "a Date that is no date: when it came", HIT, "Date: foo", "Expires: @60"))

    val s53 = "RFC 9111 §5.3"
    for (
    expires in listOf(
        "0",
        "-1",
        "",
        "foo",
        "Thu, 18 Aug 2050 02:01:18 UTC",
        "Thu, 18 Aug 2050 02:01:18 AEST",
        "Thu, 18 Aug 50 02:01:18 GMT",
        "Thu 18 Aug 2050 02:01:18 GMT",
        "Thu, 18  Aug  2050 02:01:18 GMT",
        "Thu, 18-Aug-2050 02:01:18 GMT",
        "Thu, 18 Aug 2050 02.01.18 GMT",
        "Thu, 18 Aug 2050 2:01:18 GMT",
    )
    ) {
        add(row(s53, "'$expires' has passed", MISS, "Expires: $expires"))
    }
    for (
    expires in listOf(
        "Tue, 19 Jan 2038 14:14:08 GMT",
        "Sun, 21 Nov 2286 04:46:39 GMT",
        "Thursday, 18-Aug-50 02:01:18 GMT",
        "Thu Aug  8 02:01:18 2050",
        "THU, 18 Aug 2050 02:01:18 GMT",
        "Thu, 18 AUG 2050 02:01:18 GMT",
        "Thu, 18 Aug 2050 02:01:18 gMT",
    )
    ) {
        add(row(s53, "'$expires' is to come", HIT, "Expires: $expires"))
    }
    add(row(s53, "two lines", MISS, "Expires: @60", "Expires: @61"))

    val s422 = "RFC 9111 §4.2.2"
    add(row(s422, "heuristics are off", REVALIDATED, "Last-Modified: @-36000"))
    for (status in listOf(200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501)) {
        add(
            row(
                s422,
                "$status for a tenth of its age",
                HIT,
                "Last-Modified: @-36000",
                status = status,
                options = HEURISTIC,
            ),
        )
    }
    for (status in listOf(201, 202, 302, 303, 307, 403, 502, 503, 504, 599)) {
        add(
            row(
                s422,
                "$status has no heuristics",
                MISS,
                "Last-Modified: @-36000",
                status = status,
                options = HEURISTIC,
            ),
        )
    }
    add(
        row(
            s422,
            "599 that is public",
            HIT,
            "Last-Modified: @-36000",
            "Cache-Control: public",
            status = 599,
            options = HEURISTIC,
        ),
    )
    add(row(s422, "a tenth has passed", REVALIDATED, "Last-Modified: @-100", options = HEURISTIC))
    add(row(s422, "a tenth has not passed", HIT, "Last-Modified: @-110", options = HEURISTIC))
    add(row(s422, "the cap", REVALIDATED, "Last-Modified: @-360000000", later = 3600, options = HEURISTIC))
    add(row(s422, "a date in the future", REVALIDATED, "Last-Modified: @1000", options = HEURISTIC))
    add(row(s422, "with a query in the URL too, as with any", HIT, "Last-Modified: @-36000", options = HEURISTIC))

    val s51 = "RFC 9111 §5.1"
    for (age in listOf("abc", "-7200", "7200.0", "", "7200a", "a7200", "+7200", "100 200")) {
        add(row(s51, "Age: $age is ignored", HIT, FRESH, "Age: $age"))
    }
    for (
    age in listOf(
        "60",
        "7200",
        "2147483647",
        "2147483648",
        "2147483649",
        "99999999999999999999999",
        "7200, 0",
        "0060",
    )
    ) {
        add(row(s51, "Age: $age makes it stale", MISS, FRESH, "Age: $age"))
    }
    add(row(s51, "the first member counts", HIT, FRESH, "Age: 0, 7200"))
    add(row(s51, "the first line counts", HIT, FRESH, "Age: 0", "Age: 7200"))
    add(row(s51, "the first line counts, if it is the larger one too", MISS, FRESH, "Age: 7200", "Age: 0"))

    val s423 = "RFC 9111 §4.2.3"
    add(row(s423, "a Date in the past is an age", MISS, FRESH, "Date: @-55"))
    add(row(s423, "a Date in the past that is not too long ago", HIT, FRESH, "Date: @-45"))
    add(row(s423, "a Date in the future is no age", HIT, FRESH, "Date: @3600"))
    add(row(s423, "Age and the time since", MISS, FRESH, "Age: 50"))
    add(row(s423, "Age and the time since, less", HIT, FRESH, "Age: 49"))
    add(row(s423, "the clock has jumped backwards: validated", REVALIDATED, FRESH, TAG, later = -10))
    add(
        row(
            s423,
            "the clock has jumped backwards: not used",
            MISS,
            "Cache-Control: max-age=60, stale-while-revalidate=60",
            later = -10,
        ),
    )

    val s424 = "RFC 9111 §4.2.4"
    for (forbidden in listOf("must-revalidate", "no-cache")) {
        add(
            row(
                s424,
                "max-stale does not help against $forbidden",
                MISS,
                "Cache-Control: max-age=5, $forbidden",
                asked = listOf("Cache-Control: max-stale"),
            ),
        )
        add(
            row(
                s424,
                "stale-while-revalidate does not help against $forbidden",
                MISS,
                "Cache-Control: max-age=5, stale-while-revalidate=60, $forbidden",
            ),
        )
    }
    for (shared in listOf("proxy-revalidate", "s-maxage=2")) {
        add(
            row(
                s424,
                "$shared is for shared caches",
                STALE,
                "Cache-Control: max-age=5, $shared",
                asked = listOf("Cache-Control: max-stale"),
            ),
        )
    }
    add(
        row(
            s424,
            "max-stale does not help against a max-age that is no number",
            MISS,
            "Cache-Control: max-age=a",
            TAG,
            asked = listOf("Cache-Control: max-stale"),
        ).let { Row(it.section, it.what, REVALIDATED, it.stored, asked = it.asked) },
    )

    val s521 = "RFC 9111 §5.2.1"
    fun asking(directives: String) = listOf("Cache-Control: $directives")
    add(row("$s521.1", "max-age=0", MISS, FRESH, asked = asking("max-age=0")))
    add(row("$s521.1", "max-age=9 of a response that is 10 s old", MISS, FRESH, asked = asking("max-age=9")))
    add(row("$s521.1", "max-age=10 of a response that is 10 s old", HIT, FRESH, asked = asking("max-age=10")))
    add(row("$s521.1", "max-age counts the Age", MISS, FRESH, "Age: 5", asked = asking("max-age=14")))
    add(row("$s521.1", "max-age that is no number: the cache is not used", MISS, FRESH, asked = asking("max-age=x")))
    add(row("$s521.2", "max-stale", STALE, "Cache-Control: max-age=5", asked = asking("max-stale")))
    add(row("$s521.2", "max-stale=4", MISS, "Cache-Control: max-age=5", asked = asking("max-stale=4")))
    add(row("$s521.2", "max-stale=5", STALE, "Cache-Control: max-age=5", asked = asking("max-stale=5")))
    add(
        row(
            "$s521.2",
            "max-stale of what came stale",
            STALE,
            "Cache-Control: max-age=5",
            "Age: 100",
            asked = asking("max-stale=1000"),
        ),
    )
    add(row("$s521.2", "max-stale after what max-age allows", HIT, FRESH, asked = asking("max-age=5, max-stale=10")))
    add(row("$s521.3", "min-fresh=50 of one that is fresh for 50 s", HIT, FRESH, asked = asking("min-fresh=50")))
    add(row("$s521.3", "min-fresh=51 of one that is fresh for 50 s", MISS, FRESH, asked = asking("min-fresh=51")))
    add(row("$s521.3", "min-fresh counts the Age", MISS, FRESH, "Age: 5", asked = asking("min-fresh=46")))
    add(row("$s521.4", "no-cache", MISS, FRESH, asked = asking("no-cache")))
    add(row("$s521.4", "no-cache, ETag", REVALIDATED, FRESH, TAG, asked = asking("no-cache")))
    add(
        row(
            "$s521.4",
            "no-cache, Last-Modified",
            REVALIDATED,
            FRESH,
            "Last-Modified: @-100",
            asked = asking("no-cache"),
        ),
    )
    add(row("$s521.5", "no-store", MISS, FRESH, asked = asking("no-store")))
    add(row("$s521.6", "no-transform is not ours", HIT, FRESH, asked = asking("no-transform")))
    add(row("$s521.7", "only-if-cached of what is fresh", HIT, FRESH, asked = asking("only-if-cached")))
    add(
        row(
            "$s521.7",
            "only-if-cached with max-stale",
            STALE,
            "Cache-Control: max-age=5",
            asked = asking("only-if-cached, max-stale"),
        ),
    )
    add(row(s521, "an unknown directive", HIT, FRESH, asked = asking("foo=bar")))
    add(row(s521, "a broken field: the cache is not used", MISS, FRESH, asked = asking("a b")))

    val s522 = "RFC 9111 §5.2.2"
    add(row("$s522.2", "must-revalidate that is fresh", HIT, "Cache-Control: max-age=60, must-revalidate"))
    add(row("$s522.2", "must-revalidate that is stale", REVALIDATED, "Cache-Control: max-age=5, must-revalidate", TAG))
    add(
        row(
            "$s522.3",
            "must-understand, and 599 is not",
            MISS,
            "Cache-Control: max-age=60, no-store, must-understand",
            status = 599,
        ),
    )
    add(
        row(
            "$s522.3",
            "must-understand without no-store, and 599 is not understood",
            MISS,
            "Cache-Control: max-age=60, must-understand",
            status = 599,
        ),
    )
    add(row("$s522.3", "must-understand, and 200 is", HIT, "Cache-Control: max-age=60, no-store, must-understand"))
    add(row("$s522.4", "no-cache", MISS, "Cache-Control: no-cache, max-age=60", "Expires: @60"))
    add(row("$s522.4", "No-CaChE", MISS, "Cache-Control: No-CaChE, max-age=60"))
    add(row("$s522.4", "no-cache is validated", REVALIDATED, "Cache-Control: no-cache, max-age=60", TAG))
    add(row("$s522.4", "no-cache with field names", HIT, "Cache-Control: no-cache=\"a\", max-age=60"))
    add(row("$s522.4", "no-cache with one as a token", HIT, "Cache-Control: no-cache=a, max-age=60"))
    add(row("$s522.4", "T48: no-cache=\"\" is no-cache", MISS, "Cache-Control: no-cache=\"\", max-age=60"))
    add(
        row(
            "$s522.4",
            "no-cache with what is no name is no-cache",
            MISS,
            "Cache-Control: no-cache=\"a b\", max-age=60",
        ),
    )
    add(
        row(
            "$s522.4",
            "no-cache with names, and no-cache",
            MISS,
            "Cache-Control: no-cache=\"a\", no-cache, max-age=60",
        ),
    )
    add(row("$s522.5", "no-store with an argument is no-store", MISS, "Cache-Control: no-store=x, max-age=60"))
    add(row("$s522.6", "no-transform is not ours", HIT, "Cache-Control: no-transform, max-age=60"))
    add(row("$s522.9", "public", HIT, "Cache-Control: public, max-age=60"))

    val s54 = "RFC 9111 §5.4"
    add(row(s54, "Pragma: no-cache in a request", MISS, FRESH, asked = listOf("Pragma: no-cache")))
    add(
        row(
            s54,
            "Pragma: no-cache beside Cache-Control",
            HIT,
            FRESH,
            asked = listOf("Pragma: no-cache", "Cache-Control: max-age=20"),
        ),
    )
    add(row(s54, "Pragma: foo in a request", HIT, FRESH, asked = listOf("Pragma: foo")))
    add(row(s54, "Pragma: no-cache in a response", HIT, FRESH, "Pragma: no-cache"))

    val s8246 = "RFC 8246 §2"
    add(
        row(
            s8246,
            "immutable that is fresh, and max-age=0",
            HIT,
            "Cache-Control: max-age=60, immutable",
            asked = asking("max-age=0"),
        ),
    )
    add(
        row(
            s8246,
            "immutable that is fresh, and no-cache",
            MISS,
            "Cache-Control: max-age=60, immutable",
            asked = asking("no-cache"),
        ),
    )
    add(row(s8246, "immutable that is stale", MISS, "Cache-Control: max-age=5, immutable"))

    val s41 = "RFC 9111 §4.1"
    fun vary(what: String, expected: CacheOutcome, vary: String, first: List<String>, second: List<String>) =
        add(row(s41, what, expected, FRESH, "Vary: $vary", askedFirst = first, asked = second))
    vary("the same value", HIT, "Foo", listOf("Foo: 1"), listOf("Foo: 1"))
    vary("another value", MISS, "Foo", listOf("Foo: 1"), listOf("Foo: 2"))
    vary("absent then", MISS, "Foo", listOf(), listOf("Foo: 1"))
    vary("absent now", MISS, "Foo", listOf("Foo: 1"), listOf())
    vary("absent both times", HIT, "Foo", listOf(), listOf())
    vary("empty is not absent", MISS, "Foo", listOf("Foo:"), listOf())
    vary("fields that are not named", HIT, "Foo", listOf("Foo: 1", "Bar: 1"), listOf("Foo: 1", "Bar: 2"))
    vary("two names", HIT, "Foo, Bar", listOf("Foo: 1", "Bar: 2"), listOf("Bar: 2", "Foo: 1"))
    vary("two names, one differs", MISS, "Foo, Bar", listOf("Foo: 1", "Bar: 2"), listOf("Foo: 1", "Bar: 3"))
    vary("two names, one is absent", MISS, "Foo, Bar", listOf("Foo: 1", "Bar: 2"), listOf("Foo: 1"))
    vary(
        "three names, one of them absent both times",
        HIT,
        "Foo, Bar, Baz",
        listOf("Foo: 1", "Baz: 2"),
        listOf("Foo: 1", "Baz: 2"),
    )
    vary("values that change places", MISS, "Foo, Bar", listOf("Foo: 1", "Bar: 2"), listOf("Foo: 2", "Bar: 1"))
    vary("names in any case", HIT, "FOO", listOf("foo: 1"), listOf("Foo: 1"))
    vary("*", MISS, "*", listOf(), listOf())
    vary("*, *", MISS, "*, *", listOf(), listOf())
    vary(", *", MISS, ", *", listOf(), listOf())
    vary("*, Foo", MISS, "*, Foo", listOf("Foo: 1"), listOf("Foo: 1"))
    vary("Foo, *", MISS, "Foo, *", listOf("Foo: 1"), listOf("Foo: 1"))
    vary("empty", HIT, "", listOf(), listOf())
    vary("lines are combined", HIT, "Foo", listOf("Foo: 1, 2"), listOf("Foo: 1", "Foo: 2"))
    vary(
        "case of Accept-Language",
        HIT,
        "Accept-Language",
        listOf("Accept-Language: en, de"),
        listOf("Accept-Language: eN, De"),
    )
    vary(
        "blanks in Accept-Language",
        HIT,
        "Accept-Language",
        listOf("Accept-Language: en,de;q=0.5"),
        listOf("Accept-Language:  en ,  de ; q=0.5"),
    )
    vary(
        "order of different weights",
        HIT,
        "Accept-Language",
        listOf("Accept-Language: en, de;q=0.5"),
        listOf("Accept-Language: de;q=0.5, en"),
    )
    vary(
        "order of equal weights, which some servers use",
        MISS,
        "Accept-Language",
        listOf("Accept-Language: en, de"),
        listOf("Accept-Language: de, en"),
    )
    vary("Accept-Encoding", MISS, "Accept-Encoding", listOf("Accept-Encoding: gzip"), listOf("Accept-Encoding: br"))
    vary("case of a field that is not known", MISS, "Foo", listOf("Foo: a"), listOf("Foo: A"))
    add(
        row(
            s41,
            "Vary in two lines",
            MISS,
            FRESH,
            "Vary: Foo",
            "Vary: Bar",
            askedFirst = listOf("Bar: 1"),
            asked = listOf("Bar: 2"),
        ),
    )
    add(row(s41, "* in the second line", MISS, FRESH, "Vary: Foo", "Vary: *"))

    val swr = "RFC 5861 §3"
    val whileRevalidate = "Cache-Control: max-age=5, stale-while-revalidate=10"
    add(row(swr, "fresh", HIT, whileRevalidate, later = 4))
    add(row(swr, "in the window", STALE, whileRevalidate))
    add(row(swr, "at its last moment", STALE, whileRevalidate, later = 14))
    add(row(swr, "after the window", MISS, whileRevalidate, later = 15))
    add(
        row(
            swr,
            "a caller with max-age wants none that is stale",
            MISS,
            whileRevalidate,
            asked = asking("max-age=100"),
        ),
    )
    add(row(swr, "a caller with no-cache", MISS, whileRevalidate, asked = asking("no-cache")))
    add(row(swr, "what is no number", MISS, "Cache-Control: max-age=5, stale-while-revalidate=x"))
}

class CacheRulesTest : FunSpec({
    for (row in ROWS) {
        test("${row.name}: ${row.expected}") {
            // The background waits for ever, so that the stale response is all there is.
            scene(row.options, build = { backgroundForTests { } }) {
                val body = if (row.status == 204) "" else "first"
                val date = if (row.stored.any { it.startsWith("Date:") }) listOf() else listOf("Date: @0")
                answer(row.status, *(row.stored + date).toTypedArray(), body = body)
                val fields = row.stored.filter {
                    it.startsWith("ETag") || it.startsWith("Last-Modified")
                }.map { dated(it) }
                get("/a?q", *row.askedFirst.toTypedArray()).outcome shouldBe MISS
                clock.pass(row.later)
                answers = {
                    val isConditional = it.field("If-None-Match") != "" || it.field("If-Modified-Since") != ""
                    val status = if (isConditional) {
                        304
                    } else if (row.status == 204) {
                        200
                    } else {
                        row.status
                    }
                    val own = fields + "Date: ${clock.date()}"
                    val answer = httpwire.testing.Answer.of(status, *own.toTypedArray())
                    if (isConditional) answer else answer.body("second")
                }
                val second = get("/a?q", *row.asked.toTypedArray())
                withClue(second.headers) {
                    second.outcome shouldBe row.expected
                    second.text shouldBe if (row.expected == MISS) "second" else body
                    second.status shouldBe if (row.expected == MISS && row.status == 204) 200 else row.status
                    requestCount() shouldBe if (row.expected == HIT || row.expected == STALE) 1 else 2
                }
            }
        }
    }
})
