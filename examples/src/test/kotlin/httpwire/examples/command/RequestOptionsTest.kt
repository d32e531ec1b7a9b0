package httpwire.examples.command

import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import java.io.IOException
import java.io.OutputStream
import java.io.PrintStream
import kotlin.io.path.writeText

private const val PAGE = "http://127.0.0.1:1/x"
private const val CURL = "--globoff --path-as-is"

/** Targets that are sent as they are, and the method to ask with. */
private val TARGETS = mapOf(
    "*" to "OPTIONS",
    "http://other.test/a?b" to "GET",
    "/a/../b/./c//d" to "GET",
    "/%7e%2F%zz?a=[1]&b={c}|\\^`" to "GET",
    "//" to "GET",
    "other.test:443" to "CONNECT",
)

/** Arguments of --curl, and what is printed. */
private val COMMANDS = mapOf(
    listOf(PAGE) to "curl $CURL $PAGE\n",
    listOf("DELETE", PAGE) to "curl -X DELETE $CURL $PAGE\n",
    listOf("-H", "A: it's", "-d", "x&y", PAGE) to
        "curl $CURL $PAGE -H 'A: it'\\''s' -H 'Content-Type: application/x-www-form-urlencoded' --data-raw 'x&y'\n",
    listOf("-H", "Authorization: s3cret", "$PAGE?key=s3cret") to
        "curl $CURL '$PAGE?key=[hidden]' -H 'Authorization: [hidden]'\n",
    listOf("--expect100=2s", "-d", "x", "-H", "Content-Type: a/b", PAGE) to
        "curl $CURL $PAGE -H 'Content-Type: a/b' -H 'Expect: 100-continue' --expect100-timeout 2 --data-raw x\n",
    listOf("--raw-target", "*", "OPTIONS", PAGE) to "curl -X OPTIONS $CURL $PAGE --request-target '*'\n",
    listOf("-d", "x", "$PAGE/1", PAGE) to listOf("$PAGE/1", PAGE).joinToString("") {
        "curl $CURL $it -H 'Content-Type: application/x-www-form-urlencoded' --data-raw x\n"
    },
    listOf("$PAGE/1", "$PAGE/2") to "curl $CURL $PAGE/1\ncurl $CURL $PAGE/2\n",
)

