package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.string.shouldStartWith
import java.io.IOException
import java.net.ServerSocket
import java.nio.file.Path
import kotlin.io.path.readText

private const val LOGIN = "GET /login HTTP/1.1\r\nHost: HOST\r\nauthorization:  Basic c2VjcmV0 \r\n\r\n"
private const val WELCOME =
    "HTTP/1.1 302 Found\r\nSet-Cookie: a=secret\r\nLocation: http://HOST/home\r\nContent-Length: 0\r\n\r\n"
private const val HOME =
    "POST /home HTTP/1.1\r\nHost: HOST\r\nCookie: a=secret\r\nContent-Length: 22\r\n\r\nCookie: not a field\r\n!"
private const val HELLO = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nHello\nSet-Cookie: not one either"

private val RECORDED =
    """
    httpwire recording 1

    connection 1
    > GET /login HTTP/1.1\r\n
    > Host: [peer]\r\n
    > authorization:  [hidden]\r\n
    > \r\n
    < HTTP/1.1 302 Found\r\n
    < Set-Cookie: [hidden]\r\n
    < Location: http://[peer]/home\r\n
    < Content-Length: 0\r\n
    < \r\n
    > POST /home HTTP/1.1\r\n
    > Host: [peer]\r\n
    > Cookie: [hidden]\r\n
    > Content-Length: 22\r\n
    > \r\n
    > Cookie: not a field\r\n
    > !
    < HTTP/1.1 200 OK\r\n
    < Connection: close\r\n
    < \r\n
    < Hello\n
    < Set-Cookie: not one either
    * server ended

    """.trimIndent()

/** The same exchange over and over: with the real server, its recorder and the replays. */
private fun logIn(port: Int, cookie: String = "a=secret", host: String = "127.0.0.1:$port"): String = Wire(port).use {
    it.send(LOGIN.replace("HOST", host))
    val location = "Location: "
    val head = generateSequence { it.line() }.takeWhile(String::isNotEmpty).toList()
    it.send(HOME.replace("HOST", host).replace("a=secret", cookie))
    head.single { field -> field.startsWith(location) }.removePrefix(location) + " " + it.readAll()
}

private fun hello(port: Int) = "http://127.0.0.1:$port/home $HELLO"

/** Has a client talk to a server of that script over a recorder, and gives what is in the file. */
private fun record(script: Script, file: Path, client: (RecordingPeer) -> Unit): String {
    ScriptedPeer.listening(script).use { server -> RecordingPeer.start(server.address(), file).use(client) }
    return file.readText()
}

