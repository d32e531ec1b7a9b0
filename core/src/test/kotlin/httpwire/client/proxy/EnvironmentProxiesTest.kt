package httpwire.client.proxy

import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.auth.Credentials
import httpwire.transport.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain

/** An environment, and the host of the proxy for `http` and for `https`; `-` for the direct way. */
private val CHOICES = listOf(
    Triple("", "-", "-"),
    Triple("http_proxy=p:1", "p", "-"),
    Triple("https_proxy=p:1", "-", "p"),
    Triple("all_proxy=p:1", "p", "p"),
    Triple("http_proxy=p:1 https_proxy=q:1", "p", "q"),
    Triple("http_proxy=p:1 all_proxy=q:1", "p", "q"),
    Triple("https_proxy=p:1 all_proxy=q:1", "q", "p"),
    Triple("HTTP_PROXY=p:1 HTTPS_PROXY=q:1", "p", "q"),
    Triple("ALL_PROXY=p:1", "p", "p"),
    // Lower case wins.
    Triple("http_proxy=p:1 HTTP_PROXY=q:1", "p", "-"),
    Triple("https_proxy=p:1 HTTPS_PROXY=q:1", "-", "p"),
    Triple("all_proxy=p:1 ALL_PROXY=q:1", "p", "p"),
    Triple("HTTP_PROXY=p:1 all_proxy=q:1", "p", "q"),
    Triple("Http_Proxy=p:1 Https_Proxy=q:1", "-", "-"),
    // An empty variable counts as absent.
    Triple("http_proxy= HTTP_PROXY=q:1", "q", "-"),
    Triple("http_proxy= all_proxy=q:1", "q", "q"),
    Triple("http_proxy= https_proxy= all_proxy=", "-", "-"),
    // A CGI program gets the field Proxy of the request as HTTP_PROXY (CVE-2016-5385).
    Triple("REQUEST_METHOD=GET HTTP_PROXY=evil:1", "-", "-"),
    Triple("REQUEST_METHOD=GET HTTP_PROXY=evil:1 http_proxy=p:1", "p", "-"),
    Triple("REQUEST_METHOD=GET HTTP_PROXY=evil:1 ALL_PROXY=p:1", "p", "p"),
    Triple("REQUEST_METHOD=GET HTTP_PROXY=evil HTTPS_PROXY=p:1", "-", "p"),
    Triple("REQUEST_METHOD= HTTP_PROXY=p:1", "p", "-"),
    // What is not reached through any proxy.
    Triple("all_proxy=p:1 no_proxy=*", "-", "-"),
    Triple("all_proxy=p:1 NO_PROXY=a.test", "-", "-"),
    Triple("all_proxy=p:1 no_proxy=b.test NO_PROXY=a.test", "p", "p"),
    Triple("all_proxy=p:1 no_proxy= NO_PROXY=a.test", "-", "-"),
    Triple("all_proxy=p:1 no_proxy=a.test:443", "p", "-"),
    Triple("all_proxy=p:1 no_proxy=a.test:80", "-", "p"),
)

/** A value, and the proxy that it means. */
private val VALUES = mapOf(
    "127.0.0.1:8080" to "http://127.0.0.1:8080",
    "cache.corp.example.com" to "http://cache.corp.example.com:1080",
    "localhost" to "http://localhost:1080",
    " localhost:3128\t" to "http://localhost:3128",
    "http://127.0.0.1:8080/" to "http://127.0.0.1:8080",
    "https://cache.corp.example.com" to "https://cache.corp.example.com:443",
    "socks5://127.0.0.1" to "socks5://127.0.0.1:1080",
    "socks5h://[::1]:9050" to "socks5h://[::1]:9050",
    "http://user:secret@p.test:1" to "http://p.test:1",
)

private const val UNDELIMITED =
    "the user information of the proxy can't contain '/', '?' or '#': percent-encode it"

