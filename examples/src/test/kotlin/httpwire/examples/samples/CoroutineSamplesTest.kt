package httpwire.examples.samples

import httpwire.HttpException
import httpwire.body.progress.Progress
import httpwire.client.HttpClient
import httpwire.connection.HttpConnection
import httpwire.coroutines.suspending
import httpwire.examples.recipes.JacksonCodec
import httpwire.examples.samples.coroutines.awaitCalls
import httpwire.examples.samples.coroutines.awaitExchange
import httpwire.examples.samples.coroutines.awaitRequestAndResponse
import httpwire.examples.samples.coroutines.bodyAsFlow
import httpwire.examples.samples.coroutines.bytes
import httpwire.examples.samples.coroutines.client
import httpwire.examples.samples.coroutines.clientCodec
import httpwire.examples.samples.coroutines.clientOfJava
import httpwire.examples.samples.coroutines.clientSend
import httpwire.examples.samples.coroutines.clientVerbs
import httpwire.examples.samples.coroutines.connectionOfBlock
import httpwire.examples.samples.coroutines.continueByStep
import httpwire.examples.samples.coroutines.downloadWithProgress
import httpwire.examples.samples.coroutines.events
import httpwire.examples.samples.coroutines.eventsFromPost
import httpwire.examples.samples.coroutines.eventsOfOneResponse
import httpwire.examples.samples.coroutines.flowBody
import httpwire.examples.samples.coroutines.getUrl
import httpwire.examples.samples.coroutines.halfClose
import httpwire.examples.samples.coroutines.hostInside
import httpwire.examples.samples.coroutines.httpBlock
import httpwire.examples.samples.coroutines.httpsBlock
import httpwire.examples.samples.coroutines.httpsHostInside
import httpwire.examples.samples.coroutines.lines
import httpwire.examples.samples.coroutines.orThrow
import httpwire.examples.samples.coroutines.ownDispatcher
import httpwire.examples.samples.coroutines.partAsFlow
import httpwire.examples.samples.coroutines.parts
import httpwire.examples.samples.coroutines.partsSaved
import httpwire.examples.samples.coroutines.peek
import httpwire.examples.samples.coroutines.pieces
import httpwire.examples.samples.coroutines.pipeline
import httpwire.examples.samples.coroutines.readLines
import httpwire.examples.samples.coroutines.responseLeaves
import httpwire.examples.samples.coroutines.saveTo
import httpwire.examples.samples.coroutines.saveToAsFlow
import httpwire.examples.samples.coroutines.stepByStep
import httpwire.examples.samples.coroutines.text
import httpwire.examples.samples.coroutines.textLines
import httpwire.examples.samples.coroutines.trailersByStep
import httpwire.examples.samples.coroutines.uploadWithProgress
import httpwire.examples.samples.coroutines.urlVerbs
import httpwire.examples.samples.coroutines.verbs
import httpwire.examples.samples.coroutines.withinTime
import httpwire.examples.samples.coroutines.writtenBody
import httpwire.examples.samples.dsl.jsonEcho
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldNotBeEmpty
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.first
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.Path.Companion.toOkioPath
import java.nio.file.Files
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.extension
import kotlin.io.path.readText

private const val OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

private fun multipart(type: String, vararg parts: String): String {
    val body = parts.joinToString("") { "--B\r\n$it\r\n" } + "--B--\r\n"
    return "HTTP/1.1 200 OK\r\nContent-Type: multipart/$type; boundary=B\r\nContent-Length: ${body.length}\r\n\r\n$body"
}

private val RANGES = multipart(
    "byteranges",
    "Content-Range: bytes 0-0/9\r\n\r\na",
    "Content-Range: bytes 8-8/9\r\n\r\ni",
)
private val FORM = multipart(
    "form-data",
    "Content-Disposition: form-data; name=\"a\"\r\n\r\nb",
    "Content-Disposition: form-data; name=\"c\"; filename=\"d\"\r\n\r\nfile",
)
private const val EVENTS = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: a\n\ndata: b\n\n"

/** A sample, the answers that it gets on its one connection, and what it gives. */
private class Sample(val name: String, val gives: Any?, vararg val answers: String, val run: suspend (String) -> Any?)

private val sources: Path = generateSequence(Path.of("").toAbsolutePath(), Path::getParent).first {
    it.resolve("README.md").exists()
}.resolve("coroutines/src/main")

private val file = java.io.File.createTempFile("httpwire", null).apply { deleteOnExit() }

private val clientSamples = setOf("client", "clientVerbs", "clientSend", "clientOfJava", "urlVerbs", "clientCodec") +
    setOf("clientEvents", "clientEventsOfRequest", "clientEventsOfResponse", "clientDownload") +
    setOf("clientDownloadOfRequest", "downloadWithProgress")

