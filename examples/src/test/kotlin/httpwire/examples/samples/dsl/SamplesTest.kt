package httpwire.examples.samples.dsl

import httpwire.examples.regions
import httpwire.examples.root
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactlyInAnyOrder
import io.kotest.matchers.shouldBe
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.Path
import okio.Path.Companion.toOkioPath
import java.io.File
import kotlin.io.path.listDirectoryEntries
import kotlin.io.path.readText

private const val CREATED = "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"
private const val HEAD_ONLY = "HTTP/1.1 200 OK\r\nAllow: GET, HEAD\r\nContent-Length: 450\r\n\r\n"
private const val AUTO = "Host: example.org\r\nAccept-Encoding: identity\r\n"

private val held = HeldCertificate.Builder().addSubjectAlternativeName("localhost").build()
private val ours = HeldCertificate.Builder().addSubjectAlternativeName("client.test").build()
private val tls = HandshakeCertificates.Builder().heldCertificate(held).addTrustedCertificate(ours.certificate)
    .build().sslContext()
private val pem = held.certificatePem()

private fun file(text: String): Path =
    File.createTempFile("httpwire", null).apply { deleteOnExit() }.apply { writeText(text) }.toOkioPath()

private fun posted(body: String) = "POST /x HTTP/1.1\r\n${AUTO}Content-Length: ${body.length}\r\n\r\n$body"

/** A sample that asks for a page, which says hi. */
private fun page(name: String, requests: List<String>? = null, run: (host: String) -> String) =
    Sample(name, "hi", requests = requests) { run(it.address()) }

private fun securePage(name: String, requests: List<String>? = null, run: (host: String) -> String) =
    Sample(name, "hi", requests = requests, tls = tls) { run("localhost:${it.port()}") }

/** A sample that sends something, which is created. */
private fun sent(name: String, requests: List<String>? = null, run: (host: String) -> Int) =
    Sample(name, 201, listOf(CREATED), requests) { run(it.address()) }

private val requests =
    listOf(
        page("get", run = ::get),
        Sample("head", "450", listOf(HEAD_ONLY)) { head(it.address()) },
        page("post", run = ::post),
        sent("put", run = ::put),
        sent("patch", run = ::patch),
        sent("delete", run = ::delete),
        Sample("options", "GET, HEAD", listOf(ok("", "Allow: GET, HEAD\r\n"))) { options(it.address()) },
        page("queryVerb", run = ::queryVerb),
        page("sendRequest", run = ::sendRequest),
        sent("request", run = ::request),
        page("query", run = ::query),
        page("header", run = ::header),
        page("setHeader", run = ::setHeader),
        page("headers", run = ::headers),
        page("withoutHeader", run = ::withoutHeader),
    )

private val bodies =
    listOf(
        Sample("form", "/1", listOf("HTTP/1.1 302 Found\r\nLocation: /1\r\nContent-Length: 0\r\n\r\n")) {
            form(it.address())
        },
        sent("formByField") { formByField(it, mapOf("spam" to "1", "eggs" to "2")) },
        sent("bodyInCharset", run = ::bodyInCharset),
        Sample("bodyOfBytes", listOf(201, 201), List(2) { CREATED }, listOf(posted("hi"), posted("\u0000\u00ff"))) {
            bodyOfBytes(it.address(), "hi".toByteArray())
        },
        sent("bodyOfFile") { bodyOfFile(it, file("***filecontents***")) },
        sent(
            "bodyOfSource",
            listOf("PUT /file HTTP/1.1\r\n${AUTO}Transfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"),
        ) {
            bodyOfSource(it, Buffer().writeUtf8("hi"))
        },
        sent("bodyOfPieces") { bodyOfPieces(it, listOf("spam", "eggs")) },
        sent("ownBody", run = ::ownBody),
        sent("encodeChunked", run = ::encodeChunked),
        sent("exchange", run = ::exchange),
        sent("sendPieces", listOf("POST /log HTTP/1.1\r\n${AUTO}Content-Length: 4\r\n\r\nhihi")) {
            sendPieces(it, "hi".encodeUtf8())
        },
    )

private val answers =
    listOf(
        Sample("isSuccess", true, listOf(HEAD_ONLY)) { isSuccess(it.address()) },
        Sample("orThrow", "404 Not Found: no spam", listOf(ok("no spam").replace("200 OK", "404 Not Found"))) {
            orThrow(it.address())
        },
        Sample("bytes", "hi".encodeUtf8()) { bytes(it.address()) },
        Sample("textInCharset", "café", listOf(ok("caf\u00e9"))) { textInCharset(it.address()) },
        Sample("textLines", listOf("one", "two"), listOf(ok("one\r\ntwo\nEND\nthree"))) {
            textLines(it.address())
        },
        Sample(
            "parts",
            listOf("a: b"),
            listOf(
                ok(
                    "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--B--",
                    "Content-Type: multipart/form-data; boundary=B\r\n",
                ),
            ),
            listOf("GET /form HTTP/1.1\r\n$AUTO\r\n"),
        ) { parts(it.address()) },
        Sample("saveTo", 2L to "hi") {
            val file = file("")
            saveTo(it.address(), file) to file.toFile().readText()
        },
        Sample("saveToWithProgress", listOf("0 of 2 bytes", "2 of 2 bytes")) {
            buildList { saveToWithProgress(it.address(), file(""), ::add) }
        },
    )

