package httpwire.examples.servers

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.examples.command.ExitStatus
import httpwire.examples.command.httpwire
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import java.nio.file.Files
import java.nio.file.Path

class TinyproxyTest : FunSpec({ if (RealServers.have("nginx", "tinyproxy")) throughTinyproxy() })

private fun FunSpec.throughTinyproxy() {
    val folder: Path = Files.createTempDirectory("httpwire-tinyproxy")
    lateinit var nginx: Nginx
    lateinit var tinyproxy: ServerProcess

    beforeSpec {
        nginx = Nginx(folder)
        Files.writeString(nginx.root.resolve("hello.txt"), "hello from nginx\n")
        tinyproxy = startTinyproxy(folder, nginx.port, nginx.tlsPort)
    }
    afterSpec {
        tinyproxy.close()
        nginx.close()
        folder.toFile().deleteRecursively()
    }

    fun proxy() = "127.0.0.1:${tinyproxy.port}"

    test("several requests through one tunnel, and what the proxy said") {
        HttpConnection.http(proxy()).use { connection ->
            connection.setTunnel("127.0.0.1", nginx.port, Headers.of("User-Agent", "httpwire"))
            for (number in 1..3) {
                connection.request("GET", "/hello.txt")
                val response = connection.readResponse()
                response.text() shouldBe "hello from nginx\n"
                response.getHeader("X-Requests") shouldBe "$number"
                response.getHeader("X-Host") shouldBe nginx.address
            }
            connection.proxyResponseHeaders.shouldNotBeNull().get("Proxy-agent").shouldNotBeNull() shouldStartWith
                "tinyproxy/"
        }
    }

    test("over TLS through the tunnel, opened again after close") {
        HttpConnection.builder(proxy()).tls(nginx.tls).build().use { connection ->
            connection.setTunnel("127.0.0.1", nginx.tlsPort)
            repeat(2) {
                connection.request("GET", "/hello.txt")
                connection.readResponse().text() shouldBe "hello from nginx\n"
                connection.close()
            }
        }
    }

    test("the command: --tunnel in clear and over TLS") {
        val clear = httpwire("--tunnel", proxy(), "-v", "http://${nginx.address}/hello.txt")
        clear.out.utf8() shouldBe "hello from nginx\n"
        clear.err shouldContain "> CONNECT ${nginx.address} HTTP/1.1\\r\\n"
        clear.err shouldContain "* the tunnel is open"
        val secure = httpwire("--tunnel", proxy(), "--insecure", "https://${nginx.secureAddress}/hello.txt")
        secure.out.utf8() shouldBe "hello from nginx\n"
    }

    test("the command: a port that the proxy does not allow") {
        val run = httpwire("--tunnel", proxy(), "http://127.0.0.1:1/")
        run.status shouldBe ExitStatus.EXCHANGE_FAILED
        run.errLines shouldHaveSize 1
        run.err shouldContain "Tunnel connection failed: 403 "
    }
}
