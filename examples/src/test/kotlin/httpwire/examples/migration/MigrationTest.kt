package httpwire.examples.migration

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.TlsOptions
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.isExecutable
import kotlin.io.path.readText

private val root = generateSequence(Path.of("").toAbsolutePath(), Path::getParent).first {
    it.resolve("README.md").exists()
}

private fun hasPython() = System.getenv("PATH").orEmpty().split(':').any { Path.of(it, "python3").isExecutable() }

private fun failing(reply: Script): List<String> =
    listOf<(HttpConnection) -> String>(JavaReading::failing, ::failing).map { run ->
        ScriptedPeer.listening(reply).use { peer -> HttpConnection.http(peer.address()).use(run) }
    }

/** The examples of docs/from-http-client.md, run. */
class MigrationTest : FunSpec({
    context("Java") {
        withTests(nameFn = { it.name }, EXAMPLES) { example ->
            played(example.request, example.reply) { host -> HttpConnection.http(host).use(example.java) } shouldBe
                example.found
        }
    }

    context("Kotlin") {
        withTests(nameFn = { it.name }, EXAMPLES) { example ->
            played(example.kotlinRequest, example.reply, example.kotlin) shouldBe example.found
        }
    }

    test("all constructors mean the same server, and open nothing") {
        for (all in listOf(JavaSteering.connections(), connections())) {
            all.map { it.host }.toSet() shouldBe setOf("www.python.org")
            all.map { it.port } shouldBe listOf(80, 80, 80, 80, 443)
            all.mapNotNull { it.transport }.shouldBeEmpty()
        }
    }

    test("through a tunnel, TLS with its end") {
        val certificate = HeldCertificate.Builder().addSubjectAlternativeName("www.python.org")
            .addSubjectAlternativeName("localhost").build()
        val server = HandshakeCertificates.Builder().heldCertificate(certificate).build().sslContext()
        val trusted = TlsOptions.trusting(certificate.certificatePem())
        val script = Script.start()
            .expect(
                "CONNECT www.python.org:443 HTTP/1.1\r\nProxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\n" +
                    "Host: www.python.org:443\r\n\r\n",
            )
            .reply("HTTP/1.1 200 OK\r\nVia: proxy\r\n\r\n")
            .startTls(server)
            .expect("HEAD /index.html HTTP/1.1\r\nHost: www.python.org\r\nAccept-Encoding: identity\r\n\r\n")
            .reply("HTTP/1.1 200 OK\r\nContent-Length: 450\r\n\r\n")
        for (run in listOf(JavaSteering::throughTunnel, ::throughTunnel)) {
            ScriptedPeer.listening(script).use { peer ->
                run(peer.address(), trusted) shouldBe
                    answer(200, "OK", "proxy")
            }
        }
    }

    test("fields of a response") {
        val reply = "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nContent-Length: 0\r\n\r\n"
        val expected = "text/plain[a=b, c=d]Set-Cookie: a=b\nSet-Cookie: c=d\nContent-Length: 0\n"
        for (fields in listOf(JavaReading::fields, ::fields)) {
            played(asks("GET /"), reply) { host ->
                HttpConnection.http(host).use { connection ->
                    connection.request("GET", "/", Headers.EMPTY)
                    fields(connection.readResponse())
                }
            } shouldBe expected
        }
    }

    test("what goes wrong has a type") {
        failing(Script.start().expectHead().hangUp()).forEach { it shouldBe "no answer" }
        val cut = Script.start().expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").hangUp()
        failing(cut).forEach { it shouldBe "3 bytes, then the end" }
        failing(Script.start().expectHead().reply("HTTP/2.0 200\r\n\r\n")).forEach {
            it shouldStartWith
                "PEER: unknown protocol"
        }
    }

    test("what the guide shows of Python is Python").config(enabled = hasPython()) {
        val guide = root.resolve("docs/from-http-client.md").readText()
        val snippets = Regex("```python\n(.*?)\n```", RegexOption.DOT_MATCHES_ALL).findAll(guide).map {
            it.groupValues[1]
        }.toList()
        (snippets.size > 10) shouldBe true
        for (snippet in snippets) {
            val python = ProcessBuilder("python3", "-I", "-c", "import ast, sys; ast.parse(sys.stdin.read())").start()
            python.outputStream.use { it.write(snippet.toByteArray()) }
            python.waitFor() shouldBe 0
        }
    }
})

/** Runs a client against a server that takes one request, and holds it to its bytes. */
private fun <T> played(request: (String) -> String, reply: String, run: (host: String) -> T): T {
    val byteCount = request("127.0.0.1:00000").length.toLong()
    return ScriptedPeer.listening(Script.start().expectBytes(byteCount).reply(reply)).use { peer ->
        val result = run(peer.address())
        peer.transcript().received() shouldBe request(peer.address())
        result
    }
}
