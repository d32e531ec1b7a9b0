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

/** Nobody listens there: whoever tries to connect ends with another status. */
private const val NOWHERE = "http://127.0.0.1:1/"

private class Wrong(val arguments: List<String>, val says: String)

private infix fun List<String>.says(says: String) = Wrong(this, says)

private val WRONG = listOf(
    listOf("-v") says "expected [METHOD] URL..., got nothing",
    listOf("GET", "GET", NOWHERE) says "the URL must begin with http:// or https://",
    listOf(NOWHERE, "GET") says "the URL must begin with http:// or https://",
    listOf("-o", "a", "-o", "b", NOWHERE) says "there are more -o than URLs",
    listOf("-d", "@-", NOWHERE, NOWHERE) says "-d @- can be sent to one URL only",
    listOf("--http10", NOWHERE, NOWHERE) says "--http10 goes with one URL",
    listOf("--http10", "-L", NOWHERE) says "--http10 goes with one URL, and with none of the client's options",
    listOf("--max-redirs", "3", NOWHERE) says "--max-redirs needs -L",
    listOf("-L", "--max-redirs", "-1", NOWHERE) says "invalid value for --max-redirs: '-1' is not a number from 0 up",
    listOf("-u", "geheim", NOWHERE) says "invalid value for -u: there is no user with a colon after it",
    listOf("-u", "u:geheim\n", NOWHERE) says "invalid value for -u: the secret has a control character",
    listOf("--digest", NOWHERE) says "--basic and --digest need -u",
    listOf("--basic", NOWHERE) says "--basic and --digest need -u",
    listOf("--basic", "--digest", "-u", "u:geheim", NOWHERE) says "--basic and --digest contradict each other",
    listOf("--proxy-user", "u:geheim", NOWHERE) says "--proxy-user and --proxy-digest need a proxy",
    listOf("--proxy-digest", NOWHERE) says "--proxy-user and --proxy-digest need a proxy",
    listOf("--proxy-digest", "-x", "a:1", NOWHERE) says
        "--proxy-digest needs --proxy-user, or a user in the proxy's URL",
    listOf("-U", "u:geheim", "-x", "a:1", "-x", "b:1", NOWHERE) says "--proxy-user goes with one proxy",
    listOf("--proxy-from-environment", "-x", "a:1", NOWHERE) says "--proxy-from-environment contradicts --proxy",
    listOf("--tunnel", "a:1", "--connect-to", "a:1:b:1", NOWHERE, NOWHERE) says "--tunnel goes neither with",
    listOf("www.python.org") says "the URL must begin with http:// or https://",
    listOf("ftp://www.python.org/") says "the URL must begin with http:// or https://",
    listOf("http://www.python.org:eighty/") says "nonnumeric port: 'eighty'",
    listOf("http://www.python.org/a b") says "URL can't contain",
    listOf("http://user:secret@www.python.org/") says "user information",
    listOf("http:///path") says "host",
    listOf("G E T", NOWHERE) says "method can't contain 0x20 at offset 1",
    listOf("", NOWHERE) says "method can't be empty",
    listOf("-H", "no colon here", NOWHERE) says "invalid value for -H: there is no colon",
    listOf("-H", "two words: x", NOWHERE) says "Invalid header name",
    listOf("-H", ": x", NOWHERE) says "Invalid header name: it is empty",
    listOf("-H", "A: b\r\nC: d", NOWHERE) says "Invalid header value for A: 0x0D",
    listOf("-H", "A: \u20AC", NOWHERE) says "Invalid header value for A",
    listOf("-H", "Host: a", "-H", "Host: b", NOWHERE) says "the request has a Host already",
    listOf("-H", "Content-Length: 5", "-H", "Content-Length: 5", "-d", "hello", NOWHERE) says "Content-Length",
    listOf("-H") says "option -H requires a value",
    listOf("-d", "@/no/such/file", NOWHERE) says "invalid value for -d: there is no file /no/such/file",
    listOf("-d", "@", NOWHERE) says "invalid value for -d",
    listOf("-o", "/no/such/folder/file", NOWHERE) says "invalid value for -o: there is no folder /no/such/folder",
    listOf("-o", "/", NOWHERE) says "invalid value for -o: / is a folder",
    listOf("--timeout", "soon", NOWHERE) says "invalid value for --timeout: 'soon' is not a duration",
    listOf("--timeout", "0s", NOWHERE) says "not a positive time",
    listOf("--timeout", "-5", NOWHERE) says "not a positive time",
    listOf("--timeout", "Infinity", NOWHERE) says "not a positive time",
    listOf("--timeout", "NaN", NOWHERE) says "is not a duration",
    listOf("--tunnel", "proxy:99999", NOWHERE) says "invalid value for --tunnel",
    listOf("--tunnel", "user@proxy:1", NOWHERE) says "invalid value for --tunnel",
    listOf("--cacert", "/no/such/file", NOWHERE) says "invalid value for --cacert",
    listOf("--cacert", "pom.xml", NOWHERE) says
        "invalid value for --cacert: can't use the PEM text of the trusted certificates",
    listOf("--cacert", "pom.xml", "--insecure", NOWHERE) says "--cacert",
    listOf("--http10", "-H", "Transfer-Encoding: chunked", "-d", "x", NOWHERE) says "HTTP/1.0 has no Transfer-Encoding",
    listOf("--no-such-option", NOWHERE) says "no such option --no-such-option",
    listOf("--verbose=yes", NOWHERE) says "--verbose",
    listOf("--trace", NOWHERE) says "invalid value for --trace: '$NOWHERE' is a URL, and here goes a file",
    listOf("--trace-ascii", "/no/such/folder/file", NOWHERE) says "invalid value for --trace-ascii: there is no folder",
    listOf("--trace", "target/a", "--trace-ascii", "target/../target/a", NOWHERE) says "need a file each",
    listOf(
        "--trace",
        "target/a",
        "--har",
        "target/a",
        NOWHERE,
    ) says "--trace, --trace-ascii and --har need a file each",
    listOf("-o", "target/a", "--har", "target/./a", NOWHERE) says "can't write to one file, target/a",
    listOf("--har", "-", NOWHERE) says "invalid value for --har: it goes to a file",
    listOf("--har", "/", NOWHERE) says "invalid value for --har: / is a folder",
    listOf("--expect100", NOWHERE) says "--expect100 needs a body, -d",
    listOf("--expect100=soon", "-d", "x", NOWHERE) says "invalid value for --expect100: 'soon' is not a duration",
    listOf("--expect100", "--http10", "-d", "x", NOWHERE) says "--expect100 does not go with --http10",
    listOf("--expect100", "--pipeline", "PUT", "-d", "x", NOWHERE) says "--expect100 does not go with --pipeline",
    listOf("--raw-target", "*", NOWHERE, NOWHERE) says "--raw-target goes with one URL",
    listOf("--raw-target", "*", "-L", NOWHERE) says "--raw-target goes with none of the client's options",
    listOf("--raw-target", "/a/../b", "-x", "a:1", NOWHERE) says "--raw-target must be an absolute URL for a proxy",
    listOf("--raw-target", "/a b", NOWHERE) says "can't contain 0x20",
    listOf("--raw-target", "/?u=http://b/", "-x", "a:1", NOWHERE) says
        "--raw-target must be an absolute URL for a proxy",
    listOf("--raw-target", "", NOWHERE) says "invalid value for --raw-target: it is empty",
    listOf("--raw-target", "a/b", NOWHERE) says
        "must be a path that begins with '/', an absolute URL, '*', or host:port",
    listOf("--raw-target", "http://u:geheim@a/", NOWHERE) says "can't carry user information",
    listOf("--pipeline", NOWHERE, "http://127.0.0.1:2/") says
        "--pipeline goes to one origin: http://127.0.0.1:1 and http://127.0.0.1:2 are two",
    listOf("--pipeline", "http://a.test/", "https://a.test/") says "--pipeline goes to one origin",
    listOf("--pipeline", "-L", NOWHERE, NOWHERE) says "--pipeline goes with none of the client's options",
    listOf("--pipeline", "-u", "u:geheim", NOWHERE) says "--pipeline goes with none of the client's options",
    listOf("--pipeline", "--http10", NOWHERE, NOWHERE) says "--pipeline does not go with --http10",
    listOf("--pipeline", "-d", "x", NOWHERE, NOWHERE) says "--pipeline does not go with POST, which is not idempotent",
    listOf("--pipeline", "PATCH", NOWHERE, NOWHERE) says "--pipeline does not go with PATCH, which is not idempotent",
    listOf("--pipeline", "-H", "Connection: close", NOWHERE, NOWHERE) says "after Connection: close can't be a part",
    listOf("--pipeline", "-H", "Upgrade: x", NOWHERE) says "an upgrade can't be a part of a pipeline",
    listOf("--curl", "-L", NOWHERE) says "--curl goes with -H, -d, --expect100 and --raw-target only",
    listOf("--curl", "-v", NOWHERE) says "--curl goes with",
    listOf("--curl", "--insecure", NOWHERE) says "--curl goes with",
    listOf("--curl", "--har", "target/a", NOWHERE) says "--curl goes with",
    listOf("--curl", "-i", NOWHERE) says "--curl goes with",
    listOf("--curl", "--http10", NOWHERE) says "--curl goes with",
    listOf("--curl", "--pipeline", NOWHERE) says "--curl goes with",
    listOf("--curl", "-u", "u:geheim", NOWHERE) says "--curl goes with",
    listOf("--curl", "-H", "two words: x", NOWHERE) says "Invalid header name",
    listOf("--curl", "G E T", NOWHERE) says "method can't contain 0x20",
)

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
        order.headers shouldBe Headers.of("A", "1", "B", "2")
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
        order("-L", NOWHERE).maxRedirects shouldBe 20
        order("-L", "--max-redirs", "0", NOWHERE).maxRedirects shouldBe 0
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
        val options = "-H -d -o -i -L --max-redirs --compressed -u --basic --digest --proxy --proxy-from-environment " +
            "-U --proxy-digest --tunnel --tunnel-header --timeout --cacert --insecure --http10 --trace --trace-ascii " +
            "--har --curl --expect100 --raw-target --pipeline -v --timing --version"
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