private val SAMPLES = listOf(
    Sample("httpBlock", "hi", OK) { httpBlock(it) },
    Sample("hostInside", 200, OK) { hostInside(it) },
    Sample("ownDispatcher", "hi", OK) { ownDispatcher(it) },
    Sample("withinTime", "hi", OK) { withinTime(it) },
    Sample("responseLeaves", "hi", OK) { responseLeaves(it).text() },
    Sample(
        "verbs",
        listOf(200) + List(8) { 204 },
        *(
            listOf("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") +
                List(8) { "HTTP/1.1 204 No\r\n\r\n" }
            ).toTypedArray(),
    ) { verbs(it) },
    Sample("flowBody", 200, OK) { flowBody(it) },
    Sample("writtenBody", 200, OK) { writtenBody(it) },
    Sample("stepByStep", 200, OK) { stepByStep(it) },
    Sample("continueByStep", "hi", "HTTP/1.1 100 Continue\r\n\r\n$OK") { continueByStep(it) },
    Sample("trailersByStep", 200, OK) { trailersByStep(it) },
    Sample("halfClose", "hi", OK) { halfClose(it) },
    Sample("pipeline", List(3) { "hi" }, OK, OK, OK) { pipeline(it) },
    Sample("text", "hi", OK) { text(it) },
    Sample("bytes", "hi", OK) { bytes(it).utf8() },
    Sample("pieces", "h", OK) { pieces(it).utf8() },
    Sample("bodyAsFlow", 2, OK) { bodyAsFlow(it) },
    Sample("peek", "h" to 2, OK) { host -> peek(host).let { (next, count) -> next.utf8() to count } },
    Sample("orThrow", "404 Not Found: no", "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno") { orThrow(it) },
    Sample("lines", listOf("a\n", "b\n"), "HTTP/1.1 200 OK\r\n\r\na\nb\nc\n") { host ->
        lines(host).map { it.utf8() }
    },
    Sample("textLines", listOf("a", "b"), "HTTP/1.1 200 OK\r\n\r\na\nb\nc\n") { textLines(it) },
    Sample("parts", listOf("bytes 0-0/9: a", "bytes 8-8/9: i"), RANGES) { parts(it) },
    Sample("partAsFlow", 5, FORM) { partAsFlow(it) },
    Sample("partsSaved", 4L, FORM) { partsSaved(it, file.toOkioPath()) },
    Sample("readLines", listOf("a\n", "b\n", "c\n"), "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\na\nb\nc\n") { host ->
        readLines(host).map { it.utf8() }
    },
    Sample("connectionOfBlock", "hi", OK) { connectionOfBlock(it) },
    Sample("saveTo", 2L, OK) { saveTo(it, file.toOkioPath()) },
    Sample("saveToAsFlow", "2 of 2", OK) { saveToAsFlow(it, file.toOkioPath()) },
    Sample("eventsOfOneResponse", listOf("a", "b"), EVENTS) { eventsOfOneResponse(it) },
    Sample("awaitCalls", "hi", OK) { awaitCalls(HttpConnection.http(it)) },
    Sample("awaitRequestAndResponse", "hi", OK) { host ->
        HttpConnection.http(host).use { awaitRequestAndResponse(it) }
    },
    Sample("awaitExchange", 200, OK) { host -> HttpConnection.http(host).use { awaitExchange(it) } },
    Sample("uploadWithProgress", Progress(2, 2), OK) {
        file.writeText("hi")
        val progress = MutableStateFlow(Progress(0, -1))
        uploadWithProgress(it, file.toOkioPath(), progress)
        progress.value
    },
    Sample("getUrl", "hi", OK) { getUrl(it) },
    Sample("events", "a", EVENTS) { events("http://$it/").first().data },
    Sample("eventsFromPost", "a", EVENTS) { eventsFromPost(it).first().data },
)

/** The samples of the doc comments in `coroutines`, run. */
class CoroutineSamplesTest : FunSpec({
    withTests(nameFn = { it.name }, SAMPLES) { sample ->
        val script = sample.answers.fold(Script.start().ignoreInput()) { script, answer ->
            script.expectHead().reply(answer)
        }
        ScriptedPeer.listening(script).use { peer -> sample.run(peer.address()) shouldBe sample.gives }
    }

    test("httpsBlock trusts nobody who is not known") {
        ScriptedPeer.listening(Script.start().ignoreInput().reply("no TLS").expectEnd()).use { peer ->
            shouldThrow<HttpException.TlsFailed> { httpsBlock(peer.address()) }
        }
    }

    test("httpsHostInside trusts whom it is told to") {
        val held = HeldCertificate.Builder().addSubjectAlternativeName("localhost").build()
        val server = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
        ScriptedPeer.listening(server, Script.start().expectHead().reply(OK).expectEnd()).use { peer ->
            httpsHostInside("localhost:${peer.port()}", TlsOptions.trusting(held.certificatePem())) shouldBe 200
        }
    }

    test("those of clients") {
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            val url = peer.url("/")
            client(peer.address()) shouldBe List(20) { "hi" }
            urlVerbs(url) shouldBe List(9) { 200 }
            downloadWithProgress(HttpClient.create().suspending(), url) shouldBe Progress(2, 2)
            HttpClient.create().use { java ->
                clientVerbs(java.suspending(), url) shouldBe List(8) { 200 }
                clientSend(java.suspending(), url) shouldBe "hi"
                clientOfJava(java, url) shouldBe "hi"
            }
        }
    }

    test("clientCodec") {
        AnsweringPeer.start(::jsonEcho).use { clientCodec(it.url("/"), JacksonCodec()) shouldBe listOf("spam", "eggs") }
    }

    test("each sample that a doc comment names is here") {
        val names = Files.walk(sources).use { files -> files.filter { it.extension == "kt" }.toList() }
            .flatMap { Regex("@sample httpwire\\.examples\\.samples\\.coroutines\\.(\\w+)").findAll(it.readText()) }
            .map { it.groupValues[1] }.toSet()
        (
            names - SAMPLES.map {
                it.name
            }.toSet() - setOf("httpsBlock", "httpsHostInside") - clientSamples
            ).shouldBeEmpty()
        names.shouldNotBeEmpty()
    }
})
