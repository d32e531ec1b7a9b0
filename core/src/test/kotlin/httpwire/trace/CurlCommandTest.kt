package httpwire.trace

import httpwire.Request
import httpwire.RequestBody
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldNotContain
import okio.Buffer
import okio.BufferedSink
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString
import java.io.IOException
import java.nio.file.Files
import java.time.Duration
import kotlin.io.path.writeText

private const val URL = "http://a.example/b"
private const val ALWAYS = "--globoff --path-as-is"

private fun posting(body: RequestBody) = Request.builder("POST", URL).header("Content-Type", "x/y").body(body)

private class Own(private val length: Long, private val write: (BufferedSink) -> Unit) : RequestBody {
    override fun length() = length

    override fun isRepeatable() = true

    override fun writeTo(sink: BufferedSink) = write(sink)
}

private val COMMANDS = mapOf(
    Request.get(URL) to "curl $ALWAYS $URL",
    Request.head(URL) to "curl --head $ALWAYS $URL",
    Request.delete("https://a/?x=1") to "curl -X DELETE $ALWAYS --http1.1 'https://a/?x=1'",
    Request.builder("GET", URL).header("B", "it's").header("A", "").skipHost().build() to
        "curl $ALWAYS $URL -H 'B: it'\\''s' -H 'A;' -H 'Host:'",
    Request.post(URL, RequestBody.of("@a'b")) to
        "curl $ALWAYS $URL -H 'Content-Type: text/plain; charset=utf-8' --data-raw '@a'\\''b'",
    Request.put(URL, RequestBody.of(byteArrayOf())) to "curl -X PUT $ALWAYS $URL -H 'Content-Type:' --data-raw ''",
    posting(RequestBody.of("x")).expectContinue(Duration.ofMillis(1500)).build() to
        "curl $ALWAYS $URL -H 'Content-Type: x/y' -H 'Expect: 100-continue' --expect100-timeout 1.5 --data-raw x",
    posting(RequestBody.of("x")).header("Expect", "100-continue").expectContinue().build() to
        "curl $ALWAYS $URL -H 'Content-Type: x/y' -H 'Expect: 100-continue' --expect100-timeout 1 --data-raw x",
    Request.builder("GET", URL).expectContinue().build() to "curl $ALWAYS $URL",
    posting(RequestBody.of("")).expectContinue().build() to
        "curl $ALWAYS $URL -H 'Content-Type: x/y' --data-raw ''",
    posting(RequestBody.of(byteArrayOf(0, 37, -1))).build() to
        "printf '\\000%%\\377' | curl $ALWAYS $URL -H 'Content-Type: x/y' --data-binary @-",
    posting(RequestBody.of(Buffer().writeUtf8("x") as okio.Source)).build() to
        "curl $ALWAYS $URL -H 'Content-Type: x/y' -H 'Transfer-Encoding: chunked' --data-binary @-" +
        " # give the body on standard input",
    posting(Own(65_537) { error("not to be asked") }).header("Content-Length", "65537").build() to
        "curl $ALWAYS $URL -H 'Content-Type: x/y' -H 'Content-Length: 65537' --data-binary @-" +
        " # give the body on standard input",
    posting(Own(1) { throw IOException("gone") }).header("Content-Length", "1").build() to
        "curl $ALWAYS $URL -H 'Content-Type: x/y' -H 'Content-Length: 1' --data-binary @-" +
        " # give the body on standard input",
)

/** Requests that the real curl must send as they are. */
private val SENT = mapOf<String, (String) -> Request>(
    "GET" to { Request.get("$it/a/../b[1-3]{x}?q=%20'\"&\$HOME") },
    "HEAD" to { Request.head(it + "/") },
    "a method of one's own" to { Request.builder("X'Y", "$it/").build() },
    "fields in order" to {
        Request.builder(
            "GET",
            "$it/",
        ).header("B", "1; \"x\" 'y' \\ \$z `w`").header("A", "").header("B", "\u00e9").build()
    },
    "text" to { Request.post("$it/", RequestBody.of("@it's\n\"a\" \$b \\n é\n")) },
    "PUT of no bytes" to { Request.put("$it/", RequestBody.of("")) },
    "all bytes" to { Request.patch("$it/", RequestBody.of(ByteArray(256) { b -> b.toByte() })) },
    "a request that waits for 100" to {
        Request.builder("POST", "$it/").body(RequestBody.of("x")).expectContinue().build()
    },
    "GET with a body" to { Request.builder("GET", "$it/").body(RequestBody.of("x")).build() },
)

