package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import java.nio.file.Path
import kotlin.io.path.readText

/** A URL, and the origin and target in it. */
private val GOOD = listOf(
    Triple("http://a", "http://a", "/"),
    Triple("http://a/", "http://a", "/"),
    Triple("HTTP://a/B", "http://a", "/B"),
    Triple("https://a:443/", "https://a", "/"),
    Triple("hTTps://a:8443/b/c?d=e&f", "https://a:8443", "/b/c?d=e&f"),
    Triple("http://a?b=/c", "http://a", "/?b=/c"),
    Triple("http://a/b#c", "http://a", "/b"),
    Triple("http://a#b/c?d", "http://a", "/"),
    Triple("http://a/#", "http://a", "/"),
    Triple("http://a/?b#c#d", "http://a", "/?b"),
    Triple("http://a//b/../c/./d", "http://a", "//b/../c/./d"),
    Triple("http://a/b@c:d", "http://a", "/b@c:d"),
    Triple("http://a/%2F%0d%0a%zz", "http://a", "/%2F%0d%0a%zz"),
    Triple("http://a/http://b/", "http://a", "/http://b/"),
    Triple("http://a/\"<>\\^`{|}", "http://a", "/\"<>\\^`{|}"),
    Triple("http://[::1]:81/b", "http://[::1]:81", "/b"),
    Triple("http://[fe80::1%25lo]/", "http://[fe80::1%25lo]", "/"),
    Triple("http://[fe80::1%lo]:81?b", "http://[fe80::1%25lo]:81", "/?b"),
    Triple("http://127.0.0.1/", "http://127.0.0.1", "/"),
    Triple("http://b\u00fccher.example/", "http://xn--bcher-kva.example", "/"),
)

private val BAD =
    listOf("", "a", "/a", "//a/", "a/b", "http:", "http:/", "http:/a", "http//a", "://a", "ftp://a/", "ws://a/") +
        listOf("file:///a", "httpx://a", " http://a", "http ://a", "http\n://a", "javascript://a/", "http:\\\\a") +
        listOf("\u212attp://a", "http://", "http:///", "http:///a", "http://?a", "http://#a", "http://:80/") +
        listOf("http://user@a/", "http://user:secret@a/", "http://@a/", "http://a@b@c/", "http://secret@a:80?@b") +
        listOf("http://a b/", "http://a\r\n/", "http://a\\b/", "http://a%2fb/", "http://a:b/", "http://a:65536/") +
        listOf("http://[::1/", "http://::1/", "http://a/ ", "http://a/b c", "http://a/b\r\nX: y", "http://a/\u0000") +
        listOf("http://a/\t", "http://a/\u007f", "http://a/\u00e9", "http://a/?\u2028", "http://a?b c") +
        listOf(
            "http://127.1/",
            "http://0x7f000001/",
            "http://[::%31]/",
            "http://[::1%25]/",
            "http://xn--/",
            "http://a..b/",
        ) +
        listOf("http://a/b\n#c", "http://a/ HTTP/1.1\r\nHost: b\r\n\r\n")

