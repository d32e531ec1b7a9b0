package httpwire.examples.command

import com.github.ajalt.clikt.core.parse
import httpwire.Headers
import httpwire.HttpVersion
import httpwire.Origin
import httpwire.auth.Credentials
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import java.nio.file.Files
import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds

private val TIMES = mapOf(
    "10s" to 10.seconds,
    "500ms" to 500.milliseconds,
    "1m" to 1.minutes,
    "1m 30s" to 90.seconds,
    "10" to 10.seconds,
    "0.5" to 500.milliseconds,
    "PT2S" to 2.seconds,
)

private fun String.words(): Array<String> = split(' ').toTypedArray()

private fun order(vararg arguments: String): Order = CommandLine().apply { parse(arguments.toList()) }.order

class CommandLineTest : FunSpec({
    context("a wrong command line is one line and status 2, and nobody is connected to") {
        withTests(nameFn = { it.arguments.joinToString(" ") }, WRONG) { wrong ->
            val run = httpwire(*wrong.arguments.toTypedArray())
            run.errLines shouldHaveSize 1
            run.err shouldContain wrong.says
            run.err shouldNotContain "geheim"
            run.err shouldContain "(see httpwire --help)"
            run.status shouldBe ExitStatus.WRONG_COMMAND_LINE
            run.out.size shouldBe 0
        }
    }

    context("a refused field's value is not repeated") {
        withTests("Authorization Bearer s3cret", "Authorization: Bearer s3\ncret", "Author ization: s3cret") { field ->
            for (option in listOf("-H", "--tunnel-header")) {
                httpwire(option, field, NOWHERE).err shouldNotContain "cret"
            }
        }
    }

    context("times") {
        withTests(nameFn = { (text, _) -> text }, TIMES.toList()) { (text, duration): Pair<String, Duration> ->
            order("--timeout", text, NOWHERE).timeout shouldBe duration
        }
    }

    test("GET without a body, POST with one, and any method that is said") {
        order(NOWHERE).method shouldBe "GET"
        order("-d", "x", NOWHERE).method shouldBe "POST"
        order("PUT", "-d", "x", NOWHERE).method shouldBe "PUT"
        order("PROPFIND", NOWHERE).method shouldBe "PROPFIND"
    }

    test("all options together, in any order") {
        val file = Path.of("target", "saved")
        val order = order(
            *"-v PATCH -HA:1 -d text http://localhost:8080/p?q#f -o $file -i --http10 --insecure".words(),
            *"--tunnel proxy:3128 --tunnel-header".words(),
            "C: 3",
            "--header",
            "B: 2 ",
        )
        order.urls.map { it.toString() } shouldBe listOf("http://localhost:8080/p?q")
        order.headers shouldBe
            Headers.of("A", "1", "B", "2", "Content-Type", "application/x-www-form-urlencoded")
        order.way.tunnel shouldBe Origin.http("proxy:3128")
        order.way.tunnelHeaders shouldBe Headers.of("C", "3")
        order.version shouldBe HttpVersion.HTTP_1_0
        order.outputs shouldBe listOf(file)
        order.needsClient shouldBe false
        order.showsHead shouldBe true
        order.watches shouldBe Watches(isVerbose = true)
        order.body.shouldNotBeNull().length() shouldBe 4
    }

    test("several URLs, with a method or without one, and a file for the first of them") {
        val urls = listOf("http://a.test/1", "https://b.test/2", "http://a.test/3")
        order(*urls.toTypedArray()).run { "$method ${this.urls}" } shouldBe "GET $urls"
        order("HEAD", *urls.toTypedArray()).run { "$method ${this.urls}" } shouldBe "HEAD $urls"
        order("-o", "target/a", *urls.toTypedArray()).outputs shouldBe listOf(Path.of("target", "a"))
    }

    test("the client is used only if it is needed") {
        order("-H", "A: b", "-x", "http://proxy:1", NOWHERE).needsClient shouldBe false
        for (options in listOf("-L", "--compressed", "-u u:s", "-x http://p:1 -U u:s", "--proxy-from-environment")) {
            order(*options.words(), NOWHERE).needsClient shouldBe true
        }
        for (options in listOf("-b f", "-c target/c", "--cookie-jar target/c")) {
            order(*options.words(), NOWHERE).needsClient shouldBe true
        }
        order("-b", "a=b", NOWHERE).needsClient shouldBe false
        order("-L", NOWHERE).maxRedirects shouldBe 20
        order("-L", "--max-redirs", "0", NOWHERE).maxRedirects shouldBe 0
        order("--retry", "2", NOWHERE).retries shouldBe 2
    }

    test("--expect100 waits for a second, or as long as is said after an equals sign") {
        order("--expect100", "-d", "x", NOWHERE).continueTimeout shouldBe 1.seconds
        order("--expect100=300ms", "-d", "x", NOWHERE).continueTimeout shouldBe 300.milliseconds
        order("-d", "x", NOWHERE).continueTimeout shouldBe null
    }

    test("--trace and --trace-ascii name a file each, or standard error; -v is something else") {
        order("--trace", "-", "--trace-ascii", "target/a", "--har", "target/b", NOWHERE).watches shouldBe Watches(
            traces = listOf(TraceOutput(null, isHex = true), TraceOutput(Path.of("target/a"), isHex = false)),
            har = Path.of("target/b"),
        )
        order("--trace", "-", "--trace-ascii", "-", NOWHERE).watches.traces.size shouldBe 2
    }

    test("--pipeline needs no client, and goes with every idempotent method") {
        order("--pipeline", NOWHERE, NOWHERE).needsClient shouldBe false
        for (method in listOf("GET", "HEAD", "PUT", "DELETE", "OPTIONS")) {
            order(method, "--pipeline", NOWHERE, NOWHERE).isPipelined shouldBe true
        }
        order("--pipeline", "-d", "x", "-H", "Idempotency-Key: 1", NOWHERE, NOWHERE).isPipelined shouldBe true
    }

    test("-u is Basic, or Digest if that is said, and no text shows the secret") {
        order("-u", "u:s:t", NOWHERE).credentials shouldBe Credentials.basic("u", "s:t")
        order("-u", "u:s:t", "--digest", NOWHERE).credentials shouldBe Credentials.digest("u", "s:t")
        order("-u", "u:geheim", "-x", "http://p:1", "-U", "u:geheim", NOWHERE).toString() shouldNotContain "geheim"
    }

    test("-d @file is the file, -d @- is standard input, of unknown length") {
        val file = Files.createTempFile("httpwire", ".txt")
        try {
            Files.writeString(file, "from a file")
            val body = order("-d", "@$file", NOWHERE).body.shouldNotBeNull()
            Buffer().also(body::writeTo).readUtf8() shouldBe "from a file"
        } finally {
            Files.delete(file)
        }
        order("-d", "@-", NOWHERE).body.shouldNotBeNull().length() shouldBe -1
    }

    test("--help names every option, --version the program") {
        val help = httpwire("--help")
        help.status shouldBe ExitStatus.ANSWERED
        val options = "-H -d -o -i -L --max-redirs --retry --compressed -u --basic --digest --proxy " +
            "--proxy-from-environment -U --proxy-digest --tunnel --tunnel-header --timeout --cacert --insecure " +
            "--http10 --trace --trace-ascii --har --curl --expect100 --raw-target --pipeline -v --timing --version " +
            "-b -c -F -C -O -X --json -f -s -S -k --completion"
        options.split(" ").forEach { help.out.utf8() shouldContain it }
        help.out.utf8() shouldContain "Usage: httpwire [OPTIONS] [METHOD] URL..."
        val version = httpwire("--version")
        version.status shouldBe ExitStatus.ANSWERED
        version.out.utf8() shouldContain "httpwire "
        help.out.utf8().split(Regex("\\s+")).joinToString(" ") shouldContain
            "Hidden are the values of fields (Authorization, Cookie) and of query parameters (token, signature) " +
            "whose names look like secrets."
        help.err + version.err shouldBe ""
    }
})
