package httpwire.client.cookies

import httpwire.HttpUrl
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private fun scope(url: String) = CookieScope.of(HttpUrl.parse(url))

class CookieScopeTest : FunSpec({
    val matches = listOf(
        Triple("example.com", "example.com", true),
        Triple("www.example.com", "example.com", true),
        Triple("a.b.example.com", "example.com", true),
        Triple("example.com", "www.example.com", false),
        Triple("badexample.com", "example.com", false),
        Triple("example.com", "ample.com", false),
        Triple("example.com.", "example.com", false),
        Triple("www.example.com", ".example.com", false),
        Triple(".example.com", "example.com", true),
        Triple("127.0.0.1", "127.0.0.1", true),
        Triple("127.0.0.1", "0.0.1", false),
        Triple("1.127.0.0.1", "127.0.0.1", true),
        Triple("::1", "::1", true),
        Triple("::ffff:127.0.0.1", "0.0.1", false),
    )
    for ((host, domain, matching) in matches) {
        test("RFC 6265bis §5.1.3: $host ${if (matching) "matches" else "does not match"} '$domain'") {
            CookieScope.domainMatches(host, domain) shouldBe matching
        }
    }

    val paths = listOf(
        Triple("/", "/", true),
        Triple("/a", "/", true),
        Triple("/a", "/a", true),
        Triple("/a/", "/a", true),
        Triple("/a/b", "/a", true),
        Triple("/a/b", "/a/", true),
        Triple("/a", "/a/", false),
        Triple("/ab", "/a", false),
        Triple("/A", "/a", false),
        Triple("/%61", "/a", false),
        Triple("/", "/a", false),
        Triple("/a//b", "/a/", true),
    )
    for ((path, cookiePath, matching) in paths) {
        test("RFC 6265bis §5.1.4: $path ${if (matching) "matches" else "does not match"} $cookiePath") {
            CookieScope.pathMatches(path, cookiePath) shouldBe matching
        }
    }

    val defaults = listOf(
        "" to "/",
        "/" to "/",
        "/a" to "/",
        "/a/" to "/a",
        "/a/b" to "/a",
        "/a/b/" to "/a/b",
        "/a?x=/y/z" to "/",
        "?x=/y/z" to "/",
        "/a;b/c" to "/a;b",
        "//a" to "/",
    )
    for ((target, path) in defaults) {
        test("RFC 6265bis §5.1.4: the default path of '$target' is $path") {
            scope("http://a.example$target").defaultPath() shouldBe path
        }
    }

    val secure = listOf(
        "https://a.example/" to true,
        "http://a.example/" to false,
        "http://localhost/" to true,
        "http://LOCALHOST:8080/" to true,
        "http://127.0.0.1/" to true,
        "http://127.255.0.9/" to true,
        "http://[::1]/" to true,
        "http://128.0.0.1/" to false,
        "http://127.example/" to false,
        "http://localhost.example/" to false,
        "http://a.localhost/" to false,
        "http://10.0.0.1/" to false,
    )
    for ((url, isSecure) in secure) {
        test("RFC 6265bis §5.8.3: $url is ${if (isSecure) "secure" else "not secure"}") {
            scope(url).isSecure shouldBe isSecure
        }
    }

    test("RFC 6265bis §5.1.2: the host is compared in lower case") {
        scope("http://WWW.Example.COM/").host shouldBe "www.example.com"
        scope("http://b\u00fccher.example/").host shouldBe "xn--bcher-kva.example"
    }
})
