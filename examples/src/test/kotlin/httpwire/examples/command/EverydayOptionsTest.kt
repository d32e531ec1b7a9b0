package httpwire.examples.command

import com.github.ajalt.clikt.core.parse
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8
import java.io.PrintStream
import kotlin.io.path.exists
import kotlin.io.path.readText
import kotlin.io.path.writeText

private const val FORM = "application/x-www-form-urlencoded"

private fun order(vararg arguments: String): Order = CommandLine().apply { parse(arguments.toList()) }.order

/** What is sent for these arguments: method, Content-Type, Accept and body. */
private fun sent(vararg arguments: String): String = order(*arguments, "a.test").run {
    val text = body?.let { Buffer().also(it::writeTo).readUtf8() }
    "$method ${headers.get("Content-Type")} ${headers.get("Accept")} $text"
}

private fun answering(head: String, body: String): Script =
    Script.start().expectHead().reply("HTTP/1.1 $head\r\nContent-Length: ${body.length}\r\n\r\n$body").expectEnd()

/** Runs the command with a terminal as its standard output. */
private fun atTerminal(vararg arguments: String): Run {
    val out = Buffer()
    val err = Buffer()
    val status = PrintStream(err.outputStream(), true, Charsets.UTF_8).use {
        Command(out.outputStream(), it, mapOf(), isTerminal = true).run(arguments.toList())
    }
    return Run(status, out.readByteString(), err.readUtf8())
}

