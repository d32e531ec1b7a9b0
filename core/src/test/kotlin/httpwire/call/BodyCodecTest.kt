package httpwire.call

import com.fasterxml.jackson.databind.ObjectMapper
import httpwire.HttpException.IncompleteRead
import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.UnexpectedResponse
import httpwire.Limits
import httpwire.Request
import httpwire.RequestBody
import httpwire.body.progress.ProgressResponse
import httpwire.client.HttpClient
import httpwire.connection.HttpResponse
import httpwire.connection.Wire
import httpwire.connection.connectionOver
import httpwire.connection.ok
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.BufferedSource
import java.io.IOException
import java.lang.reflect.ParameterizedType
import java.lang.reflect.Type

/** A codec of a library, as its user writes it. */
private object Json : BodyCodec {
    private val mapper = ObjectMapper()

    override fun encode(value: Any, type: Type): RequestBody = object : RequestBody by RequestBody.of(
        mapper.writerFor(mapper.constructType(type)).writeValueAsBytes(value),
    ) {
        override fun contentType() = "application/json"

        override fun isRepeatable() = true
    }

    override fun decode(source: BufferedSource, type: Type): Any? =
        mapper.readValue(source.inputStream(), mapper.constructType(type))
}

/** A codec that does anything. */
private class Codec(val decode: (BufferedSource) -> Any?) : BodyCodec {
    override fun encode(value: Any, type: Type): RequestBody = throw IllegalStateException("$type")

    override fun decode(source: BufferedSource, type: Type): Any? = decode(source)
}

private val STRINGS = object : ParameterizedType {
    override fun getRawType() = List::class.java

    override fun getOwnerType() = null

    override fun getActualTypeArguments() = arrayOf<Type>(String::class.java)

    override fun getTypeName() = "List<String>"
}

private fun response(fields: String, body: String, limits: Limits = Limits.DEFAULT) =
    HttpResponse.parse(Buffer().writeUtf8("HTTP/1.1 200 OK\r\n$fields\r\n$body"), "GET", limits)

private fun json(body: String) = response("Content-Type: application/json\r\nContent-Length: ${body.length}\r\n", body)

private fun answering(block: (AnsweringPeer, HttpClient) -> Unit) =
    AnsweringPeer.start { Answer.raw(reply(it.field("Content-Type"), it.text())) }.use { server ->
        HttpClient.builder().codec(Json).baseUrl(server.url("/")).build().use { block(server, it) }
    }

private fun reply(type: String?, body: String) =
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nGot: $type\r\nContent-Length: ${body.length}\r\n\r\n$body"

