package httpwire.examples.servers

import httpwire.RequestBody
import httpwire.auth.Credentials
import httpwire.call.Interceptor
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.ByteString.Companion.encodeUtf8
import java.nio.file.Files
import java.nio.file.Path
import java.nio.file.attribute.PosixFilePermissions

private const val USER = "Mufasa"
private const val SECRET = "Circle of Life"
private const val REALM = "httpwire"
private const val KEEP_ALIVE_SECONDS = 3

/** Apache httpd out of a folder, with folders that need a password. */
internal class Apache(folder: Path) : AutoCloseable {
    val root: Path = Files.createDirectories(folder.resolve("htdocs"))
    private val process: ServerProcess

    val port: Int get() = process.port
    val origin: String get() = "http://127.0.0.1:${process.port}"

    init {
        // As root it gives up its rights for those of `nobody`.
        val readable = PosixFilePermissions.fromString("rwxr-xr-x")
        for (each in listOf(folder, root)) Files.setPosixFilePermissions(each, readable)
        val hash = "$USER:$REALM:$SECRET".encodeUtf8().md5().hex()
        Files.writeString(folder.resolve("digests"), "$USER:$REALM:$hash\n")
        for (name in listOf("open", "digest", "brief", "once", "packed", "brotli")) {
            val place = Files.createDirectories(root.resolve(name))
            Files.writeString(place.resolve("hello.txt"), "hello from $name\n".repeat(1000))
        }
        process = ServerProcess.start(folder) { port ->
            val file = Files.writeString(folder.resolve("httpd-$port.conf"), configuration(folder, port))
            // One process, so that ending it ends all of Apache.
            listOf("apache2", "-X", "-f", "$file")
        }
    }

    override fun close() = process.close()

    private fun configuration(folder: Path, port: Int) = """
        ServerRoot $folder
        DefaultRuntimeDir $folder
        PidFile $folder/httpd-$port.pid
        Mutex pthread
        Listen 127.0.0.1:$port
        ServerName 127.0.0.1
        ErrorLog $folder/error.log
        ${modules()}
        User nobody
        Group nogroup
        ThreadsPerChild 16
        ThreadLimit 16
        MaxRequestWorkers 16
        KeepAlive On
        KeepAliveTimeout $KEEP_ALIVE_SECONDS
        MaxKeepAliveRequests 100
        DocumentRoot $root
        EnableMMAP Off
        EnableSendfile Off
        <Directory $root>
          Require all granted
        </Directory>
        ${digest(folder, "digest", 300)}
        ${digest(folder, "brief", 1)}
        ${digest(folder, "once", 0)}
        <Location /packed>
          SetOutputFilter DEFLATE
        </Location>
        <Location /brotli>
          SetOutputFilter BROTLI_COMPRESS
        </Location>
        Redirect 303 /form /open/hello.txt
    """.trimIndent() + "\n"

    private fun modules() = listOf(
        "mpm_event",
        "authn_core",
        "authz_core",
        "authn_file",
        "authz_user",
        "auth_digest",
        "alias",
        "deflate",
        "brotli",
        "filter",
        "actions",
    ).joinToString("\n") { "LoadModule ${it}_module /usr/lib/apache2/modules/mod_$it.so" }

    private fun digest(folder: Path, name: String, nonceSeconds: Int) = """
        <Location /$name>
          AuthType Digest
          AuthName $REALM
          AuthDigestProvider file
          AuthUserFile $folder/digests
          AuthDigestNonceLifetime $nonceSeconds
          Require valid-user
        </Location>
    """
}

/** A client against Apache httpd: Digest above all. */
class ApacheTest : FunSpec({ if (RealServers.have("apache2")) againstApache() })