/** What is sent, how, and --curl, which sends nothing. */
class RequestOptionsTest : FunSpec({
    context("--raw-target is sent as it is, with the URL's Host") {
        withTests(nameFn = { it }, TARGETS.keys) { target ->
            val method = TARGETS.getValue(target)
            val script = Script.start().expect("$method $target HTTP/1.1\r\n").expectHead()
                .reply("HTTP/1.1 403 No\r\nContent-Length: 2\r\n\r\nhi").expectEnd()
            ScriptedPeer.listening(script).use {
                val run = httpwire(method, "--raw-target", target, "http://${it.address()}/not/asked/for")
                run shouldBe Run(ExitStatus.ANSWERED, run.out, "")
                run.out.utf8() shouldBe "hi"
            }
        }
    }

    test("--raw-target goes through a tunnel, and to a proxy if it is absolute") {
        val absolute = "http://other.test/../x"
        val script = Script.start().expect("GET $absolute HTTP/1.1\r\n").expectHead().reply("HTTP/1.1 204 OK\r\n\r\n")
        ScriptedPeer.listening(script.expectEnd()).use {
            httpwire("-x", it.address(), "--raw-target", absolute, "http://origin.test/").status shouldBe
                ExitStatus.ANSWERED
        }
        val tunnel = Script.start().expect("CONNECT origin.test:80").expectHead().reply("HTTP/1.1 200 OK\r\n\r\n")
            .expect("GET /a/.. HTTP/1.1\r\n").expectHead().reply("HTTP/1.1 204 OK\r\n\r\n").expectEnd()
        ScriptedPeer.listening(tunnel).use {
            httpwire("--tunnel", it.address(), "--raw-target", "/a/..", "http://origin.test/").status shouldBe
                ExitStatus.ANSWERED
        }
    }

    context("--expect100 sends the body when the server wants it, and not after a refusal") {
        withTests(nameFn = { it.toString() }, listOf(), listOf("-L")) { options: List<String> ->
            val wanted = Script.start().expectHead().reply("HTTP/1.1 100 Continue\r\n\r\n").expect("body")
                .reply("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").expectEnd()
            ScriptedPeer.listening(wanted).use {
                val url = "http://${it.address()}/"
                val run = httpwire(*options.toTypedArray(), "-v", "--timing", "--expect100=30s", "-d", "body", url)
                run.status shouldBe ExitStatus.ANSWERED
                run.err shouldContain "> Expect: 100-continue\\r\\n\n"
                run.err shouldContain "* waited for 100 Continue: 100 Continue\n"
                run.err shouldContain "ms  waited for 100 Continue: 100 Continue\n"
                run.err shouldContain "> [4 bytes of body, pieces: 1]\n"
            }
            val refused = Script.start().expectHead()
                .reply("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno").expectEnd()
            ScriptedPeer.listening(refused).use {
                val url = "http://${it.address()}/"
                val run = httpwire(*options.toTypedArray(), "-v", "--expect100=30s", "-d", "body", url)
                run.out.utf8() shouldBe "no"
                run.err shouldContain "* waited for 100 Continue: a final response\n"
                it.transcript().received() shouldNotContain "body"
            }
        }
    }

    test("--expect100 sends the body after the time that is said") {
        val script = Script.start().expectHead().expect("body").reply("HTTP/1.1 204 OK\r\n\r\n").expectEnd()
        ScriptedPeer.listening(script).use {
            val run = httpwire("-v", "--expect100=10ms", "-d", "body", "http://${it.address()}/")
            run.status shouldBe ExitStatus.ANSWERED
            run.err shouldContain "* waited for 100 Continue: no answer\n"
        }
    }

    context("--curl prints a command for each URL, and sends nothing") {
        withTests(nameFn = { it.joinToString(" ") }, COMMANDS.keys) { arguments ->
            val run = httpwire("--curl", *arguments.toTypedArray())
            run.out.utf8() shouldBe COMMANDS.getValue(arguments)
            run.err shouldBe ""
            run.status shouldBe ExitStatus.ANSWERED
        }
    }

    test("--curl names a file, and leaves standard input alone") {
        val file = tempdir().toPath().resolve("body").apply { writeText("x") }
        httpwire("--curl", "-d", "@$file", PAGE).out.utf8() shouldContain "--data-binary @$file\n"
        httpwire("--curl", "-d", "@-", PAGE).out.utf8() shouldContain
            "--data-binary @- # give the body on standard input\n"
    }

    test("--pipeline sends all requests before the first is answered, and the bodies come in order") {
        val folder = tempdir().toPath()
        val head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
        val script = listOf("/1", "/2", "/3").fold(Script.start()) { before, path ->
            before.expect("PUT $path HTTP/1.1\r\n").expectHead().expect("x")
        }
        ScriptedPeer.listening(script.reply("${head}one${head}two${head}tre").expectEnd()).use {
            val urls = Array(3) { i -> "http://${it.address()}/${i + 1}" }
            val run = httpwire("--pipeline", "-v", "-o", "${folder.resolve("a")}", "PUT", "-d", "x", *urls)
            run.out.utf8() shouldBe "twotre"
            folder.resolve("a").toFile().readText() shouldBe "one"
            run.status shouldBe ExitStatus.ANSWERED
            val received = it.transcript().received()
            received.split("Connection: close").size shouldBe 2
            received.substringAfter("/3") shouldContain "Connection: close\r\n"
        }
    }

    test("--pipeline says what became of each request if it fails") {
        val reply = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none"
        val script = Script.start().expectHead().expectHead().expectHead().reply(reply).hangUp()
        ScriptedPeer.listening(script).use {
            val url = "http://${it.address()}"
            val run = httpwire("--pipeline", "--timing", "$url/1", "$url/2?key=s3cret", "$url/3")
            run.out.utf8() shouldBe "one"
            run.status shouldBe ExitStatus.EXCHANGE_FAILED
            val lines = run.errLines.filter { line -> line.startsWith("httpwire: ") }
            lines shouldHaveSize 4
            lines[0] shouldContain "RemoteDisconnected"
            lines.drop(1) shouldBe listOf(
                "httpwire: $url/1: answered",
                "httpwire: $url/2?key=[hidden]: maybe processed",
                "httpwire: $url/3: maybe processed",
            )
        }
    }

    context("--pipeline and a connection that ends with an answer, a body that is cut, and nobody there") {
        val whole = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 3\r\n\r\none"
        withTests(nameFn = { it }, whole, whole.dropLast(1)) { reply ->
            ScriptedPeer.listening(Script.start().expectHead().expectHead().reply(reply).hangUp()).use {
                val url = "http://${it.address()}"
                val run = httpwire("--pipeline", "$url/1", "$url/2")
                run.status shouldBe ExitStatus.EXCHANGE_FAILED
                run.errLines.drop(1) shouldBe
                    listOf("httpwire: $url/1: answered", "httpwire: $url/2: maybe processed")
            }
        }
        test("nobody listens") {
            val run = httpwire("--pipeline", "$PAGE/1", "$PAGE/2")
            run.errLines[0] shouldContain "ConnectFailed"
            run.errLines.drop(1) shouldBe
                listOf("httpwire: $PAGE/1: not sent", "httpwire: $PAGE/2: not sent")
        }
    }

    test("--pipeline says what became of each request if standard output breaks") {
        val head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
        val script = Script.start().expectHead().expectHead().reply("${head}one${head}two").expectEnd()
        val err = Buffer()
        ScriptedPeer.listening(script).use {
            val url = "http://${it.address()}"
            val broken = object : OutputStream() {
                override fun write(byte: Int) = throw IOException("Broken pipe")
            }
            Command(
                broken,
                PrintStream(err.outputStream(), true),
            ).run(listOf("--pipeline", "$url/1", "$url/2")) shouldBe
                ExitStatus.LOCAL_FAILURE
            err.readUtf8().trim().lines() shouldBe listOf(
                "httpwire: $url/1: answered",
                "httpwire: $url/2: maybe processed",
                "httpwire: a local file or pipe failed: Broken pipe",
            )
        }
    }

    test("a large pipeline goes out as there is room") {
        AnsweringPeer.start { Answer.ok(it.target) }.use { peer ->
            val paths = List(400) { "/$it?${"x".repeat(200)}" }
            val run = httpwire("--pipeline", *paths.map(peer::url).toTypedArray())
            run.out.utf8() shouldBe paths.joinToString("")
            peer.connectionCount() shouldBe 1
        }
    }
})