class BodyCodecTest : FunSpec({
    test("a value goes out and comes back, with the Content-Type of the codec, over one connection") {
        answering { server, client ->
            val sent = client.encode(listOf("a", "b"))
            val response = client.post("x", sent)
            response.getHeader("Got") shouldBe "application/json"
            client.decode(response, List::class.java) shouldBe listOf("a", "b")
            response.isClosed shouldBe true
            val strings: List<String> = client.decode(client.post("x", client.encode(listOf("c"), STRINGS)), STRINGS)
            strings shouldBe listOf("c")
            client.decode(client.post("x", client.encode(7)), Int::class.java) shouldBe 7
            server.connectionCount() shouldBe 1
        }
    }

    test("whoever has the response finds the client's codec, or the request's own") {
        answering { _, client ->
            BodyCodec.of(client.post("x", RequestBody.of("1"))) shouldBe Json
            val own = Codec { 5 }
            val request = Request.builder("POST", "x").body(RequestBody.of("1")).tag(BodyCodec::class.java, own).build()
            BodyCodec.of(client.send(request)) shouldBe own
            client.newBuilder().build().use { it.codec shouldBe Json }
            client.newBuilder().codec(null).build().use { other ->
                shouldThrow<IllegalStateException> { BodyCodec.of(other.get("x")) }
                shouldThrow<IllegalStateException> { other.encode(1) }
                shouldThrow<IllegalStateException> { other.decode(json("1"), Int::class.java) }
            }
        }
        shouldThrow<IllegalStateException> { BodyCodec.of(json("1")) }
    }

    withTests(
        nameFn = { (name) -> name.trim().replace("\r\n", ", ") },
        listOf(
            "Content-Type: text/html\r\n" to
                "the Content-Type is text/html, with status 200, and java.lang.String was needed",
            "A: b\r\n" to "no Content-Type, with status 200, and java.lang.String was needed",
            "Content-Type: application/json\r\nContent-Encoding: br\r\n" to
                "the Content-Encoding is br, with status 200, and java.lang.String was needed",
        ),
    ) { (fields, message) ->
        val response = response("${fields}Content-Length: 4\r\n", "\"hi\"")
        val thrown = shouldThrow<UnexpectedResponse> { Json.decode(response, String::class.java) }
        thrown.message shouldBe "$message, from a parsed response"
        thrown.body.utf8() shouldBe "\"hi\""
        response.isClosed shouldBe true
    }

    test("RFC 6839 §3.1: other types of JSON, in any case, with parameters; and no content coding in words") {
        for (type in listOf(
            "application/problem+json",
            "Application/JSON; charset=utf-8",
            "application/vnd.a+json;v=1",
        )) {
            Json.decode(
                response("Content-Type: $type\r\nContent-Encoding: identity\r\n", "\"hi\""),
                String::class.java,
            ) shouldBe
                "hi"
        }
        val blank = response("Content-Type: application/json\r\nContent-Encoding: \r\n", "5")
        Json.decode(blank, Int::class.java) shouldBe 5
        Json.canDecode("application/jsonp") shouldBe false
        Json.canDecode("text/json") shouldBe false
    }

    test("what the codec throws is the cause of a typed failure that has the beginning of the body") {
        val broken = shouldThrow<UnexpectedResponse> { Json.decode(json("{\"a\":"), Map::class.java) }
        broken.message shouldBe "the body can't be decoded as java.util.Map, from a parsed response"
        broken.body.utf8() shouldBe "{\"a\":"
        broken.cause!!.javaClass.simpleName shouldStartWith "JsonEOF"
        for (thrown in listOf(IOException("x"), IllegalArgumentException("x"), Exception("x"))) {
            val response = json("\"hi\"")
            shouldThrow<UnexpectedResponse> {
                Codec { throw thrown }.decode(response, String::class.java)
            }.cause shouldBe
                thrown
            response.isClosed shouldBe true
        }
        val response = json("\"hi\"")
        val error = StackOverflowError("x")
        shouldThrow<StackOverflowError> { Codec { throw error }.decode(response, String::class.java) } shouldBe error
        response.isClosed shouldBe true
        shouldThrow<UnexpectedResponse> { Json.decode(json("null"), String::class.java) }.message shouldBe
            "the body is null, and not java.lang.String, from a parsed response"
        HttpClient.builder().codec(Codec { 5 }).build().use { client ->
            shouldThrow<ClassCastException> { client.decode(json("1"), String::class.java) }
        }
    }

    test("what the body throws is thrown as it is, also if the codec hides it or wraps it") {
        val codecs = listOf<BodyCodec>(
            Json,
            Codec { source -> runCatching { source.readUtf8() }.getOrDefault("nothing") },
            Codec { source ->
                runCatching { source.readUtf8() }.getOrElse { throw IllegalArgumentException("wrapped", it) }
            },
        )
        for (codec in codecs) {
            val cut = response("Content-Type: application/json\r\nContent-Length: 9\r\n", "\"hi")
            shouldThrow<IncompleteRead> { codec.decode(cut, String::class.java) }
            cut.isClosed shouldBe true
            val limits = Limits.DEFAULT.withMaxBufferedBodyBytes(5)
            val long = response("Content-Type: application/json\r\nContent-Length: 6\r\n", "\"1234\"", limits)
            shouldThrow<LimitExceeded> { codec.decode(long, String::class.java) }.message shouldBe
                "the body is longer than 5 bytes"
            val whole = response("Content-Type: application/json\r\nContent-Length: 5\r\n", "\"123\"", limits)
            codec.decode(whole, String::class.java).toString().trim('"') shouldBe "123"
        }
        for (codec in codecs) {
            for (thrown in listOf(
                IOException("x"),
                IllegalStateException("x"),
                Exception("x"),
                StackOverflowError("x"),
            )) {
                val told = ProgressResponse.of(json("\"hi\"")) { throw thrown }
                shouldThrow<Throwable> { codec.decode(told, String::class.java) } shouldBe thrown
                told.isClosed shouldBe true
            }
        }
        val closed = json("1").apply { close() }
        shouldThrow<IllegalStateException> { Json.decode(closed, Int::class.java) }
    }

    test("white space after the value, and a chunked end, leave the connection usable") {
        val chunks = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
            "4\r\n\"hi\"\r\n3\r\n \r\n\r\n0\r\n\r\n"
        AnsweringPeer.start { Answer.raw(chunks) }.use { server ->
            HttpClient.builder().codec(Json).build().use { client ->
                repeat(3) { client.decode(client.get(server.url("/")), String::class.java) shouldBe "hi" }
                server.connectionCount() shouldBe 1
            }
        }
    }

    test("what a codec leaves of a body is read, up to 8 KiB, so that the connection can go on") {
        // The first read takes up to 8 KiB, whatever the codec asks for.
        for ((restByteCount, isKept) in listOf(1 to true, 16_000 to true, 17_000 to false)) {
            val body = "5" + "x".repeat(restByteCount)
            val head = "Content-Type: application/json\r\nContent-Length: ${body.length}\r\n"
            val connection = connectionOver(Wire(ok(head, body)))
            val response = connection.exchange(Request.get("/"))
            Codec { it.readUtf8(1) }.decode(response, String::class.java) shouldBe "5"
            (connection.transport != null) shouldBe isKept
        }
    }

    test("the beginning of the body is what was read, in however many pieces") {
        val chunks = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n" +
            "2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"
        val response = HttpResponse.parse(Buffer().writeUtf8(chunks), "GET")
        val codec = Codec { source ->
            source.request(4)
            throw IllegalArgumentException("x")
        }
        shouldThrow<UnexpectedResponse> { codec.decode(response, String::class.java) }.body.utf8() shouldBe "abcd"
    }

    test("encoding throws what the codec throws, before anything is sent") {
        HttpClient.builder().codec(Codec { null }).build().use { client ->
            shouldThrow<IllegalStateException> { client.encode("x") }.message shouldBe "class java.lang.String"
        }
    }
})
