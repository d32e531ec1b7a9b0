package httpwire.examples.servers

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpVersion
import httpwire.Request
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.examples.servers.OriginServer.Kind
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import okio.Buffer
import okio.blackholeSink
import java.time.Duration

private fun HttpConnection.ask(method: String, target: String, body: RequestBody? = null) =
    exchange(method, target, Headers.EMPTY, body)

/** What everybody does with a server, with each of those that everybody has, in clear and with each version of TLS. */
class EveryServerTest : FunSpec({
    for (kind in Kind.entries.filter(Kind::isInstalled)) ask(kind)
})

private fun FunSpec.ask(kind: Kind) {
    lateinit var site: Site
    lateinit var server: OriginServer

    for (carrier in kind.carriers) {
        fun connection(): HttpConnection {
            val builder = HttpConnection.builder("localhost:${server.port(carrier)}")
            return (if (carrier == Carrier.CLEAR) builder else builder.tls(site.tls(carrier))).build()
        }

        fun url(target: String): String {
            val scheme = if (carrier == Carrier.CLEAR) "http" else "https"
            return "$scheme://localhost:${server.port(carrier)}$target"
        }

        // A server of its own, because one of them is killed.
        fun test(name: String, block: () -> Unit) = this.test("$kind, $carrier: $name") {
            site = Site()
            site.use {
                server = kind.start(site)
                server.use { block() }
            }
        }

        test("GET, over what was asked for") {
            connection().use { connection ->
                connection.request("GET", "/hello.txt")
                connection.transport?.tlsSession?.protocol shouldBe carrier.protocol
                connection.readResponse().text() shouldBe Site.HELLO
                (connection.transport != null) shouldBe kind.keepsConnections
            }
        }

        test("4 MiB, in one connection, and in 8 threads of one client") {
            val expected = Buffer().write(site.big).sha256()
            connection().use { it.ask("GET", "/big").read().sha256() shouldBe expected }
            withClient({ if (carrier != Carrier.CLEAR) tls(site.tls(carrier)) }) { client ->
                inThreads(8, 16) { client.get(url("/big")).read().sha256() } shouldBe List(16) { expected }
            }
        }

        test("it is killed while it sends: what comes out is no whole body") {
            connection().use { connection ->
                connection.request("GET", "/huge")
                val response = connection.readResponse()
                val source = response.source()
                source.readByte() shouldBe 0
                if (!server.kill()) server.close()
                var read = 1L
                shouldThrow<HttpException> { read += source.readAll(blackholeSink()) }
                read shouldBeLessThan Site.HUGE_BYTES
                connection.transport shouldBe null
            }
        }

        if (!kind.keepsConnections) continue

        test("HEAD, 404, and three times GET in one connection") {
            connection().use { connection ->
                connection.ask("HEAD", "/hello.txt")
                    .run { "$version $status ${getHeader("Content-Length")} ${read().size}" } shouldBe
                    "${HttpVersion.HTTP_1_1} 200 ${Site.HELLO.length} 0"
                // Python closes after a failure, and says so.
                connection.ask("GET", "/missing").run { "$status ${read().size > 0}" } shouldBe "404 true"
                val transports = List(3) {
                    connection.ask("GET", "/hello.txt").text() shouldBe Site.HELLO
                    connection.transport
                }
                transports.toSet().single() shouldNotBe null
            }
        }

        test("what is sent with a length, in chunks, and after 100 Continue is what comes back") {
            connection().use { connection ->
                fun put(name: String, body: RequestBody) = Request.builder("PUT", "/up/$name").body(body)

                val requests = mapOf(
                    "length" to put("length", RequestBody.of(site.big)),
                    "chunks" to put("chunks", RequestBody.of(Buffer().write(site.big))),
                    "asked" to put("asked", RequestBody.of(site.big)).expectContinue(Duration.ofSeconds(20)),
                )
                for ((name, request) in requests) {
                    val stored = connection.exchange(request.build())
                    stored.interimResponses.map { it.status } shouldBe if (name == "asked") listOf(100) else emptyList()
                    stored.run { status / 100 } shouldBe 2
                    stored.read()
                    connection.ask("GET", "/up/$name").read().toByteArray() shouldBe site.big
                }
            }
        }
    }
}
