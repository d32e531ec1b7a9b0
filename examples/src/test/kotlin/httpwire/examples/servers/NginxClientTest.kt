package httpwire.examples.servers

import httpwire.Headers
import httpwire.HttpException.TooManyRedirects
import httpwire.Request
import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.client.pool.PoolOptions
import httpwire.client.redirect.Redirects
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeLessThan
import io.kotest.matchers.longs.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import java.nio.file.Files
import java.nio.file.Path

/** A client against nginx: its pool, and each layer that nginx can be asked for. */
class NginxClientTest : FunSpec({ if (RealServers.have("nginx")) clientAgainstNginx() })

private fun FunSpec.clientAgainstNginx() {
    val folder: Path = Files.createTempDirectory("httpwire-nginx-client")
    lateinit var nginx: Nginx
    lateinit var here: String

    beforeSpec {
        nginx = Nginx(folder)
        here = "http://${nginx.address}"
        Files.writeString(nginx.root.resolve("hello.txt"), "hello from nginx\n")
        Files.createDirectory(nginx.root.resolve("packed"))
        Files.writeString(nginx.root.resolve("packed/spam.txt"), "spam ".repeat(20_000))
    }
    afterSpec {
        nginx.close()
        folder.toFile().deleteRecursively()
    }

    test("one connection carries as many requests as nginx allows, in clear and over TLS") {
        for (origin in listOf(here, "https://${nginx.secureAddress}")) {
            withClient({ tls(nginx.tls) }) { client ->
                repeat(Nginx.REQUESTS_PER_CONNECTION) { client.text("$origin/hello.txt") shouldBe "hello from nginx\n" }
                client.connections() shouldBe "1 opened, ${Nginx.REQUESTS_PER_CONNECTION - 1} reused"
                client.statistics().idle shouldBe 0
                client.text("$origin/hello.txt") shouldBe "hello from nginx\n"
                client.connections() shouldBe "2 opened, ${Nginx.REQUESTS_PER_CONNECTION - 1} reused"
            }
        }
    }

    test("20 threads on 4 connections: every answer is right, and no connection is over the limit") {
        withClient({ pool(PoolOptions.DEFAULT.withMaxPerOrigin(4)) }) { client ->
            inThreads(20, 400) { client.text("$here/hello.txt") }.toSet() shouldBe setOf("hello from nginx\n")
            client.statistics().run {
                opened + reused shouldBe 400L
                reused shouldBeGreaterThan opened
                idle shouldBeLessThan 5
            }
        }
    }

    test("Keep-Alive: timeout is honoured, with a second of margin") {
        withClient { client ->
            repeat(2) {
                client.get("$here/patient").run { "${getHeader("Keep-Alive")} ${text()}" } shouldBe
                    "timeout=30 patient"
            }
            client.connections() shouldBe "1 opened, 1 reused"
        }
        withClient { client ->
            repeat(2) {
                client.get("$here/impatient").run { "${getHeader("Keep-Alive")} ${text()}" } shouldBe
                    "timeout=1 impatient"
            }
            client.connections() shouldBe "2 opened, 0 reused"
        }
    }

    test("a connection that nginx has closed without a word is not used again") {
        withClient { client ->
            client.text("$here/silent") shouldBe "silent"
            client.statistics().idle shouldBe 1
            awaitIdleClose(nginx.port, "/silent")
            client.post("$here/form", RequestBody.of("a=b")).run { "$status ${read().size > 0}" } shouldBe "303 true"
            client.connections() shouldBe "2 opened, 0 reused"
            client.statistics().resent shouldBe 0L
        }
    }

    test("gzip is decoded, and its connection carries the next request") {
        withClient({ decoding() }) { client ->
            val response = client.get("$here/packed/spam.txt")
            response.getHeader("Content-Encoding") shouldBe null
            response.text() shouldBe "spam ".repeat(20_000)
            client.text("$here/hello.txt") shouldBe "hello from nginx\n"
            client.connections() shouldBe "1 opened, 1 reused"
        }
    }

    test("a redirect is followed, and a POST that is answered with 303 becomes a GET") {
        withClient({ redirects() }) { client ->
            val moved = client.get("$here/moved")
            moved.history.map { it.status } shouldBe listOf(301)
            moved.run { "$url ${text()}" } shouldBe "$here/hello.txt hello from nginx\n"
            val posted = client.post("$here/form", RequestBody.of("a=b"))
            posted.history.map { it.status } shouldBe listOf(303)
            posted.text() shouldBe "hello from nginx\n"
            client.connections() shouldBe "1 opened, 3 reused"
        }
        withClient({ redirects(Redirects.DEFAULT.withMaxCount(0)) }) { client ->
            shouldThrow<TooManyRedirects> { client.get("$here/moved") }
        }
    }

    test("credentials go to their origin, and not after a redirect to another one") {
        withClient({ redirects().auth(Credentials.basic("user", "geheim").forOrigin(here)) }) { client ->
            client.text("$here/seen") shouldBe Credentials.basic("user", "geheim").basicHeader()
            client.text("$here/elsewhere") shouldBe ""
            val own = Request.get("$here/elsewhere").withHeaders(Headers.of("Authorization", "Bearer own"))
            client.send(own).text() shouldBe ""
        }
    }
}
