package httpwire.examples.samples.dsl

import httpwire.RequestBody
import httpwire.client.HttpClient
import httpwire.connection.HttpResponse
import httpwire.dsl.httpClient
import httpwire.examples.JavaBodies
import httpwire.examples.recipes.JacksonCodec
import httpwire.examples.recipes.MoshiCodec
import httpwire.examples.recipes.SerializationCodec
import httpwire.examples.recipes.readParts
import httpwire.examples.recipes.uploadFiles
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeMonotonicallyIncreasing
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.Path.Companion.toOkioPath

/** The samples of bodies in parts, with progress and of objects. */
internal val partSamples = listOf("multipart", "multipartOfBodies", "multipartRelated", "bodyWithProgress") +
    listOf("onUpload", "responseWithProgress", "clientCodec", "codecOfOneResponse", "bodyOfType")

/** The body of the request, as JSON. */
internal fun jsonEcho(request: Received): Answer = Answer.raw(
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" +
        "Content-Length: ${request.body.size}\r\n\r\n${request.text()}",
)

private val codecs = listOf(SerializationCodec(), JacksonCodec(), MoshiCodec())

class PartSamplesTest : FunSpec({
    val folder = tempdir()
    val files = listOf("a.jpg" to "x".repeat(300_000), "b.jpg" to "small").map { (name, text) ->
        folder.resolve(name).apply { writeText(text) }
    }

    fun play(block: (peer: AnsweringPeer, client: HttpClient) -> Unit) =
        AnsweringPeer.start { Answer.ok("hi") }.use { peer -> HttpClient.create().use { block(peer, it) } }

    test("multipart, multipartOfBodies, multipartRelated") {
        play { peer, client ->
            multipart(client, peer.url("/"), files[1].toOkioPath()) shouldBe 200
            multipartOfBodies(client, peer.url("/"), RequestBody.of("png")) shouldBe 200
            multipartRelated(client, peer.url("/")) shouldBe 200
            val (form, bodies, related) = peer.received()
            form.field("Content-Type") shouldStartWith "multipart/form-data; boundary=httpwire-"
            form.text() shouldContain "name=\"title\"\r\n\r\nGröße & more\r\n"
            form.text() shouldContain "name=\"photo\"; filename=\"b.jpg\"\r\nContent-Type: application/octet-stream"
            bodies.text() shouldContain "filename=\"small.png\"\r\nContent-Type: image/png\r\n\r\npng"
            related.field("Content-Type") shouldBe "multipart/related; boundary=a-line-between; type=\"text/html\""
        }
    }

    test("bodyWithProgress, onUpload, responseWithProgress") {
        play { peer, client ->
            val seen = mutableListOf<String>()
            bodyWithProgress(client, peer.url("/"), seen::add) shouldBe 200
            seen shouldBe listOf("0 of 13", "13 of 13")
            val parts = mutableListOf<Double?>()
            onUpload(client, peer.url("/"), files[0].toOkioPath(), parts::add) shouldBe 200
            parts.first() shouldBe 0.0
            parts.last() shouldBe 1.0
            responseWithProgress(client, peer.url("/"), parts::add) shouldBe "hi"
            parts.takeLast(2) shouldBe listOf(0.0, 1.0)
        }
    }

    withTests(nameFn = { "clientCodec, codecOfOneResponse, bodyOfType, Java's: ${it.javaClass.simpleName}" }, codecs) {
        AnsweringPeer.start(::jsonEcho).use { peer ->
            val url = peer.url("/")
            clientCodec(url, it) shouldBe listOf("spam", "eggs")
            peer.received().last().run { text() to field("Content-Type") } shouldBe
                ("[\"spam\",\"eggs\"]" to "application/json")
            httpClient { codec = it }.use { client -> bodyOfType(client, url, listOf("x")) shouldBe 200 }
        }
        val one = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n[\"a\"]"
        codecOfOneResponse(HttpResponse.parse(Buffer().writeUtf8(one), "GET"), it) shouldBe 1
    }

    test("objects in Java") {
        AnsweringPeer.start(::jsonEcho).use { peer ->
            httpClient { codec = JacksonCodec() }.use {
                JavaBodies.objects(it, peer.url("/")).toList() shouldBe listOf("spam", "eggs")
            }
        }
    }

    test("two files and progress, in Kotlin and in Java; a form in Java") {
        play { peer, client ->
            val uploads = listOf<(MutableList<Int>) -> String>(
                { seen -> uploadFiles(client, peer.url("/"), files.map { it.toOkioPath() }, seen::add) },
                { seen -> JavaBodies.uploadFiles(client, peer.url("/"), files.map { it.toPath() }, seen::add) },
            )
            for (upload in uploads) {
                val seen = mutableListOf<Int>()
                upload(seen) shouldBe "hi"
                seen.first() shouldBe 0
                seen.last() shouldBe 100
                seen.shouldBeMonotonicallyIncreasing()
                val text = peer.received().last().text()
                Regex("filename=\"([^\"]+)\"").findAll(text).map { it.groupValues[1] }.toList() shouldBe
                    listOf("a.jpg", "b.jpg")
                text shouldContain "name=\"album\"\r\n\r\nSummer\r\n"
            }
            JavaBodies.form(client, peer.url("/")) shouldBe "hi"
            peer.received().last().text() shouldBe "q=spam+%26+eggs&page=2"
        }
    }

    test("the parts of a response") {
        val body = "--R\r\nContent-Range: bytes 0-0/9\r\n\r\na\r\n--R\r\n" +
            "Content-Range: bytes 8-8/9\r\n\r\ni\r\n--R--\r\n"
        val text = "HTTP/1.1 206 Partial\r\nContent-Type: multipart/byteranges; boundary=R\r\n\r\n$body"
        for (read in listOf<(HttpResponse) -> List<String>>(::readParts, JavaBodies::readParts)) {
            read(HttpResponse.parse(Buffer().writeUtf8(text), "GET")) shouldBe
                listOf("bytes 0-0/9: a", "bytes 8-8/9: i")
        }
    }
})