class CurlCommandTest : FunSpec({
    context("the command") {
        withTests(nameFn = { it }, COMMANDS.values) { command ->
            CurlCommand.of(COMMANDS.entries.first { it.value == command }.key).toString() shouldBe command
        }
    }

    test("a path is asked for at a URL that is given") {
        CurlCommand.of(Request.get("/b"), URL).toString() shouldBe "curl $ALWAYS $URL"
    }

    test("a connection adds no Content-Type, and a client that of the body") {
        val request = Request.post(URL, RequestBody.of("x"))
        CurlCommand.of(request, URL).toString() shouldBe "curl $ALWAYS $URL -H 'Content-Type:' --data-raw x"
        CurlCommand.of(request).toString() shouldContain "-H 'Content-Type: text/plain; charset=utf-8'"
    }

    context("any other target is said, without its secrets") {
        val targets = mapOf(
            "*" to "'*'",
            "/a/../b" to "/a/../b",
            "http://other.example/?key=s3cret" to "'http://other.example/?key=[hidden]'",
        )
        withTests(nameFn = { it }, targets.keys) {
            CurlCommand.of(Request.get(it), "http://a.example/").toString() shouldBe
                "curl $ALWAYS http://a.example/ --request-target ${targets.getValue(it)}"
        }
    }

    test("a file is named") {
        val file = Files.createTempFile("it's", ".txt")
        try {
            file.writeText("x")
            CurlCommand.of(posting(RequestBody.of(file)).build()).toString() shouldEndWith
                "--data-binary '@${file.toString().replace("'", "'\\''")}'"
        } finally {
            Files.delete(file)
        }
    }

    test("secrets are hidden unless they are asked for") {
        val request = Request.builder("POST", "$URL?key=s3cret")
            .header("Authorization", "s3cret").secretHeader("X-Mine", "s3cret")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(RequestBody.of("user=me&password=s3cret")).build()
        val hidden = CurlCommand.of(request).toString()
        hidden shouldNotContain "s3cret"
        hidden shouldContain "'$URL?key=[hidden]' -H 'Authorization: [hidden]' -H 'X-Mine: [hidden]'"
        hidden shouldEndWith "--data-raw 'user=me&password=[hidden]'"
        CurlCommand.of(request).withSecrets().toString().windowed(6).count { it == "s3cret" } shouldBe 4
    }

    if (CURL != null) {
        context("curl sends what the request says") {
            withTests(nameFn = { it }, SENT.keys) { name ->
                AnsweringPeer.start { Answer.ok("ok") }.use { peer ->
                    val request = SENT.getValue(name)(peer.url("/").dropLast(1))
                    val output = outputOf("sh", "-c", CurlCommand.of(request).withSecrets().toString() + " 2>/dev/null")
                    if (request.method != "HEAD") output shouldBe "ok".encodeUtf8()
                    val received = peer.received().single()
                    received.method shouldBe request.method
                    received.target shouldBe request.target.substring(peer.url("/").length - 1)
                    val body = Buffer().also { request.body?.writeTo(it) }.readByteString()
                    received.body shouldBe body
                    // The peer reads UTF-8, in which the byte of é is wrong: its two bytes would be read as é.
                    val sent = request.headers.toList().map { "${it.key}: ${it.value}".replace('é', '\uFFFD') }
                    val names = request.headers.names()
                    received.fields.filter { it.key in names }.map { "${it.key}: ${it.value}" } shouldBe sent
                    if (body.size > 0) received.field("Content-Type") shouldBe request.body?.contentType().orEmpty()
                }
            }
        }
    } else {
        test("curl is not installed, so nothing was sent") { println("CurlCommandTest: curl is not installed") }
    }
})
