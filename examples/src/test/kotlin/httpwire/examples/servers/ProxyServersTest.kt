package httpwire.examples.servers

import httpwire.HttpException
import httpwire.SocksReply
import httpwire.connection.HttpConnection
import httpwire.examples.command.httpwire
import httpwire.transport.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import java.nio.file.Files
import java.nio.file.Path

/** Each kind of proxy, alone and in chains, to an origin in clear and over TLS. */
class ProxyServersTest : FunSpec({
    if (RealServers.have("nginx", "tinyproxy", "squid", "microsocks", "danted", "stunnel4", "openssl")) throughProxies()
})

private fun FunSpec.throughProxies() {
    val folder: Path = Files.createTempDirectory("httpwire-proxies")
    val running = mutableListOf<AutoCloseable>()
    lateinit var nginx: Nginx
    lateinit var ways: Map<String, List<Proxy>>
    lateinit var squid: Squid
    lateinit var microsocks: ServerProcess

    beforeSpec {
        nginx = Nginx(folder).also(running::add)
        Files.writeString(nginx.root.resolve("hello.txt"), "hello from nginx\n")
        val tinyproxy = startTinyproxy(folder, nginx.port, nginx.tlsPort, 0).also(running::add)
        squid = Squid(folder, nginx.certificateFile, folder.resolve("key.pem")).also(running::add)
        microsocks = startMicrosocks(folder).also(running::add)
        val dante = startDante(folder).also(running::add)
        val stunnel = startStunnel(
            folder,
            tinyproxy.port,
            nginx.certificateFile,
            folder.resolve("key.pem"),
        ).also(running::add)

        val clear = Proxy.http("127.0.0.1:${tinyproxy.port}")
        val known = Proxy.http("127.0.0.1:${squid.port}").credentials(PROXY_USER, PROXY_PASSWORD)
        val secure = Proxy.https("127.0.0.1:${squid.securePort}").tls(nginx.tls).credentials(PROXY_USER, PROXY_PASSWORD)
        val behindTls = Proxy.https("localhost:${stunnel.port}").tls(nginx.tls)
        val socks = "127.0.0.1:${microsocks.port}"
        val danted = "127.0.0.1:${dante.port}"
        ways = mapOf(
            "tinyproxy" to listOf(clear),
            "tinyproxy, tunnelling" to listOf(clear.tunnelling()),
            "squid with a password" to listOf(known),
            "squid with a password, tunnelling" to listOf(known.tunnelling()),
            "squid over TLS" to listOf(secure),
            "tinyproxy behind stunnel" to listOf(behindTls),
            "microsocks, SOCKS 5 with a password" to listOf(
                Proxy.socks5(socks).credentials(PROXY_USER, PROXY_PASSWORD),
            ),
            "microsocks, SOCKS 5h with a password" to
                listOf(Proxy.socks5h(socks).credentials(PROXY_USER, PROXY_PASSWORD)),
            "dante, SOCKS 5" to listOf(Proxy.socks5(danted)),
            "dante, SOCKS 5h" to listOf(Proxy.socks5h(danted)),
            "dante, SOCKS 4" to listOf(Proxy.socks4(danted)),
            "dante, then squid over TLS, then tinyproxy" to listOf(Proxy.socks5h(danted), secure, clear.tunnelling()),
            "squid, then microsocks" to
                listOf(known.tunnelling(), Proxy.socks5h(socks).credentials(PROXY_USER, PROXY_PASSWORD)),
        )
    }
    afterSpec {
        running.asReversed().forEach { it.close() }
        folder.toFile().deleteRecursively()
    }

    test("every way leads to an origin in clear") {
        for ((name, proxies) in ways) {
            val host = if ("5h" in name) "localhost" else "127.0.0.1"
            HttpConnection.builder("$host:${nginx.port}").proxy(*proxies.toTypedArray()).build().use { connection ->
                connection.request("GET", "/hello.txt")
                connection.readResponse().text() shouldBe "hello from nginx\n"
            }
            // A client, because tinyproxy closes after each request that it forwards, and does not say so.
            withClient({ proxy(*proxies.toTypedArray()) }) { client ->
                repeat(3) { client.text("http://$host:${nginx.port}/hello.txt") shouldBe "hello from nginx\n" }
            }
        }
    }

    for (carrier in listOf(Carrier.TLS_1_2, Carrier.TLS_1_3)) {
        test("every way leads to an origin over $carrier, within TLS if that is the way") {
            for (proxies in ways.values) {
                val builder = HttpConnection.builder("127.0.0.1:${nginx.tlsPort}").tls(nginx.tls(carrier))
                builder.proxy(*proxies.toTypedArray()).build().use { connection ->
                    repeat(2) {
                        connection.request("GET", "/hello.txt")
                        connection.transport?.tlsSession?.protocol shouldBe carrier.protocol
                        connection.readResponse().text() shouldBe "hello from nginx\n"
                    }
                }
            }
        }
    }

    test("a wrong password is said to be refused, by whom, and is not shown") {
        val wrong = Proxy.http("127.0.0.1:${squid.port}").credentials(PROXY_USER, "falsch").tunnelling()
        HttpConnection.builder(nginx.address).proxy(wrong).build().use {
            val refused = shouldThrow<HttpException.TunnelRefused> { it.request("GET", "/") }
            refused.status shouldBe 407
            refused.hop!!.port shouldBe squid.port
            refused.toString() shouldNotContain "falsch"
        }
        val wrongSocks = Proxy.socks5("127.0.0.1:${microsocks.port}").credentials(PROXY_USER, "falsch")
        HttpConnection.builder(nginx.address).proxy(wrongSocks).build().use {
            shouldThrow<HttpException.TunnelRefused> { it.request("GET", "/") }.socksReply shouldBe
                SocksReply.AUTHENTICATION_FAILED
        }
    }

    test("nobody listens where the proxy is to connect") {
        val proxy = Proxy.socks5("127.0.0.1:${microsocks.port}").credentials(PROXY_USER, PROXY_PASSWORD)
        HttpConnection.builder("127.0.0.1:${ServerProcess.freePort()}").proxy(proxy).build().use {
            shouldThrow<HttpException.TunnelRefused> { it.request("GET", "/") }.socksReply shouldBe
                SocksReply.CONNECTION_REFUSED
        }
    }

    test("the command: a chain of proxies, with the steps and their times") {
        val first = "http://$PROXY_USER:$PROXY_PASSWORD@127.0.0.1:${squid.port}"
        val second = "socks5h://$PROXY_USER:$PROXY_PASSWORD@127.0.0.1:${microsocks.port}"
        val run = httpwire(
            "--proxy",
            first,
            "--proxy",
            second,
            "--timing",
            "--cacert",
            "${nginx.certificateFile}",
            "https://${nginx.secureAddress}/hello.txt",
        )
        run.out.utf8() shouldBe "hello from nginx\n"
        run.err shouldContain "127.0.0.1:${squid.port} leads to 127.0.0.1:${microsocks.port}"
        run.err shouldContain "127.0.0.1:${microsocks.port} leads to ${nginx.secureAddress}"
        run.err shouldNotContain PROXY_PASSWORD
    }
}