private const val CONTINUE = "HTTP/1.1 100 Continue\r\n\r\n"

private val moments =
    listOf(
        Sample("expectContinue", "hi", listOf(CONTINUE, ok("hi"))) { expectContinue(it.address(), "spam") },
        Sample("continueByStep", "hi", listOf(CONTINUE, ok("hi"))) { continueByStep(it.address()) },
        sent("trailer") { trailer(it, "spam") },
        sent("trailersByStep", run = ::trailersByStep),
        page("halfClose", run = ::halfClose),
        Sample("record", true) { record(it.address()).startsWith("GET / HTTP/1.1\r\nHost: ${it.address()}\r\n") },
        Sample(
            "pipeline",
            listOf("1", "22", "333"),
            listOf("1", "22", "333").map {
                ok(it)
            },
        ) { pipeline(it.address()) },
    )

private val lookedOn = listOf(
    "connecting to 127.0.0.1",
    "connected to example.org:8080",
    "request 1: GET /",
    "response: 200, 1 fields",
    "response body: hi",
    "end",
    "to be used again",
    "closed: [close() was called]",
)

private val options =
    listOf(
        page("hostInside", run = ::hostInside),
        Sample("portApart", "hi") { portApart("127.0.0.1", it.port()) },
        Sample("tunnel", "hi", listOf("HTTP/1.1 200 OK\r\n\r\n", ok("hi"))) { tunnel(it.address()) },
        securePage("tls") { tls(it, pem) },
        securePage("identity") { identity(it, pem, ours.certificatePem(), ours.privateKeyPkcs8Pem()) },
        securePage("tlsAsValue", listOf(GET)) { tlsAsValue(it, pem) },
        securePage("secure", listOf(GET)) { secure(it, pem) },
        securePage("secureHostInside", listOf(GET)) { secureHostInside(it, pem) },
        page("sourceAddress", run = ::sourceAddress),
        page("version", run = ::version),
        page("smallThings", listOf(GET), ::smallThings),
        Sample("connection", true, requests = emptyList()) { connection(it.address()) },
        page("timeout", listOf(GET), ::timeout),
        page("timeoutsByPhase", run = ::timeoutsByPhase),
        page("timeoutsAsValue", listOf(GET), ::timeoutsAsValue),
        page("limits", run = ::limits),
        page("limitsAsValue", listOf(GET), ::limitsAsValue),
        page("listenerAsValue", listOf(GET)) { listenerAsValue(it, object : ConnectionListener {}) },
        Sample("debug", listOf("send", "reply", "header")) {
            buildList { debug(it.address(), this) }.map { line -> line.substringBefore(':') }
        },
        Sample("listener", lookedOn) { peer ->
            buildList { listener(peer.address(), this) }.map { it.replace(peer.address(), "example.org:8080") }
        },
    )

private val clients = listOf(page("client", run = ::client), page("getUrl", run = ::getUrl))

private val samples = requests + bodies + moments + answers + options + clients

/** Each sample of the KDoc, and so each entry of `docs/kotlin.md`, with its bytes. */
class SamplesTest : FunSpec({
    withTests(nameFn = { it.name }, samples) { it.play() }

    test("dialer") {
        ScriptedPeer.inMemory(Script.start().expect(wires.getValue("kotlin-dialer").single()).reply(ok("hi"))).use {
            dialer(it.socket()) shouldBe "hi"
        }
    }

    test("all functions of the samples are run") {
        val sources = root.resolve(
            "examples/src/main/kotlin/httpwire/examples/samples/dsl",
        ).listDirectoryEntries("*.kt")
        val names = sources.flatMap {
            Regex("(?m)^internal fun (\\w+)").findAll(it.readText())
        }.map { it.groupValues[1] }
        samples.map { it.name } + "dialer" + ways + clientSamples + partSamples shouldContainExactlyInAnyOrder names
    }

    test("all of them that have bytes on the page are held to them") {
        val held = samples.filter { it.requests == null }.map { it.region } + "kotlin-dialer"
        held shouldContainExactlyInAnyOrder regions().keys.filter { it.startsWith("kotlin-") }
        wires.filterValues { it.isEmpty() }.keys shouldBe emptySet()
    }
})
