package httpwire.examples.command

import httpwire.auth.Credentials
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import okio.GzipSink
import okio.buffer
import java.nio.file.Files

private const val NO_CONTENT = "HTTP/1.1 204 No Content\r\n\r\n"
private val BASIC = Credentials.basic("user", "geheim").basicHeader()

private fun ok(body: String) = "HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n$body"

private fun redirect(location: String, status: Int = 302) =
    "HTTP/1.1 $status Found\r\nLocation: $location\r\nContent-Length: 0\r\n\r\n"

private fun Script.asked(line: String, reply: String): Script = expect("$line HTTP/1.1\r\n").expectHead().reply(reply)

/** The head of the only request that [reply] answers. */
private fun headOf(reply: String = NO_CONTENT, vararg arguments: String): String {
    val script = Script.start().expectHead().reply(reply).expectEnd()
    return ScriptedPeer.listening(script).use {
        httpwire(*arguments, "http://${it.address()}/").status shouldBe ExitStatus.ANSWERED
        it.transcript().received()
    }
}

private fun gzip(text: String): ByteString =
    Buffer().also { packed -> GzipSink(packed).buffer().use { it.writeUtf8(text) } }.readByteString()

/** What the command does with a client: several URLs, redirects, decoding, credentials and proxies. */
class ClientCommandTest : FunSpec({
    test("several URLs are asked for one after the other on one connection") {
        val script = Script.start().asked("GET /1", ok("one")).asked("GET /2", ok("two")).expectEnd()
        ScriptedPeer.listening(script).use {
            val run = httpwire("-v", "http://${it.address()}/1", "http://${it.address()}/2")
            run.out.utf8() shouldBe "onetwo"
            run.err shouldContain "* the connection to ${it.address()} is open already\n"
            run.status shouldBe ExitStatus.ANSWERED
        }
    }

    test("each -o is for one URL, in their order; the rest goes to standard output") {
        val folder = tempdir().toPath()
        val script = Script.start()
            .asked("GET /1", ok("one")).asked("GET /2", ok("two")).asked("GET /3", ok("three")).expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            val urls = List(3) { "http://${peer.address()}/${it + 1}" }
            val files = listOf("a", "b").map(folder::resolve)
            val run = httpwire("-o", "${files[0]}", *urls.toTypedArray(), "-o", "${files[1]}")
            run.out.utf8() shouldBe "three"
            files.map(Files::readString) shouldBe listOf("one", "two")
        }
    }

    test("--retry sends a request again, and says so with -v") {
        val busy = "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"
        val script = Script.start().asked("GET /", busy).asked("GET /", ok("hi")).expectEnd()
        ScriptedPeer.listening(script).use {
            val run = httpwire("--retry", "1", "-v", "http://${it.address()}/")
            run.out.utf8() shouldBe "hi"
            run.err shouldContain "* sending the request again as the answer allows, at once\n"
            run.status shouldBe ExitStatus.ANSWERED
        }
    }

    test("a URL that fails is one line, the next ones are asked, and the status says it") {
        ScriptedPeer.listening(Script.start().asked("GET /2", ok("two")).expectEnd()).use {
            val run = httpwire("http://127.0.0.1:1/1", "http://${it.address()}/2")
            run.out.utf8() shouldBe "two"
            run.errLines shouldHaveSize 1
            run.err shouldContain "ConnectFailed"
            run.status shouldBe ExitStatus.EXCHANGE_FAILED
        }
    }

    test("--cache answers from a folder, in the next run too, and -v and --timing say so") {
        val folder = tempdir().toPath().resolve("cache")
        val answer = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 3\r\n\r\none"
        ScriptedPeer.listening(Script.start().asked("GET /1", answer).expectEnd()).use {
            val url = "http://${it.address()}/1"
            val first = httpwire("-v", "--cache", "$folder", url, url)
            first.out.utf8() shouldBe "oneone"
            first.errLines.filter { line -> "cache: " in line } shouldBe listOf("* cache: MISS", "* cache: HIT")
            val second = httpwire("--timing", "--cache", "$folder", url)
            second.out.utf8() shouldBe "one"
            second.err shouldContain "answered from the cache"
            second.err shouldContain "  cache: HIT"
        }
    }

    test("-L follows redirects, and -i shows each head") {
        val script = Script.start()
            .asked("POST /", redirect("/there", 303)).asked("GET /there", ok("there")).expectEnd()
        ScriptedPeer.listening(script).use {
            // The script takes the body for a part of the head that comes next.
            val run = httpwire("POST", "-i", "-L", "-v", "http://${it.address()}/")
            run.out.utf8() shouldBe redirect("/there", 303) + ok("there")
            run.err shouldContain "* following the redirect to http://${it.address()}/there\n"
        }
    }

    test("without -L a redirect is the answer; with too many there is none") {
        ScriptedPeer.listening(Script.start().asked("GET /", redirect("/there")).expectEnd()).use {
            httpwire("-i", "--compressed", "http://${it.address()}/").out.utf8() shouldBe redirect("/there")
        }
        val script = Script.start().asked("GET /", redirect("/1")).asked("GET /1", redirect("/2?key=geheim"))
        ScriptedPeer.listening(script.expectEnd()).use {
            val run = httpwire("-L", "--max-redirs", "1", "http://${it.address()}/")
            run.status shouldBe ExitStatus.EXCHANGE_FAILED
            run.err shouldContain
                "more than 1 redirects, the last one to http://${it.address()}/2?key=[hidden] (TooManyRedirects"
        }
    }

    test("-u, and fields whose names look like secrets, do not go to another origin") {
        ScriptedPeer.listening(Script.start().asked("GET /", NO_CONTENT).expectEnd()).use { other ->
            val here = Script.start().asked("GET /", redirect("http://${other.address()}/")).expectEnd()
            ScriptedPeer.listening(here).use {
                val run = httpwire(
                    *arrayOf("-v", "-L", "-u", "user:geheim", "-H", "X-Api-Key: geheim", "-H", "A: b"),
                    "http://${it.address()}/",
                )
                run.err shouldNotContain "geheim"
                run.err shouldNotContain BASIC
                it.transcript().received() shouldContain "Authorization: $BASIC\r\n"
                it.transcript().received() shouldContain "X-Api-Key: geheim\r\n"
            }
            other.transcript().received() shouldNotContain "geheim"
            other.transcript().received() shouldNotContain "Authorization"
            other.transcript().received() shouldContain "A: b\r\n"
        }
    }

    test("-u is for the origin of each URL, and -d is the body of each request") {
        val peers = List(2) {
            ScriptedPeer.listening(Script.start().expectHead().expectBytes(4).reply(NO_CONTENT).expectEnd())
        }
        httpwire("POST", "-u", "user:geheim", "-d", "spam", *peers.map { "http://${it.address()}/" }.toTypedArray())
            .status shouldBe ExitStatus.ANSWERED
        for (peer in peers) {
            peer.use {
                it.transcript().received() shouldContain "Authorization: $BASIC\r\n"
                it.transcript().received() shouldContain "\r\n\r\nspam"
            }
        }
    }

    test("--timeout and --insecure hold for a client") {
        ScriptedPeer.listening(Script.start().expectHead().expectEnd()).use {
            val run = httpwire("-L", "--timeout", "500ms", "http://${it.address()}/")
            run.err shouldContain "(Timeout; at fault: the network; phase: reading the response head)"
        }
        val held = HeldCertificate.Builder().addSubjectAlternativeName("localhost").build()
        val tls = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
        ScriptedPeer.listening(tls, Script.start().asked("GET /", ok("hi")).expectEnd()).use {
            httpwire("-L", "--insecure", "https://localhost:${it.port()}/").out.utf8() shouldBe "hi"
        }
    }

    test("--compressed asks for codings and decodes; without it neither") {
        val packed = gzip("spam")
        val head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.size}\r\n\r\n"
        val reply = Buffer().writeUtf8(head).write(packed).readByteString()
        for ((options, expected) in mapOf("--compressed" to "spam".encodeUtf8(), "-L" to packed)) {
            ScriptedPeer.listening(Script.start().expectHead().reply(reply).expectEnd()).use {
                httpwire(options, "http://${it.address()}/").out shouldBe expected
                it.transcript().received().contains("Accept-Encoding: gzip") shouldBe (options == "--compressed")
            }
        }
    }

    test("--digest answers a challenge, and shows neither secret nor answer") {
        val challenge = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n" +
            "WWW-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-256\r\n\r\n"
        val script = Script.start().asked("GET /a", challenge).asked("GET /a", ok("a")).asked("GET /b", ok("b"))
        ScriptedPeer.listening(script.expectEnd()).use {
            val here = "http://${it.address()}"
            val run = httpwire("-v", "--digest", "-u", "user:geheim", "$here/a", "$here/b")
            run.out.utf8() shouldBe "ab"
            run.err shouldContain "* answering the challenge of $here/a\n"
            run.err shouldContain "> Authorization: [hidden]\\r\\n"
            run.err shouldNotContain "response="
            it.transcript().received() shouldContain "nc=00000002"
            it.transcript().received() shouldNotContain "geheim"
        }
    }

    test("--proxy-user goes to the proxy only, with --proxy and with --tunnel") {
        val forwarded = Script.start().asked("GET http://origin.test/", ok("hello")).expectEnd()
        ScriptedPeer.listening(forwarded).use {
            val run = httpwire("-v", "-x", it.address(), "-U", "user:geheim", "http://origin.test/")
            run.out.utf8() shouldBe "hello"
            run.err shouldContain "> Proxy-Authorization: [hidden]\\r\\n"
            it.transcript().received() shouldContain "Proxy-Authorization: $BASIC\r\n"
        }
        val tunnel = Script.start().asked("CONNECT origin.test:80", ok("")).asked("GET /", ok("hello")).expectEnd()
        ScriptedPeer.listening(tunnel).use {
            val run = httpwire("--tunnel", it.address(), "-U", "user:geheim", "http://origin.test/")
            run.out.utf8() shouldBe "hello"
            it.transcript().received().substringAfter("GET / ") shouldNotContain "Proxy-Authorization"
        }
    }

    test("--proxy-digest answers the proxy, with the user of --proxy-user or of the proxy's URL") {
        val challenge = "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n" +
            "Proxy-Authenticate: Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=MD5\r\n\r\n"
        for (hasUrl in listOf(true, false)) {
            val script = Script.start().expectHead().reply(challenge).expectHead().reply(ok("hello")).expectEnd()
            ScriptedPeer.listening(script).use {
                val proxy = if (hasUrl) {
                    listOf("-x", "http://user:geheim@${it.address()}")
                } else {
                    listOf("-x", it.address(), "-U", "user:geheim")
                }
                val run = httpwire(*proxy.toTypedArray(), "--proxy-digest", "http://origin.test/")
                run.out.utf8() shouldBe "hello"
                it.transcript().received() shouldContain "Proxy-Authorization: Digest username=\"user\""
                it.transcript().received() shouldNotContain "Basic"
            }
        }
    }

    test("the environment's proxies are used with --proxy-from-environment only") {
        val script = Script.start().asked("GET http://origin.test/", ok("through the proxy")).expectEnd()
        ScriptedPeer.listening(script).use { proxy ->
            val environment = mapOf("http_proxy" to "http://${proxy.address()}", "no_proxy" to "127.0.0.1")
            val run = httpwire("--proxy-from-environment", "http://origin.test/", environment = environment)
            run.out.utf8() shouldBe "through the proxy"
        }
        for (options in listOf(arrayOf("-L"), arrayOf())) {
            val unused = mapOf("http_proxy" to "http://127.0.0.1:1")
            ScriptedPeer.listening(Script.start().asked("GET /", ok("straight")).expectEnd()).use {
                httpwire(*options, "http://${it.address()}/", environment = unused).out.utf8() shouldBe "straight"
            }
        }
        val malformed = mapOf("http_proxy" to "ftp://user:geheim@proxy")
        val run = httpwire("--proxy-from-environment", "http://origin.test/", environment = malformed)
        run.status shouldBe ExitStatus.WRONG_COMMAND_LINE
        run.err shouldNotContain "geheim"
    }

    test("-v and --timing together, with a client") {
        ScriptedPeer.listening(Script.start().asked("GET /", ok("x")).asked("GET /", ok("x")).expectEnd()).use {
            val url = "http://${it.address()}/"
            val err = httpwire("-v", "--timing", url, url).err
            err shouldContain "ms  begin, to ${it.address()}\n"
            err shouldContain "ms  begin, the connection to ${it.address()} is open already\n"
            err shouldContain "> GET / HTTP/1.1\\r\\n\n"
        }
    }

    test("a request says who sends it") {
        headOf(arguments = arrayOf("-L")) shouldContain "User-Agent: httpwire/"
    }
})