private fun FunSpec.againstApache() {
    val folder: Path = Files.createTempDirectory("httpwire-apache")
    lateinit var apache: Apache

    beforeSpec { apache = Apache(folder) }
    afterSpec {
        apache.close()
        folder.toFile().deleteRecursively()
    }

    fun known(secret: String = SECRET) = Credentials.digest(USER, secret).forOrigin(apache.origin)

    fun hello(name: String) = "hello from $name\n".repeat(1000)

    test("keep-alive: Apache says for how long only if it is asked to") {
        withClient { client ->
            repeat(5) {
                val response = client.get("${apache.origin}/open/hello.txt")
                response.run { "${getHeader("Keep-Alive")} ${text()}" } shouldBe "null ${hello("open")}"
            }
            client.connections() shouldBe "1 opened, 4 reused"
        }
        withClient({ header("Connection", "keep-alive") }) { client ->
            for (left in 100 downTo 98) {
                val response = client.get("${apache.origin}/open/hello.txt")
                response.run { "${getHeader("Keep-Alive")} ${text().length}" } shouldBe
                    "timeout=$KEEP_ALIVE_SECONDS, max=$left ${hello("open").length}"
            }
            client.connections() shouldBe "1 opened, 2 reused"
        }
    }

    test("Digest with MD5: one challenge, then each request has its answer, all on one connection") {
        val noted = Noted()
        withClient({ auth(known()).listener(noted) }) { client ->
            repeat(5) {
                client.get("${apache.origin}/digest/hello.txt").run { "$status ${text()}" } shouldBe
                    "200 ${hello("digest")}"
            }
            noted.challenged.get() shouldBe 1
            client.connections() shouldBe "1 opened, 5 reused"
        }
    }

    test("Digest with a query and with characters that are encoded in the target") {
        withClient({ auth(known()) }) { client ->
            for (query in listOf("?a=b&c=%20d", "?a=%22b%5C", "?")) {
                client.get("${apache.origin}/digest/hello.txt$query").run { "$status ${text().length}" } shouldBe
                    "200 ${hello("digest").length}"
            }
        }
    }

    test("a wrong secret is asked once, and 401 is the answer") {
        val noted = Noted()
        withClient({ auth(known("falsch")).listener(noted) }) { client ->
            client.get("${apache.origin}/digest/hello.txt").run { "$status ${text().isEmpty()}" } shouldBe "401 false"
            noted.challenged.get() shouldBe 1
        }
    }

    test("a nonce that is too old is replaced, and nobody notices") {
        val noted = Noted()
        withClient({ auth(known()).listener(noted) }) { client ->
            repeat(2) {
                client.get("${apache.origin}/brief/hello.txt").run { "$status ${text().length}" } shouldBe
                    "200 ${hello("brief").length}"
                // Longer than a nonce lives; while it is used, Apache sends the next one with each response.
                if (it == 0) awaitIdleClose(apache.port, "/open/hello.txt")
            }
            noted.challenged.get() shouldBe 2
            client.connections() shouldBe "2 opened, 2 reused"
        }
    }

    test("a nonce for one request only: the next one comes with each response") {
        val noted = Noted()
        withClient({ auth(known()).listener(noted) }) { client ->
            repeat(5) {
                val response = client.get("${apache.origin}/once/hello.txt")
                response.getHeader("Authentication-Info")!! shouldContain "nextnonce="
                response.run { "$status ${text().length}" } shouldBe "200 ${hello("once").length}"
            }
            noted.challenged.get() shouldBe 1
        }
    }

    test("a POST is sent again with its answer if its body can be repeated; if not, 401 is the response") {
        withClient({ auth(known()).redirects() }) { client ->
            val body = RequestBody.of("a=b")
            // Apache has no use for a POST to a file, but it has to be let in to say so.
            val posted = client.post("${apache.origin}/digest/hello.txt", body)
            posted.history.map { it.status } shouldBe listOf(401)
            posted.run { "$status ${text().isEmpty()}" } shouldBe "200 false"
            client.post("${apache.origin}/form", body).run { "$status ${text()}" } shouldBe "200 ${hello("open")}"
        }
        withClient({ auth(known()) }) { client ->
            val once = RequestBody.of("a=b".byteInputStream())
            client.post("${apache.origin}/digest/hello.txt", once).run { "$status ${text().isEmpty()}" } shouldBe
                "401 false"
        }
    }

    test("8 MiB up as the first request, which is challenged, and 8 threads that share a nonce") {
        withClient({ auth(known()) }) { client ->
            val body = RequestBody.of(ByteArray(8 shl 20))
            client.post("${apache.origin}/digest/hello.txt", body).run { "$status ${text().isEmpty()}" } shouldBe
                "200 false"
            val answers = inThreads(8, 400) { client.get("${apache.origin}/digest/hello.txt").use { it.status } }
            answers.toSet() shouldBe setOf(200)
        }
    }

    test("gzip by mod_deflate and br by mod_brotli are decoded") {
        for ((name, coding) in mapOf("packed" to "gzip", "brotli" to "br")) {
            val codings = mutableListOf<String?>()
            val listening = Interceptor { request, next ->
                next.handle(request).also { codings += it.getHeader("Content-Encoding") }
            }
            withClient({ decoding().hopInterceptor(listening) }) { client ->
                repeat(2) { client.text("${apache.origin}/$name/hello.txt") shouldBe hello(name) }
                codings shouldBe listOf(coding, coding)
                client.connections() shouldBe "1 opened, 1 reused"
            }
        }
    }
}