class RecordingPeerTest : FunSpec({
    /** What [logIn] leaves in a file. */
    fun recorded(file: Path, options: RecordingOptions = RecordingOptions.defaults()): String {
        val recorders = mutableListOf<RecordingPeer>()
        AnsweringPeer.start { request ->
            val welcome = Answer.raw(WELCOME.replace("HOST", recorders.single().address()))
            if (request.target == "/login") welcome else Answer.raw(HELLO).then(Answer.After.CLOSE)
        }.use { server ->
            RecordingPeer.start(server.address(), file, options).use { recorder ->
                recorders += recorder
                logIn(recorder.port()) shouldBe hello(recorder.port())
            }
        }
        return file.readText()
    }

    test("a file for reading, without secrets and addresses") {
        recorded(tempfile().toPath()) shouldBe RECORDED
    }

    test("with secrets if they are wanted, and without others that are named") {
        recorded(tempfile().toPath(), RecordingOptions.defaults().showSecrets()) shouldContain "Cookie: a=secret\\r"
        val hidden = recorded(tempfile().toPath(), RecordingOptions.defaults().hide("LOCATION"))
        hidden shouldContain "< Location: [hidden]\\r"
        hidden shouldNotContain "a=secret"
    }

    test("replayed byte for byte: with any secret and any host, and the address of the new peer") {
        val recording = Recording.parse(RECORDED)
        recording.replay().use { logIn(it.port(), "b=another") shouldBe hello(it.port()) }
        recording.replay().use { logIn(it.port(), host = "localhost:${it.port()}") shouldBe hello(it.port()) }
    }

    test("replayed byte for byte: another byte fails the test by the peer's words") {
        val peer = Recording.parse(RECORDED.replace("not a field", "no field!!!")).replay()
        shouldThrow<AssertionError> { peer.verify { logIn(peer.port()) } }.message shouldContain
            "the client's bytes differ at offset"
        peer.close()
    }

    test("replayed byte for byte: a value that is any, in every place where it can be cut") {
        val open = Recording.parse(
            "httpwire recording 1\n\nconnection 1\n> GET / HTTP/1.1\\r\\n\n> A: [any]\\r\\n\n> \\r\\n\n< hi\n",
        )
        val bytes = "GET / HTTP/1.1\r\nA: b: c\r\n\r\n"
        for (offset in bytes.indices) {
            open.replay().use { peer ->
                Wire(peer.port()).use {
                    it.send(bytes.take(offset))
                    it.send(bytes.drop(offset))
                    it.read("hi")
                }
            }
        }
    }

    test("replayed loosely: by method, target and body, on any connections, with other fields") {
        Recording.parse(RECORDED).replayLoosely().use { peer ->
            Wire(peer).use { it.ask("POST /home", "Cookie: not a field\r\n!").substringBefore(' ') shouldBe "200" }
            Wire(peer).use { it.ask("GET /login") shouldBe "302 " }
        }
    }

    test("replayed loosely: a target that is not in ASCII") {
        val text = "httpwire recording 1\nconnection 1\n> GET /\u00e9 HTTP/1.1\\r\\n\n> \\r\\n\n" +
            "< HTTP/1.1 204 No\\r\\n\n< \\r\\n"
        Recording.parse(text).replayLoosely().use { peer ->
            Wire(peer).use { it.ask("GET /\u00e9") shouldBe "204 " }
        }
    }

    test("replayed loosely: another body is no request of the recording, and each of them must come") {
        val peer = Recording.parse(RECORDED).replayLoosely()
        Wire(peer).use { it.ask("POST /home", "other") shouldStartWith "404 no rule for POST /home" }
        val report = reportOf { peer.close() }
        report shouldStartWith "connection 1, no rule for POST /home\nrule GET /login was used 0 times of 1\n"
        report shouldContain "POST /home with the body \"Cookie: not a field\\r\\n!\" (used 0 times)"
    }

    test("replayed loosely: what is asked again gets the next answer, whatever it was split into") {
        val text = """
            httpwire recording 1
            connection 1
            > GET /a HTTP/1.1\r\n
            > \r\n
            > GET /a HTTP/1.1\r\n
            > \r\n
            < HTTP/1.1 100 Continue\r\n
            < \r\n
            < HTTP/1.1 200 OK\r\n
            < Content-Length: 1\r\n
            < \r\n
            < 1HTTP/1.1 200 OK\r\n
            < Content-Length: 1\r\n
            < \r\n
            < 2
            connection 3
            > GET /a HTTP/1.1\r\n
            > \r\n
            * server reset
        """.trimIndent()
        val request = "GET /a HTTP/1.1\r\n\r\n"
        Recording.parse(text).replayLoosely().use { peer ->
            Wire(peer).use { wire ->
                wire.send(request)
                wire.read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
                wire.send(request)
                wire.read("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2")
                wire.send(request)
                shouldThrow<IOException> { wire.isEnded() }
            }
        }
    }

    test("replayed loosely: a tunnel, an upgrade, and what is no HTTP are refused") {
        val tunnel = "> CONNECT a:1 HTTP/1.1\\r\\n\n> \\r\\n\n< HTTP/1.1 200 OK\\r\\n\n< \\r\\n\n> spam"
        val upgrade = "> GET / HTTP/1.1\\r\\n\n> \\r\\n\n< HTTP/1.1 101 Switch\\r\\n\n< \\r\\n\n< eggs"
        for (entries in listOf(tunnel, upgrade, "< SSH-2.0\\r\\n", "> spam\\r\\n")) {
            val recording = Recording.parse("httpwire recording 1\nconnection 1\n$entries\n")
            shouldThrow<IllegalStateException> { recording.replayLoosely() }.message shouldBe
                "connection 1 is more than requests and answers: replay its bytes"
            recording.replay().apply { abandon() }.close()
        }
        Thread.getAllStackTraces().keys.filter { it.name.startsWith("httpwire-peer") }.shouldBeEmpty()
    }

    test("a secret is hidden in every head, the last one cut off too, and nothing else") {
        val file = tempfile().toPath()
        val head = "GET / HTTP/1.1\r\nA: b\r\nCookie: se"
        val text = record(Script.start().expect(head).expectEnd(), file) { recorder ->
            Wire(recorder.port()).use { it.send(head) }
        }
        text shouldBe "httpwire recording 1\n\nconnection 1\n> GET / HTTP/1.1\\r\\n\n> A: b\\r\\n\n> Cookie: [hidden]\n"
    }

    test("what a client has sent just before the close is passed on and recorded") {
        val file = tempfile().toPath()
        repeat(50) {
            val text = record(Script.start().expect("abc").expectEnd(), file) { recorder ->
                Wire(recorder.port()).use { it.send("abc") }
            }
            text shouldBe "httpwire recording 1\n\nconnection 1\n> abc\n"
        }
    }

    test("many connections at once, all bytes both ways") {
        val file = tempfile().toPath()
        AnsweringPeer.start { Answer.ok(it.text()) }.use { server ->
            RecordingPeer.start(server.address(), file).use { recorder ->
                val wires = List(50) { Wire(recorder.port()) }
                wires.forEachIndexed { i, wire ->
                    wire.send("PUT /$i HTTP/1.1\r\nContent-Length: 100000\r\n\r\n${"$i".repeat(100_000).take(100_000)}")
                }
                wires.forEachIndexed { i, wire -> wire.read(ok("$i".repeat(100_000).take(100_000))) }
                wires.forEach { it.close() }
            }
        }
        val recording = Recording.read(file)
        recording.connections().size shouldBe 50
        recording.replayLoosely().use { peer ->
            for (i in 0 until 50) {
                val body = "$i".repeat(100_000).take(100_000)
                Wire(peer).use { it.ask("PUT /$i", body) shouldBe "200 $body" }
            }
        }
    }

    test("the server's reset reaches the client, is recorded, and replayed") {
        val file = tempfile().toPath()
        val script = Script.start().expect("a").reply("b").reset()
        val text = record(script, file) { recorder ->
            Wire(recorder.port()).use {
                it.send("a")
                shouldThrow<IOException> { it.readAll() }
            }
        }
        text shouldBe "httpwire recording 1\n\nconnection 1\n> a\n< b\n* server reset\n"
        Recording.read(file).replay().use { peer ->
            Wire(peer.port()).use {
                it.send("a")
                shouldThrow<IOException> { it.readAll() }
            }
        }
    }

    test("a client that ends first is recorded where an answer follows") {
        val file = tempfile().toPath()
        val script = Script.start().expect("a").expectEnd().reply("b").hangUp()
        val text = record(script, file) { recorder ->
            Wire(recorder.port()).use {
                it.send("a")
                it.endOutput()
                it.readAll() shouldBe "b"
            }
        }
        text shouldBe "httpwire recording 1\n\nconnection 1\n> a\n* client ended\n< b\n* server ended\n"
        Recording.read(file).replay().use { peer ->
            Wire(peer.port()).use {
                it.send("a")
                it.endOutput()
                it.readAll() shouldBe "b"
            }
        }
    }

    test("a server over TLS, which must be the one that is named") {
        val identity = SelfSigned.forHosts("localhost")
        val options = RecordingOptions.defaults().tls(identity.clientContext())
        AnsweringPeer.start(identity.serverContext()).use { server ->
            server.on("GET /").reply(200, "hi")
            RecordingPeer.start("localhost:${server.port()}", tempfile().toPath(), options).use { recorder ->
                Wire(recorder.port()).use { it.ask("GET /") shouldBe "200 hi" }
            }
            val wrong = RecordingPeer.start(server.address(), tempfile().toPath(), options)
            Wire(wrong.port()).use { runCatching { it.isEnded() }.getOrDefault(true) shouldBe true }
            reportOf { wrong.close() } shouldStartWith
                "connection 1, ${server.address()} cannot be reached: javax.net.ssl"
            server.abandon()
        }
    }

    test("a server that is not there fails the test, and the client's exception is attached") {
        val port = ServerSocket(0).use { it.localPort }
        RecordingPeer.start("127.0.0.1:$port", tempfile().toPath()).use { recorder ->
            val report =
                shouldThrow<AssertionError> { recorder.verify { Wire(recorder.port()).use { it.ask("GET /") } } }
            report.message shouldStartWith "connection 1, 127.0.0.1:$port cannot be reached: java.net.ConnectException"
            report.suppressed.size shouldBe 1
        }
    }

    test("more than can be recorded cuts the connection and fails the test; the file has what came before") {
        val file = tempfile().toPath()
        AnsweringPeer.start { Answer.ok("x".repeat(5_000)) }.use { server ->
            val recorder = RecordingPeer.start(server.address(), file, RecordingOptions.defaults().maxBytes(1_000))
            Wire(recorder.port()).use { wire -> shouldThrow<IOException> { wire.ask("GET /") } }
            reportOf { recorder.close() } shouldStartWith "connection 1, there is more to record"
        }
        file.readText() shouldContain "> GET / HTTP/1.1"
    }

    test("closing it ends its threads, with clients and servers that stay too") {
        ScriptedPeer.listening(Script.start().expect("a")).use { server ->
            val recorder = RecordingPeer.start(server.address(), tempfile().toPath())
            Wire(recorder.port()).use {
                it.send("a")
                recorder.close()
                it.isEnded() shouldBe true
                val name = "httpwire-peer at port ${recorder.port()}"
                Thread.getAllStackTraces().keys.filter { thread -> thread.name.startsWith(name) }.shouldBeEmpty()
            }
        }
    }

    test("an address that is none is refused") {
        for (address in listOf("localhost", ":80", "localhost:", "localhost:65536", "localhost:x")) {
            shouldThrow<IllegalArgumentException> { RecordingPeer.start(address, tempfile().toPath()) }
        }
        Upstream.of("[::1]:80", null).host shouldBe "::1"
    }
})
