package httpwire.examples.servers

import httpwire.RequestBody
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.nio.file.Files
import java.nio.file.Path

/** haproxy, which answers by itself. It closes a connection that is idle for 200 ms, and on [hastyPort] for 1 ms. */
private class Haproxy(folder: Path) : AutoCloseable {
    private var hastyPort = 0
    private val process = ServerProcess.start(folder) { port ->
        hastyPort = ServerProcess.freePort()
        val file = Files.writeString(folder.resolve("haproxy-$port.cfg"), configuration(port))
        listOf("haproxy", "-db", "-f", "$file")
    }

    val port: Int get() = process.port
    val origin: String get() = "http://127.0.0.1:$port"
    val hastyOrigin: String get() = "http://127.0.0.1:$hastyPort"

    override fun close() = process.close()

    private fun configuration(port: Int) = """
        defaults
          mode http
          timeout connect 5s
          timeout client 10s
          timeout server 10s
          timeout http-request 10s
          timeout http-keep-alive 200ms
          option http-buffer-request
        frontend here
          bind 127.0.0.1:$port
          http-request redirect location /hello code 301 if { path /moved }
          http-request redirect location /hello code 303 if { path /form }
          http-request redirect location /echo code 307 if { path /again }
          http-request redirect location /echo code 308 if { path /always }
          http-request redirect prefix http://localhost:$port code 302 if { path_beg /elsewhere/ } { hdr_beg(host) 127.0.0.1 }
          http-request return status 200 content-type text/plain lf-string "%[method] %[req.body]" if { path /echo }
          http-request return status 200 content-type text/plain lf-string "%[method] %[path]"
        frontend hasty
          bind 127.0.0.1:$hastyPort
          timeout http-keep-alive 1ms
          http-request return status 200 content-type text/plain lf-string "%[method] %[path]"
    """.trimIndent() + "\n"
}

/** A client against haproxy: redirects, and connections that are closed while they are idle. */
class HaproxyTest : FunSpec({ if (RealServers.have("haproxy")) againstHaproxy() })

private fun FunSpec.againstHaproxy() {
    val folder: Path = Files.createTempDirectory("httpwire-haproxy")
    lateinit var haproxy: Haproxy

    beforeSpec { haproxy = Haproxy(folder) }
    afterSpec {
        haproxy.close()
        folder.toFile().deleteRecursively()
    }

    test("redirects of each kind, with the method and the body that each kind has") {
        withClient({ redirects() }) { client ->
            fun posted(path: String) = client.post("${haproxy.origin}$path", RequestBody.of("a=b"))
                .run { "${history.map { it.status }} ${text()}" }
            client.text("${haproxy.origin}/moved") shouldBe "GET /hello"
            posted("/moved") shouldBe "[301] GET /hello"
            posted("/form") shouldBe "[303] GET /hello"
            posted("/again") shouldBe "[307] POST a=b"
            posted("/always") shouldBe "[308] POST a=b"
            client.text("${haproxy.origin}/elsewhere/x") shouldBe "GET /elsewhere/x"
        }
    }

    test("a connection that was closed while it was idle is not used again, not even for a POST") {
        withClient { client ->
            client.text("${haproxy.origin}/hello") shouldBe "GET /hello"
            client.statistics().idle shouldBe 1
            awaitIdleClose(haproxy.port, "/hello")
            client.post("${haproxy.origin}/echo", RequestBody.of("a=b")).text() shouldBe "POST a=b"
            client.connections() shouldBe "2 opened, 0 reused"
        }
    }

    test("connections that close at any moment: no call fails") {
        val noted = Noted()
        withClient({ listener(noted) }) { client ->
            repeat(1000) { client.text("${haproxy.hastyOrigin}/$it") shouldBe "GET /$it" }
            client.statistics().run {
                resent shouldBe noted.resent.get().toLong()
                opened + reused shouldBe 1000L + resent
            }
        }
    }
}
