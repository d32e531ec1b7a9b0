package httpwire.split

import httpwire.DigestField
import httpwire.Headers
import httpwire.HttpUrl
import httpwire.Link
import httpwire.auth.Challenge
import httpwire.client.cache.directives
import httpwire.client.cookies.CookieJar
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll

private val CHALLENGES = listOf(
    "Basic realm=\"a, b\"",
    "Digest realm=\"a\\\"b\", nonce=x, qop=\"auth,auth-int\", stale=TRUE",
    "Negotiate",
    "Negotiate abc==",
    "Bearer",
    "NTLM TlRMTVNTUAAB/+=",
    "X a=b, c = \"d=e\"",
    "Basic realm=\"\"",
)

private val LINKS = listOf(
    "</a>; rel=next",
    "<b?c,d>; rel=\"prev first\"; title=\"e, f\"",
    "<http://a.test/>;rel=x;title*=UTF-8''%c3%a4",
    "<>; rel=self; anchor=\"#x\"",
    "<c>;rel=\"a\\\"b\"; hreflang=de; hreflang=en",
)

private val DIRECTIVES = listOf(
    "no-store",
    "max-age=5",
    "private=\"a, b\"",
    "max-age=\"5\"",
    "stale-while-revalidate=10",
    "x=\"\\\"\"",
    "no-cache",
    "",
)

private val DIGESTS =
    listOf("sha-256=:YWI=:", "sha-512=:YWJj:", "x=1;a=b", "flag", "l=(1 2)", "s=\"a, b\"", "sha-256=?1")

/** Some members, and the lines of the field on which they may be. */
private fun lines(members: List<String>): Arb<Pair<List<String>, List<String>>> = arbitrary { source ->
    val some = List(1 + source.random.nextInt(5)) { members.random(source.random) }
    val lines = mutableListOf<String>()
    for (member in some) {
        if (lines.isEmpty() || source.random.nextBoolean()) {
            lines += member
        } else {
            lines += lines.removeLast() + listOf(", ", ",", " ,\t").random(source.random) + member
        }
    }
    some to lines
}

private fun headers(name: String, lines: List<String>) =
    Headers.Builder().apply { lines.forEach { add(name, it) } }.build()

/** RFC 9110 5.3: the values of several lines, with commas between them, are one value. */
class ListFieldsTest : FunSpec({
    test("P12, P13: challenges mean the same on one line and on several") {
        checkAll(2_000, lines(CHALLENGES)) { (members, lines) ->
            val expected = members.flatMap { Challenge.parse(it) }
            expected.size shouldBe members.size
            Challenge.parse(headers("WWW-Authenticate", lines), "WWW-Authenticate") shouldBe expected
            Challenge.parse(lines.joinToString(", ")) shouldBe expected
        }
    }

    test("so do links") {
        checkAll(2_000, lines(LINKS)) { (members, lines) ->
            val expected = members.flatMap { Link.parse(it) }
            expected.size shouldBe members.size
            Link.parse(lines) shouldBe expected
            Link.parse(lines.joinToString(",")) shouldBe expected
        }
    }

    test("and directives of a cache") {
        checkAll(2_000, lines(DIRECTIVES)) { (members, lines) ->
            directives(lines) shouldBe directives(members)
            directives(listOf(lines.joinToString(", "))) shouldBe directives(members)
        }
    }

    test("and digests, of which the last of a name counts") {
        checkAll(2_000, lines(DIGESTS)) { (members, lines) ->
            DigestField.parse(lines) shouldBe DigestField.parse(members)
            DigestField.parse(lines.joinToString(", ")) shouldBe DigestField.parse(members)
        }
    }

    test("P12: Set-Cookie is no list: a comma belongs to its value, and each line is a cookie") {
        val url = HttpUrl.parse("http://a.test/")
        fun stored(vararg lines: String) =
            CookieJar.inMemory().apply { store(url, lines.toList()) }.list().map { "${it.name}=${it.value}" }
        stored("a=b", "c=d") shouldBe listOf("a=b", "c=d")
        stored("a=b, c=d") shouldBe listOf("a=b, c=d")
    }
})