class HttpUrlTest : FunSpec({
    for ((url, origin, target) in GOOD) {
        test("R9: read: $url") {
            val parsed = HttpUrl.parse(url)
            parsed.origin().toString() shouldBe origin
            parsed.target() shouldBe target
            parsed.toString() shouldBe origin + target
            HttpUrl.parse(parsed.toString()) shouldBe parsed
        }
    }

    for (url in BAD) {
        test("refused: ${shown(url)}") {
            val failure = shouldThrow<HttpException.InvalidUrl> { HttpUrl.parse(url) }
            failure.fault shouldBe HttpException.Fault.CALLER
            failure.message!! shouldNotContain "secret"
            failure.message!!.all { it in ' '..'~' } shouldBe true
        }
    }

    test("the zone of an IPv6 address is read as RFC 6874 writes it") {
        HttpUrl.parse("http://[fe80::1%25lo]/").origin().host() shouldBe "fe80::1%lo"
    }

    test("a URL is redacted when asked, and only then") {
        val url = HttpUrl.parse("https://a.test:81/x?q=1&api_key=secret#token=secret")
        url.redacted() shouldBe "https://a.test:81/x?q=1&api_key=██"
        url.toString() shouldBe "https://a.test:81/x?q=1&api_key=secret"
    }

    test("T40, R14: user information is refused by its name") {
        shouldThrow<HttpException.InvalidUrl> { HttpUrl.parse("http://user:secret@a/") }.message shouldBe
            "a URL can't carry user information (RFC 9110 section 4.2.4): give it as Credentials"
    }

    test("path segments are encoded, so that each stays one") {
        val origin = Origin.https("a.test:8443")
        val targets = mapOf(
            listOf<String>() to "/",
            listOf("") to "/",
            listOf("b", "c") to "/b/c",
            listOf("b", "") to "/b/",
            listOf("", "b") to "//b",
            listOf("b/c", "d?e", "f#g") to "/b%2Fc/d%3Fe/f%23g",
            listOf("100%", "%2F", "a b", "a+b") to "/100%25/%252F/a%20b/a%2Bb",
            listOf("\u00e9\ud83d\ude00", "\u0000\r\n\u007f", "\\") to "/%C3%A9%F0%9F%98%80/%00%0D%0A%7F/%5C",
            listOf("aZ09-._~", "...", ".b", "%2e") to "/aZ09-._~/.../.b/%252e",
            listOf("@b.test", ":81", "a:b;c=d&e,f") to "/%40b.test/%3A81/a%3Ab%3Bc%3Dd%26e%2Cf",
        )
        for ((segments, target) in targets) {
            val url = HttpUrl.of(origin, *segments.toTypedArray())
            url shouldBe HttpUrl(origin, target)
            HttpUrl.parse(url.toString()) shouldBe url
        }
    }

    test("path segments under a base") {
        val urls = mapOf(
            ("http://a" to listOf<String>()) to "http://a/",
            ("http://a" to listOf("b")) to "http://a/b",
            ("http://a/" to listOf("b")) to "http://a/b",
            ("https://a/v1" to listOf("users", "a/b")) to "https://a/v1/users/a%2Fb",
            ("https://a/v1/" to listOf("users", "")) to "https://a/v1/users/",
            ("http://a/v1?key=/1#f" to listOf("b")) to "http://a/v1/b?key=/1",
            ("http://a?key=1" to listOf("b")) to "http://a/b?key=1",
            ("http://a/v1//" to listOf("b")) to "http://a/v1//b",
            ("http://a/%7Eb/" to listOf("~c")) to "http://a/%7Eb/~c",
            ("http://a/v1/?q" to listOf<String>()) to "http://a/v1/?q",
        )
        for ((parts, url) in urls) {
            HttpUrl.of(parts.first, *parts.second.toTypedArray()).toString() shouldBe url
        }
        for (base in listOf("a", "/a", "ftp://a/", "http://u@a/", "http://a/b c")) {
            shouldThrow<HttpException.InvalidUrl> { HttpUrl.of(base, "c") }
        }
    }

    test("a segment of dots is refused: no encoding keeps it") {
        for (dots in listOf(".", "..")) {
            val refused =
                listOf({ HttpUrl.of(Origin.http("a"), "b", dots) }, { HttpUrl.of("http://a", "b", dots, "c") })
            for (refusal in refused) {
                shouldThrow<IllegalArgumentException> { refusal() }.message shouldBe
                    "path segment 1 can't be '$dots': servers and proxies would take it for another path"
            }
        }
    }

    test("half a surrogate pair has no bytes and is refused") {
        val url = HttpUrl.parse("http://a/")
        val refused = mapOf(
            { HttpUrl.of(url.origin(), "b\ud83d") } to "path segment 0 has half a surrogate pair at offset 1",
            { url.withQuery("\ude00", "b") } to "the parameter's name has half a surrogate pair at offset 0",
            { url.withQuery("b", "\ud83dc") } to "the parameter's value has half a surrogate pair at offset 0",
        )
        for ((refusal, message) in refused) {
            shouldThrow<IllegalArgumentException> { refusal() }.message shouldBe message
        }
    }

    test("parameters are added at the end of the query, and all of it is removed") {
        val url = HttpUrl.parse("http://a/b")
        url.withQuery("c", "d").withQuery("c", "e f").toString() shouldBe "http://a/b?c=d&c=e%20f"
        url.withQuery("a&b=", "#\u00e9+").toString() shouldBe "http://a/b?a%26b%3D=%23%C3%A9%2B"
        url.withQuery("", "").toString() shouldBe "http://a/b?="
        HttpUrl.parse("http://a?").withQuery("c", "d").toString() shouldBe "http://a/?c=d"
        HttpUrl.parse("http://a/b?x").withQuery("c", "d").toString() shouldBe "http://a/b?x&c=d"
        HttpUrl.parse("http://a/b?x&").withQuery("c", "d").toString() shouldBe "http://a/b?x&c=d"
        HttpUrl.parse("http://a/b?x=/y?z").withoutQuery() shouldBe url
        HttpUrl.parse("http://a/?").withoutQuery().toString() shouldBe "http://a/"
        url.withoutQuery() shouldBe url
        url.toString() shouldBe "http://a/b"
    }

    test("the examples of docs/connecting.md") {
        val variables = mapOf("id" to 7, "tags" to listOf("b", "c"))
        val urls = listOf(
            HttpUrl.of("https://a.test/v1", "users", "a/b"),
            HttpUrl.parse("https://a.test/").withQuery("q", "x & y"),
            HttpUrl.expand("https://a.test/users/{id}{?tags*,page}", variables),
            HttpUrl.parse("https://a.test/b/c").resolve("../d?e"),
        )
        val page = Path.of("").toAbsolutePath().resolveSibling("docs").resolve("connecting.md").readText()
        val rows = page.substringAfter("| call | URL |\n").substringBefore("\n\n").lines().drop(1)
        rows.map { it.substringAfterLast("` | `").removeSuffix("` |") } shouldBe urls.map { "$it" }
    }

    test("no URL is made past the parser") {
        for (target in listOf("", "b", "?b", "*", "http://b/", "/b c", "/b#c", "/\r\nX: y", "/\u00e9")) {
            shouldThrow<IllegalArgumentException> { HttpUrl(Origin.http("a"), target) }
        }
    }

    test("T1: each character that may not stand in a target, wherever it is") {
        for (c in Char.MIN_VALUE..Char.MAX_VALUE) {
            if (c in '!'..'~') {
                HttpUrl.parse("http://a/b${c}c").target() shouldBe if (c == '#') "/b" else "/b${c}c"
            } else {
                shouldThrow<HttpException.InvalidUrl> { HttpUrl.parse("http://a/b${c}c") }
            }
        }
    }
})

private fun shown(text: String) = text.map { if (it in ' '..'~') "$it" else "<%X>".format(it.code) }.joinToString("")
