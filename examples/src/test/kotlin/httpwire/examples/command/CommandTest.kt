package httpwire.examples.command

import httpwire.examples.tour.LocalInternet
import httpwire.examples.tour.PythonOrg
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.io.IOException
import java.io.OutputStream
import java.io.PrintStream
import java.nio.file.Files
import java.nio.file.Path

private fun answering(reply: String): Script = Script.start().expectHead().reply(reply).shutdownOutput().expectEnd()

private class Failing(val reply: String, val says: String)

private infix fun String.says(says: String) = Failing(this, says)

private val FAILING = listOf(
    "SSH-2.0-OpenSSH_9.2\r\n" says "SSH-2.0-OpenSSH_9.2 (BadStatusLine; at fault: the other side",
    "" says "RemoteDisconnected",
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\ncut" says "97 more expected) (IncompleteRead",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n" says "UnknownTransferEncoding",
    "HTTP/1.1 200 OK\r\nbad field\r\n\r\n" says "MalformedMessage",
    "\u001B[2J\u0007\r\n" says "BadStatusLine",
)

class CommandTest : FunSpec({
    val internet = autoClose(LocalInternet())
    val here = "http://${internet.httpAddress}"
    val securely = "https://${internet.httpsAddress}"

    lateinit var folder: Path
    beforeSpec { folder = Files.createTempDirectory("httpwire") }
    afterSpec { folder.toFile().deleteRecursively() }
    afterTest {
        internet.seen.takeAll()
        internet.askedOfProxy.takeAll()
    }

    test("the body goes out untouched, and nothing else") {
        httpwire("$here/") shouldBe Run(ExitStatus.ANSWERED, PythonOrg.page, "")
        internet.seen.take()?.headers?.get("Connection") shouldBe "close"
    }

    test("bytes that are not text are printed unchanged too") {
        val bytes = ByteArray(256) { it.toByte() }.toByteString()
        val reply = Buffer().writeUtf8("HTTP/1.1 200 OK\r\nContent-Length: 256\r\n\r\n").write(bytes).readByteString()
        ScriptedPeer.listening(Script.start().expectHead().reply(reply).expectEnd()).use {
            httpwire("http://${it.address()}/").out shouldBe bytes
        }
    }

    test("404 is an answer") {
        httpwire("$here/parrot.spam") shouldBe Run(ExitStatus.ANSWERED, PythonOrg.notFound, "")
    }

    test("-i shows the head before the body, HEAD has no body") {
        val shown = httpwire("-i", "HEAD", "$here/").out.utf8()
        shown shouldContain Regex("\\AHTTP/1\\.1 200 OK\r\n")
        shown shouldContain Regex("\r\n\r\n\\z")
        httpwire("-i", "$here/").out.utf8() shouldContain "\r\n\r\n${PythonOrg.page.utf8()}"
    }

    test("-d sends its text, -d @file the file, -H the fields") {
        httpwire("-d", "spam=1&eggs=2", "-H", "Accept: text/plain", "-H", "Connection: keep-alive", "$here/")
        internet.seen.take()?.run {
            "$method $target ${body.utf8()} ${headers.get("Accept")} ${headers.getAll("Connection")}"
        } shouldBe "POST / spam=1&eggs=2 text/plain [keep-alive]"

        val file = Files.writeString(folder.resolve("body"), "***filecontents***")
        httpwire("PUT", "-d", "@$file", "$here/file").out shouldBe PythonOrg.fileStored
        internet.seen.take()?.run { "$method ${body.utf8()} ${headers.get("Content-Length")}" } shouldBe
            "PUT ***filecontents*** 18"
    }

    test("-o saves, and leaves an older file alone when there is no answer") {
        val file = folder.resolve("saved")
        httpwire("-o", "$file", "$here/").out.size shouldBe 0
        Files.readString(file) shouldBe PythonOrg.page.utf8()
        httpwire("-o", "$file", "http://127.0.0.1:1/").status shouldBe ExitStatus.EXCHANGE_FAILED
        Files.readString(file) shouldBe PythonOrg.page.utf8()
    }

    test("--tunnel goes through the proxy, in clear and over TLS") {
        val proxy = internet.proxyAddress
        httpwire("--tunnel", proxy, "--tunnel-header", "A: b", "$here/").out shouldBe PythonOrg.page
        internet.askedOfProxy.take()?.run { "$requestLine ${headers.get("A")}" } shouldBe
            "CONNECT ${internet.httpAddress} HTTP/1.1 b"
        internet.seen.take()?.headers?.contains("A") shouldBe false
        httpwire("--tunnel", proxy, "--insecure", "$securely/").out shouldBe PythonOrg.page
        internet.askedOfProxy.take()?.requestLine shouldBe "CONNECT ${internet.httpsAddress} HTTP/1.1"
    }

    test("a tunnel that is refused is one line") {
        val run = httpwire("--tunnel", internet.proxyAddress, "http://forbidden.example/")
        run.status shouldBe ExitStatus.EXCHANGE_FAILED
        run.errLines shouldHaveSize 1
        run.err shouldContain "Tunnel connection failed: 403 Forbidden (TunnelRefused; at fault: the other side"
    }

    test("a certificate is trusted if --cacert names it or --insecure takes any, else not") {
        val pem = Files.writeString(folder.resolve("trusted.pem"), internet.certificatePem)
        httpwire("--cacert", "$pem", "$securely/").out shouldBe PythonOrg.page
        httpwire("--insecure", "$securely/").out shouldBe PythonOrg.page
        val elsewhere = securely.replace("localhost", "127.0.0.1")
        httpwire("--insecure", "$elsewhere/").out shouldBe PythonOrg.page
        // Another name than the certificate's is refused whoever is trusted.
        for (refused in listOf(httpwire("--cacert", "$pem", "$elsewhere/"), httpwire("$securely/"))) {
            refused.status shouldBe ExitStatus.EXCHANGE_FAILED
            refused.errLines shouldHaveSize 1
            refused.err shouldContain "(TlsFailed; at fault: the other side"
        }
    }

    test("--http10 asks in HTTP/1.0") {
        val script = Script.start().expect(
            "GET / HTTP/1.0\r\n",
        ).expectHead().reply("HTTP/1.0 200 OK\r\n\r\nold").hangUp()
        ScriptedPeer.listening(script).use {
            httpwire("--http10", "http://${it.address()}/").out shouldBe "old".encodeUtf8()
        }
    }

    test("--timeout ends the waiting") {
        ScriptedPeer.listening(Script.start().expectHead().expectEnd()).use {
            val run = httpwire("--timeout", "500ms", "http://${it.address()}/")
            run.status shouldBe ExitStatus.EXCHANGE_FAILED
            run.err shouldContain "(Timeout; at fault: the network; phase: reading the response head)"
        }
    }

    context("a failure is one line that says whose fault it was, and status 3") {
        withTests(nameFn = { it.says }, FAILING) { failing ->
            ScriptedPeer.listening(answering(failing.reply)).use {
                val run = httpwire("http://${it.address()}/")
                run.status shouldBe ExitStatus.EXCHANGE_FAILED
                run.errLines shouldHaveSize 1
                run.err shouldContain failing.says
                run.err shouldNotContain "\u001B"
            }
        }
        test("nobody listens") {
            val run = httpwire("http://127.0.0.1:1/")
            run.status shouldBe ExitStatus.EXCHANGE_FAILED
            run.errLines shouldHaveSize 1
            run.err shouldContain "(ConnectFailed; at fault: the network; phase: connecting)"
        }
    }

    test("a pipe that breaks is one line and status 1") {
        val err = Buffer()
        val broken = object : OutputStream() {
            override fun write(byte: Int) = throw IOException("Broken pipe")
        }
        val status = Command(broken, PrintStream(err.outputStream(), true)).run(listOf("$here/"))
        status shouldBe ExitStatus.LOCAL_FAILURE
        err.readUtf8() shouldBe "httpwire: a local file or pipe failed: Broken pipe\n"
    }
})
