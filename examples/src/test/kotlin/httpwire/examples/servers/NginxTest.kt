package httpwire.examples.servers

import httpwire.CloseReason
import httpwire.Headers
import httpwire.RequestBody
import httpwire.connection.HttpConnection
import httpwire.connection.HttpResponse
import httpwire.examples.command.ExitStatus
import httpwire.examples.command.httpwire
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.GzipSource
import okio.HashingSink
import okio.blackholeSink
import okio.buffer
import java.nio.file.Files
import java.nio.file.Path
import kotlin.random.Random

private const val BIG_BYTES = 20 shl 20

private fun HttpConnection.get(target: String, headers: Headers = Headers.EMPTY): HttpResponse {
    request("GET", target, headers)
    return readResponse()
}

private fun HttpResponse.requestNumber() = getHeader("X-Requests")?.toInt()

class NginxTest : FunSpec({ if (RealServers.have("nginx")) againstNginx() })

private fun FunSpec.againstNginx() {
    val folder: Path = Files.createTempDirectory("httpwire-nginx")
    val big = Random(7).nextBytes(BIG_BYTES)
    lateinit var nginx: Nginx

    beforeSpec {
        nginx = Nginx(folder)
        Files.writeString(nginx.root.resolve("hello.txt"), "hello from nginx\n")
        Files.write(nginx.root.resolve("big"), big)
        Files.createDirectory(nginx.root.resolve("packed"))
        Files.writeString(nginx.root.resolve("packed/spam.txt"), "spam ".repeat(20_000))
    }
    afterSpec {
        nginx.close()
        folder.toFile().deleteRecursively()
    }

    fun connections() = mapOf<String, () -> HttpConnection>(
        "in clear" to { HttpConnection.http(nginx.address) },
        "over TLS" to { HttpConnection.builder(nginx.secureAddress).tls(nginx.tls).build() },
        "on a Unix socket" to { HttpConnection.builder("localhost").unixSocket(nginx.socket).build() },
        "over TLS on a Unix socket" to
            { HttpConnection.builder("localhost").tls(nginx.tls).unixSocket(nginx.secureSocket).build() },
    )

    for (kind in listOf("in clear", "over TLS", "on a Unix socket", "over TLS on a Unix socket")) {
        fun connection() = connections().getValue(kind)()

        test("$kind: GET, HEAD, 404, 204, a redirect, one connection") {
            connection().use { connection ->
                val hello = connection.get("/hello.txt")
                hello.run { "$status $reason ${text()}" } shouldBe "200 OK hello from nginx\n"
                connection.request("HEAD", "/hello.txt")
                val head = connection.readResponse()
                head.run { "$status ${getHeader("Content-Length")} ${read().size}" } shouldBe "200 17 0"
                head.requestNumber() shouldBe 2
                val missing = connection.get("/parrot.spam")
                missing.run { "$status $reason ${read().size > 0}" } shouldBe "404 Not Found true"
                connection.get("/none").run { "$status ${read().size}" } shouldBe "204 0"
                val moved = connection.get("/old")
                moved.run { "$status ${requestNumber()} ${willClose()}" } shouldBe "301 5 false"
                moved.read()
            }
        }

        test("$kind: it closes after ${Nginx.REQUESTS_PER_CONNECTION} requests, and the next one opens again") {
            connection().use { connection ->
                val numbers = List(Nginx.REQUESTS_PER_CONNECTION + 2) {
                    val response = connection.get("/hello.txt")
                    response.text() shouldBe "hello from nginx\n"
                    if (response.willClose()) response.closeReasons shouldContain CloseReason.CLOSE_ANSWERED
                    response.requestNumber()
                }
                numbers shouldBe (1..Nginx.REQUESTS_PER_CONNECTION).toList() + listOf(1, 2)
            }
        }

        test("$kind: a body in chunks") {
            connection().use { connection ->
                val response = connection.get("/packed/spam.txt", Headers.of("Accept-Encoding", "gzip"))
                response.getHeader("Transfer-Encoding") shouldBe "chunked"
                response.getHeader("Content-Encoding") shouldBe "gzip"
                val packed = response.read()
                GzipSource(Buffer().write(packed)).buffer().readUtf8() shouldBe "spam ".repeat(20_000)
                connection.get("/hello.txt").run { "${text()}${requestNumber()}" } shouldBe "hello from nginx\n2"
            }
        }

        test("$kind: 20 MiB, streamed, saved, and read by bytes into an array") {
            connection().use { connection ->
                val hash = HashingSink.sha256(blackholeSink())
                connection.get("/big").source().readAll(hash) shouldBe BIG_BYTES
                hash.hash shouldBe Buffer().write(big).sha256()

                val saved = folder.resolve("saved")
                connection.get("/big").saveTo(saved) shouldBe BIG_BYTES
                Files.readAllBytes(saved).contentEquals(big) shouldBe true

                val array = ByteArray(BIG_BYTES)
                val response = connection.get("/big")
                response.readInto(array) shouldBe BIG_BYTES
                array.contentEquals(big) shouldBe true
                response.requestNumber() shouldBe 3
            }
        }

        test("$kind: 20 MiB up, with a length and in chunks") {
            val file = Files.write(folder.resolve("upload"), big)
            connection().use { connection ->
                val bodies = mapOf("file" to RequestBody.of(file), "stream" to RequestBody.of(Buffer().write(big)))
                for ((name, body) in bodies) {
                    val target = "/upload/${kind.replace(' ', '-')}/$name"
                    connection.request("PUT", target, Headers.EMPTY, body)
                    connection.readResponse().run { "$status ${read().size}" } shouldBe "201 0"
                    Files.readAllBytes(Path.of("${nginx.root}$target")).contentEquals(big) shouldBe true
                }
            }
        }

        test("$kind: POST to a file is 405, and the connection goes on") {
            connection().use { connection ->
                connection.request("POST", "/hello.txt", Headers.EMPTY, RequestBody.of("spam"))
                connection.readResponse().run { "$status ${read().size > 0}" } shouldBe "405 true"
                connection.get("/hello.txt").run { "${text()}${requestNumber()}" } shouldBe "hello from nginx\n2"
            }
        }

        test("$kind: a request too many is refused by nginx in words") {
            connection().use { connection ->
                connection.request("GET", "/hello.txt", Headers.of("X-Long", "x".repeat(50_000)))
                connection.readResponse().use { "${it.status} ${it.willClose()}" } shouldBe "400 true"
            }
        }
    }

    test("the command: plain, over TLS, to a file") {
        httpwire("http://${nginx.address}/hello.txt").out.utf8() shouldBe "hello from nginx\n"
        val url = "https://${nginx.secureAddress}/big"
        val file = folder.resolve("downloaded")
        val run = httpwire("--cacert", "${nginx.certificateFile}", "-o", "$file", url)
        run.status shouldBe ExitStatus.ANSWERED
        Files.readAllBytes(file).contentEquals(big) shouldBe true
        httpwire("--http10", "http://${nginx.address}/hello.txt").out.utf8() shouldBe "hello from nginx\n"
    }
}
