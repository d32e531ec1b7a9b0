package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain

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
        test("read: $url") {
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

    test("user information is refused by its name") {
        shouldThrow<HttpException.InvalidUrl> { HttpUrl.parse("http://user:secret@a/") }.message shouldBe
            "a URL can't carry user information (RFC 9110 section 4.2.4): give it as Credentials"
    }

    test("each character that may not stand in a target, wherever it is") {
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
