package httpwire.dsl

import httpwire.HttpException.UnexpectedResponse
import httpwire.RequestBody
import httpwire.call.BodyCodec
import httpwire.connection.HttpResponse
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.BufferedSource
import okio.ByteString.Companion.encodeUtf8
import java.lang.reflect.Type
import kotlin.reflect.typeOf

/** Writes and reads a value as its type and its text. */
internal object Typed : BodyCodec {
    override fun encode(value: Any, type: Type): RequestBody = TypedBody(RequestBody.of("${type.typeName} $value"))

    override fun decode(source: BufferedSource, type: Type): Any? = source.readUtf8().let {
        if (type == Int::class.java) it.length else "${type.typeName}: $it".takeUnless { _ -> it == "null" }
    }
}

private class TypedBody(body: RequestBody) : RequestBody by body {
    override fun contentType() = "a/b+json"

    override fun isRepeatable() = true
}

private fun echo(block: (String) -> Unit) = AnsweringPeer.start {
    val type = it.field("Content-Type").ifEmpty { "application/json" }
    Answer.raw("HTTP/1.1 200 OK\r\nContent-Type: $type\r\nContent-Length: ${it.text().length}\r\n\r\n${it.text()}")
}.use { block(it.url("/")) }

class ObjectsTest :
    FunSpec({
        test("a value of any type goes out and comes back by the client's codec, its type with its arguments") {
            echo { url ->
                httpClient { codec = Typed }.use { client ->
                    client.post(url) { bodyOf(5) }.body<String>() shouldBe "java.lang.String: int 5"
                    client.post(url) { bodyOf(listOf("a")) }.body<String>() shouldBe
                        "java.lang.String: java.util.List<java.lang.String> [a]"
                    client.post(url) { bodyOf("x" as Any, typeOf<Map<String, List<Int>>>()) }.text() shouldBe
                        "java.util.Map<java.lang.String, java.util.List<java.lang.Integer>> x"
                    client.post(url) { body("four".encodeUtf8()) }.body<Int>() shouldBe 4
                    client.post(url) { bodyOf("x") }.use { it.getHeader("Content-Type") shouldBe "a/b+json" }
                    client.post(url) {
                        bodyOf("x")
                        header("Content-Type", "c/d+json")
                    }.use { it.getHeader("Content-Type") shouldBe "c/d+json" }
                    shouldThrow<UnexpectedResponse> { client.post(url) { body("null".encodeUtf8()) }.body<String>() }
                    shouldThrow<UnexpectedResponse> { client.post(url) { form("a" to "b") }.body<String>() }
                    client.statistics().leased() shouldBe 0
                }
            }
        }

        test("without a client a codec is given, and without a codec nothing is sent") {
            val reply = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1\r\n\r\n5"
            talk(Script.start().expectHead().reply(reply)) {
                get("/").body<Int>(Typed) shouldBe 1
                shouldThrow<IllegalStateException> { post("/") { bodyOf(1) } }
            }
            val response = HttpResponse.parse(Buffer().writeUtf8("HTTP/1.1 200 OK\r\n\r\n5"), "GET")
            shouldThrow<IllegalStateException> { response.body<Int>() }
            echo { url ->
                httpClient().use { shouldThrow<IllegalStateException> { it.post(url) { bodyOf(1) } } }
            }
        }

        test("a codec that makes something else is a ClassCastException") {
            val json = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n5"
            val response = HttpResponse.parse(Buffer().writeUtf8(json), "GET")
            shouldThrow<ClassCastException> { response.body<List<Int>>(Typed).size }
        }
    })
