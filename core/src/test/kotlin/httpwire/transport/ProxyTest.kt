package httpwire.transport

import httpwire.Headers
import httpwire.HttpException
import httpwire.Origin
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
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
            "$other" shouldBe "proxy p.test:1080"
            "$other" shouldNotContain "c2VjcmV0"
        }
    })
