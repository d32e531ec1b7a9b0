package httpwire.examples.servers

import httpwire.HttpException.TunnelRefused
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.client.HttpClient
import httpwire.transport.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import java.nio.file.Files
import java.nio.file.Path

/** A client through squid with a password, by Basic and by Digest, to nginx in clear and over TLS. */
class SquidClientTest : FunSpec({ if (RealServers.have("nginx", "squid", "openssl")) throughSquid() })

private fun FunSpec.throughSquid() {
    val folder: Path = Files.createTempDirectory("httpwire-squid")
    lateinit var nginx: Nginx
    lateinit var squids: Map<Squid.Scheme, Squid>

    beforeSpec {
        nginx = Nginx(folder)
        Files.writeString(nginx.root.resolve("hello.txt"), "hello from nginx\n")
        val key = folder.resolve("key.pem")
        squids = Squid.Scheme.entries.associateWith { Squid(folder, nginx.certificateFile, key, it) }
    }
    afterSpec {
        squids.values.forEach { it.close() }
        nginx.close()
        folder.toFile().deleteRecursively()
    }

    fun credentials(scheme: Squid.Scheme, secret: String = PROXY_PASSWORD) = when (scheme) {
        Squid.Scheme.BASIC -> Credentials.basic(PROXY_USER, secret)
        Squid.Scheme.DIGEST -> Credentials.digest(PROXY_USER, secret)
    }

    fun proxy(scheme: Squid.Scheme, secret: String = PROXY_PASSWORD) =
        Proxy.http("127.0.0.1:${squids.getValue(scheme).port}").credentials(credentials(scheme, secret))

    fun HttpClient.hello(origin: String) = get("$origin/hello.txt").run { "$status ${text()}" }

    for (scheme in Squid.Scheme.entries) {
        test("$scheme: a forwarding proxy, more requests than one nonce is good for") {
            withClient({ proxy(proxy(scheme)) }) { client ->
                repeat(3 * Squid.REQUESTS_PER_NONCE) {
                    client.hello("http://${nginx.address}") shouldBe "200 hello from nginx\n"
                }
                client.statistics().opened shouldBe 1L
            }
        }

        test("$scheme: CONNECT to an origin over TLS, in many tunnels") {
            withClient({ proxy(proxy(scheme)).tls(nginx.tls) }) { client ->
                // nginx closes after so many requests, and each new tunnel needs an answer of its own.
                repeat(8 * Nginx.REQUESTS_PER_CONNECTION) {
                    client.hello("https://${nginx.secureAddress}") shouldBe "200 hello from nginx\n"
                }
                client.statistics().opened shouldBe 8L
            }
        }

        test("$scheme: through TLS to the proxy itself") {
            val squid = squids.getValue(scheme)
            val secure = Proxy.https("127.0.0.1:${squid.securePort}").tls(nginx.tls).credentials(credentials(scheme))
            withClient({ proxy(secure).tls(nginx.tls) }) { client ->
                client.hello("http://${nginx.address}") shouldBe "200 hello from nginx\n"
                client.hello("https://${nginx.secureAddress}") shouldBe "200 hello from nginx\n"
            }
        }

        test("$scheme: a POST whose body can be repeated, forwarded and through a tunnel") {
            withClient({ proxy(proxy(scheme)).tls(nginx.tls).redirects() }) { client ->
                for (origin in listOf("http://${nginx.address}", "https://${nginx.secureAddress}")) {
                    client.post("$origin/form", RequestBody.of("a=b")).run { "$status ${text()}" } shouldBe
                        "200 hello from nginx\n"
                }
            }
        }

        test("$scheme: 8 threads, which share what squid has sent") {
            withClient({ proxy(proxy(scheme)).tls(nginx.tls) }) { client ->
                val origins = listOf("http://${nginx.address}", "https://${nginx.secureAddress}")
                val answers = inThreads(8, 200) { client.hello(origins[it % 2]) }
                answers.toSet() shouldBe setOf("200 hello from nginx\n")
            }
        }

        test("$scheme: 8 MiB up, forwarded, as the first request") {
            withClient({ proxy(proxy(scheme)) }) { client ->
                val body = RequestBody.of(ByteArray(8 shl 20))
                client.put("http://${nginx.address}/upload/$scheme", body).use { it.status } shouldBe 201
                Files.size(nginx.root.resolve("upload/$scheme")) shouldBe (8L shl 20)
            }
        }

        test("$scheme: a wrong secret is 407, or TunnelRefused, and is not shown") {
            withClient({ proxy(proxy(scheme, "falsch")).tls(nginx.tls) }) { client ->
                client.get("http://${nginx.address}/hello.txt").use { it.status } shouldBe 407
                val refused = shouldThrow<TunnelRefused> { client.get("https://${nginx.secureAddress}/hello.txt") }
                refused.status shouldBe 407
                refused.stackTraceToString() shouldNotContain "falsch"
            }
        }
    }

    test("the origin's credentials and the proxy's go to their own side only") {
        val own = Credentials.basic("origin", "secret").forOrigin("http://${nginx.address}")
        withClient({ proxy(proxy(Squid.Scheme.DIGEST)).auth(own) }) { client ->
            client.text("http://${nginx.address}/seen") shouldBe own.basicHeader()
        }
    }
}
