package httpwire.connection

import httpwire.Headers
import httpwire.HttpException.InvalidUrl
import httpwire.state.ConnectionState
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

/** What http.client makes of a host's text when no port is given apart. */
private val READ =
    listOf(
        Triple("example.com", "example.com", 80),
        Triple("example.com:8080", "example.com", 8080),
        Triple("example.com:", "example.com", 80),
        Triple("[::1]", "::1", 80),
        Triple("[::1]:", "::1", 80),
        Triple("[::1]:81", "::1", 81),
    )

private val REFUSED =
    mapOf(
        "a port that is not a number" to "example.com:abc",
        "user information" to "user:pw@example.com",
        "an IPv6 address without brackets" to "::1",
        "no host" to "",
        "no host but a port" to ":80",
        "a port with a sign" to "a:+80",
        "a port with blanks" to "a: 80",
        "a control character" to "a\r\nX: y",
        "a space" to "a b",
    )

private class Form(
    val name: String,
    val value: String,
    val host: String,
    val target: String = "/",
    val port: Int = -1,
    val tunnel: (HttpConnection.() -> Unit)? = null,
)

private val HOST_FIELDS = listOf(
    Form("the default port is left out", "a", "a:80"),
    Form("another port is said", "a:81", "a:81"),
    Form("443 is another port in clear", "a:443", "a", port = 443),
    Form("IPv6 in brackets", "[::1]:81", "[::1]:81"),
    Form("IPv6 with its port apart, brackets or not", "[::1]:81", "::1", port = 81),
    Form("IPv6 without its zone", "[fe80::1]", "[fe80::1%eth0]"),
    Form("an internationalised name as A-labels", "xn--bcher-kva.example", "bücher.example"),
    Form("the tunnel's end, not the proxy", "b", "p") { setTunnel("b") },
    Form("the tunnel's end with a port of its own", "b:443", "p") { setTunnel("b", 443) },
    Form("a tunnel to IPv6", "[::1]:444", "p") { setTunnel("[::1]", 444) },
    Form("an absolute target's authority as written", "c:80", "a", "http://c:80/x"),
    Form("an absolute target without a path", "c", "a", "http://c?x"),
    Form("an https target's own default port", "c", "a", "https://c/"),
    Form("a target of another scheme", "a", "a", "httpx://c/x"),
)

class HostFormsTest :
    FunSpec({
        context("host and port in one text") {
            withTests(nameFn = { it.first }, READ) { (text, host, port) ->
                val connection = HttpConnection.http(text)
                connection.host shouldBe host
                connection.port shouldBe port
                val secure = HttpConnection.https(text)
                secure.host shouldBe host
                secure.port shouldBe if (port == 80) 443 else port
            }
        }

        context("R6: refused") {
            withTests(nameFn = { it }, REFUSED.keys) { name ->
                shouldThrow<InvalidUrl> { HttpConnection.http(REFUSED.getValue(name)) }
            }
        }

        test("the message of a port that is not a number is http.client's") {
            shouldThrow<InvalidUrl> { HttpConnection.http("h:abc") }.message shouldBe "nonnumeric port: 'abc'"
        }

        test("four ways to say the same server") {
            val ways =
                listOf(
                    HttpConnection.http("www.python.org"),
                    HttpConnection.http("www.python.org:80"),
                    HttpConnection.builder("www.python.org").port(80).build(),
                    HttpConnection.builder("www.python.org").port(80).timeout(java.time.Duration.ofSeconds(10)).build(),
                )
            ways.map { it.host to it.port }.toSet() shouldBe setOf("www.python.org" to 80)
        }

        test("with the port apart the host's text is taken whole") {
            shouldThrow<InvalidUrl> { HttpConnection.builder("h:81").port(82).build() }
            HttpConnection.builder("[::1]").port(81).build().host shouldBe "::1"
            shouldThrow<InvalidUrl> { HttpConnection.builder("h").port(65_536).build() }
            shouldThrow<InvalidUrl> { HttpConnection.builder("h").port(0).build() }
        }

        test("the default ports") {
            HttpConnection.HTTP_PORT shouldBe 80
            HttpConnection.HTTPS_PORT shouldBe 443
        }

        context("R5: the Host field") {
            withTests(nameFn = { it.name }, HOST_FIELDS) { form ->
                val wire = Wire("HTTP/1.1 200 OK\r\n\r\n")
                val connection = connectionOver(wire, host = form.host) { port(form.port) }
                form.tunnel?.invoke(connection)
                connection.request("GET", form.target)
                val request = wire.sent().substringAfterLast("GET ")
                request shouldBe "${form.target} HTTP/1.1\r\nHost: ${form.value}\r\nAccept-Encoding: identity\r\n\r\n"
            }
        }

        test("an explicit Host replaces the automatic one, in any case") {
            val wire = Wire()
            connectionOver(wire).request("GET", "/3/", Headers.of("hOsT", "docs.python.org"))
            wire.sent() shouldBe "GET /3/ HTTP/1.1\r\nAccept-Encoding: identity\r\nhOsT: docs.python.org\r\n\r\n"
        }

        test("nothing is opened before the head goes out") {
            var count = 0
            val connection =
                HttpConnection
                    .builder("a")
                    .dialer {
                        count++
                        httpwire.transport.Transport.of(Wire())
                    }.build()
            connection.state shouldBe ConnectionState.IDLE
            connection.transport shouldBe null
            connection.putRequest("GET", "/")
            connection.putHeader("A", "b")
            count shouldBe 0
            connection.endHeaders()
            count shouldBe 1
            (connection.transport == null) shouldBe false
            connection.connect()
            count shouldBe 1
        }
    })
