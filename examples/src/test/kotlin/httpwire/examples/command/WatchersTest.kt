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
import kotlinx.serialization.json.Json
import kotlinx.serialization.json.JsonObject
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.readText
import kotlin.io.path.writeText

private val SECRETS = arrayOf("-H", "Authorization: Bearer s3cret", "-H", "A: b")

/** The options that make a command use one connection, a client, or a pipeline. */
private val MEANS = mapOf("a connection" to listOf(), "a client" to listOf("-L"), "a pipeline" to listOf("--pipeline"))

private fun entries(file: Path): List<JsonObject> =
    Json.parseToJsonElement(file.readText()).jsonObject.getValue("log").jsonObject
        .getValue("entries").jsonArray.map { it.jsonObject }

private fun JsonObject.text(part: String, name: String) = getValue(part).jsonObject.getValue(name).jsonPrimitive.content

private fun JsonObject.asked() = "${text("request", "method")} ${text("request", "url")} ${text("response", "status")}"

/** Traces to files and to standard error, and HAR files. */
class WatchersTest : FunSpec({
    val folder = tempdir().toPath()

    context("--trace-ascii writes all bytes, but for the secrets of heads") {
        withTests(nameFn = { it }, MEANS.keys) { means ->
            val file = folder.resolve("$means.txt")
            AnsweringPeer.start { Answer.of(200, "Set-Cookie: s3cret").body("hello") }.use { peer ->
                val url = peer.url("/x?token=s3cret")
                val run = httpwire(*MEANS.getValue(means).toTypedArray(), *SECRETS, "--trace-ascii", "$file", url)
                run.status shouldBe ExitStatus.ANSWERED
                run.out.utf8() shouldBe "hello"
                run.err shouldBe ""
                val trace = file.readText()
                trace shouldContain "== Info: Connected to ${peer.address()}"
                trace shouldContain "0000: GET /x?token=[hidden] HTTP/1.1\n"
                trace shouldContain ": Authorization: [hidden]\n"
                trace shouldContain ": A: b\n"
                trace shouldContain ": Set-Cookie: [hidden]\n"
                trace shouldContain "<= Recv data, 5 bytes (0x5)\n0000: hello\n"
                trace shouldNotContain "s3cret"
            }
        }
    }

    test("--trace is in hexadecimal, - is standard error, and all kinds go together") {
        val file = folder.resolve("both.txt").apply { writeText("an older trace") }
        AnsweringPeer.start { Answer.ok("hello") }.use { peer ->
            val arguments = arrayOf("-v", "--timing", "--trace", "-", "--trace-ascii", "$file", peer.url("/"))
            val run = httpwire(*arguments)
            run.out.utf8() shouldBe "hello"
            run.err shouldContain "<= Recv data, 5 bytes (0x5)\n0000: 68 65 6c 6c 6f "
            run.err shouldContain "> GET / HTTP/1.1\\r\\n\n"
            run.err shouldContain "ms  sent the head\n"
            file.readText() shouldContain "0000: hello\n"
            file.readText() shouldNotContain "older"
        }
    }

    test("a trace of an exchange that failed has what was sent") {
        val file = folder.resolve("failed.txt")
        ScriptedPeer.listening(Script.start().expectHead().hangUp()).use {
            val run = httpwire("--trace-ascii", "$file", "http://${it.address()}/")
            run.status shouldBe ExitStatus.EXCHANGE_FAILED
            file.readText() shouldContain "0000: GET / HTTP/1.1\n"
            file.readText() shouldContain "the exchange failed"
        }
    }

    context("--har has every exchange, in order and without secrets") {
        withTests(nameFn = { it }, MEANS.keys) { means ->
            val file = folder.resolve("$means.har")
            AnsweringPeer.start { Answer.of(200, "Set-Cookie: s3cret").body("hello") }.use { peer ->
                val urls = List(if (means == "a connection") 1 else 3) { peer.url("/$it?token=s3cret") }
                val options = MEANS.getValue(means).toTypedArray()
                httpwire(*options, *SECRETS, "--har", "$file", *urls.toTypedArray()).status shouldBe ExitStatus.ANSWERED
                entries(file).map { it.asked() } shouldBe
                    urls.map { "GET ${it.replace("s3cret", "[hidden]")} 200" }
                file.readText() shouldContain """"text":"hello""""
                file.readText() shouldNotContain "s3cret"
            }
        }
    }

    test("--har has the redirects and the exchanges that failed, also if nobody was there") {
        val file = folder.resolve("failures.har")
        AnsweringPeer.start {
            if (it.target == "/1") Answer.of(302, "Location: /2", "Connection: close").body("") else Answer.hangUp()
        }.use { peer ->
            val nowhere = "http://127.0.0.1:1/x"
            val run = httpwire("-L", "--har", "$file", peer.url("/1"), nowhere)
            run.status shouldBe ExitStatus.EXCHANGE_FAILED
            run.errLines shouldHaveSize 2
            entries(file).map { it.asked() } shouldBe
                listOf("GET ${peer.url("/1")} 302", "GET ${peer.url("/2")} 0", "GET $nowhere 0")
            for (options in listOf(arrayOf(), arrayOf("--pipeline"))) {
                httpwire(*options, "--har", "$file", nowhere).status shouldBe ExitStatus.EXCHANGE_FAILED
                entries(file).map { it.asked() } shouldBe listOf("GET $nowhere 0")
            }
        }
    }

    test("--har has the URL that was asked for by --raw-target") {
        val file = folder.resolve("raw.har")
        AnsweringPeer.start { Answer.ok("") }.use { peer ->
            val asked = mapOf(
                "/a/../b" to peer.url("/a/../b"),
                "http://o.test/" to "http://o.test/",
                "*" to peer.url(""),
            )
            for ((target, url) in asked) {
                httpwire("OPTIONS", "--raw-target", target, "--har", "$file", peer.url("/")).status shouldBe
                    ExitStatus.ANSWERED
                entries(file).single().asked() shouldBe "OPTIONS $url 200"
            }
        }
    }

    test("a wrong command line writes no file") {
        val file = folder.resolve("none")
        httpwire("--har", "$file", "--pipeline", "POST", "http://127.0.0.1:1/").status shouldBe
            ExitStatus.WRONG_COMMAND_LINE
        file.exists() shouldBe false
    }

    test("a HAR file that can't be written is a line of its own, after that of a failed exchange") {
        val gone = Files.createTempDirectory("httpwire")
        val options = arrayOf("--har", "${gone.resolve("x.har")}")
        AnsweringPeer.start {
            Files.deleteIfExists(gone)
            if (it.target == "/") Answer.ok("hello") else Answer.hangUp()
        }.use { peer ->
            val run = httpwire(*options, peer.url("/"))
            run.out.utf8() shouldBe "hello"
            run.status shouldBe ExitStatus.LOCAL_FAILURE
            run.errLines shouldHaveSize 1
            run.err shouldContain "httpwire: a local file or pipe failed: ${gone.resolve("x.har")}"
            Files.createDirectory(gone)
            val both = httpwire(*options, peer.url("/x"))
            both.status shouldBe ExitStatus.EXCHANGE_FAILED
            both.errLines shouldHaveSize 2
        }
    }

    val full = Path.of("/dev/full") // Of Linux.
    if (full.exists()) {
        context(
            "a trace whose disk is full ends the command with the status of a file, and --har is written all the same",
        ) {
            withTests(nameFn = { it }, MEANS.keys) { means ->
                val file = folder.resolve("full.har")
                AnsweringPeer.start { Answer.ok("hello") }.use { peer ->
                    val options = MEANS.getValue(means).toTypedArray()
                    val run = httpwire(*options, "--trace", "$full", "--har", "$file", peer.url("/"))
                    run.status shouldBe ExitStatus.LOCAL_FAILURE
                    run.err shouldContain "httpwire: a local file or pipe failed: No space left on device\n"
                }
                entries(file) shouldHaveSize 1
            }
        }
    }
})