private val MALFORMED = mapOf(
    "foo://host" to "the scheme of a proxy must be http, https, socks4, socks4a, socks5 or socks5h",
    "http://" to "the host or port of the proxy is wrong: the host is empty",
    "p.test:port" to "the host or port of the proxy is wrong: nonnumeric port: 'port'",
    "http://user:secret%zz@p.test" to "the secret of the proxy has a '%' without two hexadecimal digits",
    "http://user:secret/x@p.test" to UNDELIMITED,
    "http://user:#secret@p.test" to UNDELIMITED,
)

class EnvironmentProxiesTest :
    FunSpec({
        withTests(
            nameFn = { (environment, http, https) -> "'$environment': http through $http, https through $https" },
            CHOICES,
        ) { (environment, http, https) ->
            val chooser = ProxyChooser.fromEnvironment(variables(environment))
            hostOfProxy(chooser, "http://a.test/x") shouldBe http
            hostOfProxy(chooser, "https://a.test/x") shouldBe https
        }

        withTests(nameFn = { (value, proxy) -> "'$value' is $proxy" }, VALUES.entries.toList()) { (value, proxy) ->
            val chooser = ProxyChooser.fromEnvironment(mapOf("all_proxy" to value))
            chooser.chainFor(HttpUrl.parse("http://a.test/")).map { "$it" } shouldBe listOf("proxy $proxy")
        }

        withTests(nameFn = { (value, _) -> "malformed: $value" }, MALFORMED.entries.toList()) { (value, message) ->
            for (name in listOf("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")) {
                shouldThrow<HttpException.InvalidUrl> {
                    ProxyChooser.fromEnvironment(mapOf(name to value))
                }.message shouldBe
                    "the environment variable $name is wrong: $message"
            }
        }

        test("a user and a secret that SOCKS has no room for are refused as malformed") {
            val value = "socks5://${"u".repeat(256)}:secret@p.test"
            val failure =
                shouldThrow<HttpException.InvalidUrl> { ProxyChooser.fromEnvironment(mapOf("all_proxy" to value)) }
            failure.message!! shouldNotContain "secret"
        }

        test("credentials are the proxy's, and its text does not show them") {
            val chooser = ProxyChooser.fromEnvironment(mapOf("http_proxy" to "http://us%40er:se%3Acret@p.test:3128"))
            val proxy = chooser.chainFor(HttpUrl.parse("http://a.test/")).single()
            proxy.credentials shouldBe Credentials.basic("us@er", "se:cret")
            "$chooser" shouldBe "proxies of the environment: http [proxy http://p.test:3128], https []"
        }

        test("the variables are read once, when it is made") {
            val variables = mutableMapOf("http_proxy" to "p.test:1", "no_proxy" to "b.test")
            val chooser = ProxyChooser.fromEnvironment(variables)
            variables["http_proxy"] = "q.test:1"
            variables["no_proxy"] = "*"
            hostOfProxy(chooser, "http://a.test/") shouldBe "p.test"
            hostOfProxy(chooser, "http://b.test/") shouldBe "-"
        }

        test("this process has no proxies in its environment that are malformed, and all are read") {
            val expected = ProxyChooser.fromEnvironment(System.getenv())
            for (url in listOf("http://a.test/", "https://a.test/")) {
                ProxyChooser.fromEnvironment().chainFor(HttpUrl.parse(url)) shouldBe
                    expected.chainFor(HttpUrl.parse(url))
            }
        }

        test("a chooser can be a function of the URL") {
            val chooser =
                ProxyChooser {
                    if (it.origin().isSecure) listOf(Proxy.http("p.test"), Proxy.socks5("q.test")) else listOf()
                }
            chooser.chainFor(HttpUrl.parse("https://a.test/")).size shouldBe 2
            chooser.chainFor(HttpUrl.parse("http://a.test/")).shouldBeEmpty()
        }
    })

private fun variables(text: String): Map<String, String> = text.split(' ').filter { it.isNotEmpty() }
    .associate { it.substringBefore('=') to it.substringAfter('=') }

private fun hostOfProxy(chooser: ProxyChooser, url: String) =
    chooser.chainFor(HttpUrl.parse(url)).singleOrNull()?.address?.host() ?: "-"
