package httpwire.transport

import httpwire.Headers
import httpwire.HttpException
import httpwire.Origin
import httpwire.auth.Credentials
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain

class ProxyTest :
    FunSpec({
        test("a host without a port has 1080, and every port that is given counts") {
            val ports = mapOf(
                "p.test" to 1080,
                "p.test:80" to 80,
                "p.test:443" to 443,
                "[::1]" to 1080,
                "[::1]:3128" to 3128,
            )
            for ((text, port) in ports) Proxy.http(text).address.port shouldBe port
            Proxy.http("[::1]").address.host shouldBe "::1"
            Proxy.http("p.test").address.scheme shouldBe "http"
            Proxy.http(Origin.https("p.test")).address shouldBe Origin.http("p.test:443")
            shouldThrow<HttpException.InvalidUrl> { Proxy.http("p.test:http") }
        }

        test("requests for http are forwarded, unless all go through tunnels") {
            val proxy = Proxy.http("p.test")
            proxy.forwards(Origin.http("a.test")) shouldBe true
            proxy.forwards(Origin.https("a.test")) shouldBe false
            proxy.tunnelling().forwards(Origin.http("a.test")) shouldBe false
            proxy.isTunnelling shouldBe false
            proxy.tunnelling().isTunnelling shouldBe true
        }

        test("it is a value, which its words do not change and its text does not tell the fields of") {
            val proxy = Proxy.http("p.test")
            val secret = Headers.of("Proxy-Authorization", "Basic c2VjcmV0")
            val other = proxy.headers(secret).tunnelling()
            proxy shouldBe Proxy.http("P.test:1080")
            proxy.hashCode() shouldBe Proxy.http("P.test:1080").hashCode()
            other shouldBe Proxy.http("p.test").tunnelling().headers(secret)
            listOf(proxy.headers(secret), proxy.tunnelling(), Proxy.http("q.test")).forEach { it shouldNotBe proxy }
            proxy.headers shouldBe Headers.EMPTY
            other.headers shouldBe secret
            "$other" shouldBe "proxy http://p.test:1080"
            "$other" shouldNotContain "c2VjcmV0"
        }

        withTests(
            nameFn = { (text, shown) -> "$text is $shown" },
            listOf(
                "p.test" to "http://p.test:1080",
                "p.test:3128" to "http://p.test:3128",
                "http://p.test/" to "http://p.test:1080",
                "HTTP://p.test:80" to "http://p.test:80",
                "https://p.test" to "https://p.test:443",
                "socks://p.test" to "socks4://p.test:1080",
                "socks4://p.test:1" to "socks4://p.test:1",
                "socks4a://p.test" to "socks4a://p.test:1080",
                "socks5://p.test" to "socks5://p.test:1080",
                "socks5h://[::1]:9050/path?query" to "socks5h://[::1]:9050",
            ),
        ) { (text, shown) ->
            Proxy.parse(text).toString() shouldBe "proxy $shown"
            Proxy.parse(text).credentials shouldBe null
        }

        withTests(
            nameFn = { (text, user, secret) -> "$text has the user '$user' and the secret '$secret'" },
            listOf(
                Triple("us:pw@p.test", "us", "pw"),
                Triple("http://us@p.test:1", "us", ""),
                Triple("socks5h://u%40s:p%3Aw%C3%A9@p.test", "u@s", "p:wé"),
                Triple("http://us:p@w@p.test", "us", "p@w"),
                Triple("http://us:p:w@p.test", "us", "p:w"),
                Triple("http://üs:pä%25@p.test", "üs", "pä%"),
                Triple("http://:pw@p.test", "", "pw"),
            ),
        ) { (text, user, secret) ->
            Proxy.parse(text).credentials shouldBe Credentials.basic(user, secret)
            Proxy.parse(text).toString() shouldNotContain "$secret@"
        }

        withTests(
            nameFn = { (text, message) -> "$text: $message" },
            listOf(
                "ftp://p.test" to "the scheme of a proxy must be http, https, socks4, socks4a, socks5 or socks5h",
                "us:pw://p" to "the scheme of a proxy must be",
                "" to "the host or port of the proxy is wrong: the host is empty",
                "http://" to "the host or port of the proxy is wrong",
                "http://p.test:x" to "the host or port of the proxy is wrong: nonnumeric port",
                "http://p.test:70000" to "the host or port of the proxy is wrong: port out of range",
                "http://a b" to "the host or port of the proxy is wrong",
                "http://u%zz:geheim@p.test" to "the user of the proxy has a '%' without two hexadecimal digits",
                "http://u:geheim%@p.test" to "the secret of the proxy has a '%' without two hexadecimal digits",
                "http://u:geheim%FF@p.test" to "the secret of the proxy is not UTF-8",
                "http://u:geheim/x@p.test" to "the user information of the proxy can't contain '/', '?' or '#'",
                "http://u:x?geheim@p.test" to "the user information of the proxy can't contain '/', '?' or '#'",
                "u:#geheim@p.test:1" to "the user information of the proxy can't contain '/', '?' or '#'",
                "http://u%3A:geheim@p.test" to "a user name can't contain ':'",
                "http://u:geheim%0A@p.test" to "the secret has a control character",
            ),
        ) { (text, message) ->
            val wrong = shouldThrow<HttpException.InvalidUrl> { Proxy.parse(text) }
            wrong.message!! shouldContain message
            wrong.message!! shouldNotContain "geheim"
        }

        test("what does not belong to a proxy is refused when it is given") {
            val fields = Headers.of("Proxy-Authorization", "Basic eA==")
            shouldThrow<IllegalArgumentException> { Proxy.http("p").headers(fields).credentials("a", "b") }
            shouldThrow<IllegalArgumentException> { Proxy.http("p").credentials("a", "b").headers(fields) }
            shouldThrow<IllegalArgumentException> { Proxy.socks5("p").headers(Headers.of("A", "b")) }
            shouldThrow<IllegalArgumentException> { Proxy.http("p").tls(TlsOptions.DEFAULT) }
            shouldThrow<IllegalArgumentException> { Proxy.socks5("p").credentials("u".repeat(256), "") }
            Proxy.socks5("p").credentials("u".repeat(255), "p".repeat(255)).isTunnelling shouldBe true
        }
    })