/** What users of curl and HTTPie expect of every such command. */
class EverydayOptionsTest : FunSpec({
    val folder = tempdir().toPath()

    context("a URL without a scheme is http") {
        val urls = mapOf(
            "a.test" to "http://a.test/",
            "localhost:8080/p?u=http://b/" to "http://localhost:8080/p?u=http://b/",
            "a.test?u=http://b/" to "http://a.test/?u=http://b/",
            "[::1]:80/x" to "http://[::1]/x",
            "https://a.test" to "https://a.test/",
        )
        withTests(nameFn = { it }, urls.keys) { url -> order(url).urls.single().toString() shouldBe urls[url] }
    }

    test("the method is a first word in capitals, or that of -X, in any letters") {
        order("DELETE", "a.test").method shouldBe "DELETE"
        order("-X", "M-Search", "a.test", "b.test").run { "$method ${urls.size}" } shouldBe "M-Search 2"
        order("localhost", "a.test").run { "$method ${urls.size}" } shouldBe "GET 2"
        order("-X", "PUT", "-d", "x", "a.test").method shouldBe "PUT"
    }

    test("-d is a form, repeated with & between; --json is JSON, and asks for it; -H has the last word") {
        val file = folder.resolve("data").apply { writeText("b=2") }
        sent("-d", "a=1") shouldBe "POST $FORM null a=1"
        sent("-d", "a=1", "-d", "@$file", "-d", "c=3") shouldBe "POST $FORM null a=1&b=2&c=3"
        sent("--json", "{", "--json", "}") shouldBe "POST application/json application/json {}"
        sent("-d", "a", "-H", "content-type: text/plain") shouldBe "POST text/plain null a"
        sent("--json", "{}", "-H", "Accept: */*") shouldBe "POST application/json */* {}"
        order("-d", "a=1", "-d", "@$file", "a.test").body.shouldNotBeNull().run {
            length() shouldBe 7
            isRepeatable shouldBe true
        }
        order("-d", "a=1", "-d", "@-", "a.test").body.shouldNotBeNull().run {
            length() shouldBe -1
            isRepeatable shouldBe false
        }
    }

    context("--fail takes 400 and more for a failure, and writes nothing") {
        for (options in listOf(listOf(), listOf("-L"), listOf("--pipeline"))) {
            test("$options") {
                val file = folder.resolve("refused${options.joinToString("")}")
                ScriptedPeer.listening(answering("404 Not Here", "gone")).use {
                    val run = httpwire(*options.toTypedArray(), "-f", "-o", "$file", "http://${it.address()}/x")
                    run.status shouldBe ExitStatus.REFUSED
                    run.errLines.first() shouldContain "404 Not Here"
                    file.exists() shouldBe false
                }
                ScriptedPeer.listening(answering("302 There", "moved")).use {
                    httpwire("-f", it.address()).run { "$status ${out.utf8()}" } shouldBe "ANSWERED moved"
                }
            }
        }
    }

    test("-s says nothing of a failure, with -S it does; a wrong command line is always told") {
        httpwire("-s", NOWHERE) shouldBe Run(ExitStatus.EXCHANGE_FAILED, ByteString.EMPTY, "")
        httpwire("-s", "--pipeline", NOWHERE, NOWHERE).err shouldBe ""
        httpwire("-sS", NOWHERE).err shouldContain "ConnectFailed"
        httpwire("-s", "-o", "/no/such/folder/x", NOWHERE).errLines shouldHaveSize 1
        httpwire("-s", "-v", NOWHERE).err shouldContain "* "
    }

    test("binary is not thrown at a terminal unless -o - says so") {
        val binary = "\u0001\u0000PNG"
        AnsweringPeer.start().use {
            it.on("/b").reply(Answer.of(200).body(binary.encodeUtf8()))
            it.on("/t").reply(200, "text")
            val refused = atTerminal(it.url("/b"))
            refused.status shouldBe ExitStatus.LOCAL_FAILURE
            refused.out shouldBe ByteString.EMPTY
            refused.err shouldContain "the body is binary, and standard output is a terminal: -o FILE saves it"
            atTerminal("-o", "-", it.url("/b")).out.utf8() shouldBe binary
            atTerminal(it.url("/t")).out.utf8() shouldBe "text"
            httpwire(it.url("/b")).out.utf8() shouldBe binary
            val file = folder.resolve("binary")
            atTerminal("-o", "$file", it.url("/b")).status shouldBe ExitStatus.ANSWERED
            file.readText() shouldBe binary
        }
    }

    context("a hint names the option that may help") {
        val hints = mapOf(
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut" to "try -C - with -o or -O",
            "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n" to "try --max-redirs COUNT",
        )
        withTests(nameFn = { hints.getValue(it) }, hints.keys) { reply ->
            val script = Script.start().expectHead().reply(reply).shutdownOutput().expectEnd()
            ScriptedPeer.listening(script).use {
                httpwire("-L", "--max-redirs", "0", it.address()).errLines.single() shouldContain hints.getValue(reply)
            }
        }
        test("a server that speaks no TLS, and one that says nothing") {
            ScriptedPeer.listening(Script.start().reply("HTTP/1.1 400 Bad\r\n\r\n").hangUp()).use {
                httpwire("https://${it.address()}/").errLines.single() shouldContain "try http:// in place of https://"
            }
            ScriptedPeer.listening(Script.start().expectHead().expectEnd()).use {
                httpwire("--timeout", "100ms", it.address()).errLines.single() shouldContain "try --timeout TIME"
            }
        }
    }

    context("--completion prints a script for a shell") {
        withTests("bash", "zsh", "fish") { shell ->
            val run = httpwire("--completion", shell)
            run.status shouldBe ExitStatus.ANSWERED
            run.out.utf8() shouldContain "max-redirs"
            run.err shouldBe ""
        }
        test("bash completes options and files with it") {
            val script = folder.resolve("completion").apply { writeText(httpwire("--completion", "bash").out.utf8()) }
            fun completed(vararg words: String): String {
                val ask = "source $script; COMP_WORDS=(httpwire ${words.joinToString(" ")}); " +
                    "COMP_CWORD=${words.size}; _httpwire; echo \"\${COMPREPLY[*]}\""
                val bash = ProcessBuilder("bash", "-c", ask).redirectErrorStream(true).start()
                return bash.inputReader().use { it.readText() }.trim()
            }
            completed("--max") shouldBe "--max-redirs"
            completed("-L", "--trace-a") shouldBe "--trace-ascii"
            completed("-o", "$folder/comp") shouldBe "$script"
        }
        test("another shell is refused") {
            httpwire("--completion", "cmd").status shouldBe ExitStatus.WRONG_COMMAND_LINE
        }
    }

    test("-k is --insecure") { order("-k", "https://a.test").tls shouldBe order("--insecure", "https://a.test").tls }
})
