package httpwire.coroutines

import httpwire.HttpException.UnexpectedResponse
import httpwire.RequestBody
import httpwire.body.progress.Progress
import httpwire.call.BodyCodec
import httpwire.dsl.bodyOf
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.flow.MutableStateFlow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.withContext
import okio.BufferedSource
import okio.ByteString.Companion.encodeUtf8
import java.lang.reflect.Type
import java.util.concurrent.Executors
import kotlin.reflect.typeOf

/** Remembers the thread that decodes. */
private class Threaded : BodyCodec {
    var thread: Thread? = null

    override fun encode(value: Any, type: Type): RequestBody = object : RequestBody by RequestBody.of("$value") {
        override fun contentType() = "application/json"

        override fun isRepeatable() = true
    }

    override fun decode(source: BufferedSource, type: Type): Any? {
        thread = Thread.currentThread()
        return source.readUtf8()
    }
}

private const val JSON = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\nhi"

class BodiesTest :
    FunSpec({
        test("an object goes out and comes back, decoded in a thread that may block, though its bytes are here") {
            val codec = Threaded()
            AnsweringPeer.start { Answer.raw(JSON) }.use { peer ->
                httpClient { this.codec = codec }.use { client ->
                    Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { main ->
                        withContext(main) {
                            val response = client.post(peer.url("/")) { bodyOf(listOf(1)) }
                            response.peek(2)
                            response.body<String>() shouldBe "hi"
                            codec.thread shouldNotBe Thread.currentThread()
                            response.isClosed shouldBe true
                            client.get(peer.url("/")).body(typeOf<String>(), codec) shouldBe "hi"
                        }
                    }
                    peer.received().first().run { text() to field("Content-Type") } shouldBe
                        ("[1]" to "application/json")
                    peer.connectionCount() shouldBe 1
                }
            }
        }

        test("what cannot be decoded is the typed failure of the blocking form") {
            talk(answering()) {
                val thrown = shouldThrow<UnexpectedResponse> { get("/").body(typeOf<String>(), Threaded()) }
                thrown.body.utf8() shouldBe "hi"
            }
            talk(answering(JSON)) { shouldThrow<IllegalStateException> { get("/").body<String>() } }
        }

        test("a form of parts, whose progress is told") {
            val body = "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--B--\r\n"
            val seen = mutableListOf<Progress>()
            talk(Script.start().expectHead().expect(body).reply(OK)) {
                post("/") {
                    multipart {
                        boundary("B")
                        field("a", "b")
                    }
                    onUpload { seen += it }
                }.text() shouldBe "hi"
            }
            seen shouldBe
                listOf(Progress(0, body.length.toLong()), Progress(body.length.toLong(), body.length.toLong()))
        }

        test("a body that its coroutine writes tells its progress too, and stays in its coroutine") {
            val seen = mutableListOf<Progress>()
            talk(
                Script.start().expectHead().expect(
                    "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n",
                ).reply(OK).expectHead().expect("abc")
                    .reply(OK),
            ) {
                post("/") {
                    onUpload { seen += it }
                    body(flowOf("ab".encodeUtf8(), "c".encodeUtf8()))
                }.text()
                seen.first() shouldBe Progress(0, -1)
                seen.last() shouldBe Progress(3, -1)
                seen.clear()
                post("/") {
                    body(3) {
                        withContext(Dispatchers.IO) { send("ab") }
                        send("c")
                    }
                    onUpload { seen += it }
                }.text()
                seen.first() shouldBe Progress(0, 3)
                seen.last() shouldBe Progress(3, 3)
            }
        }

        test("what a listener of such a body throws is thrown by the verb") {
            for (thrown in listOf(IllegalStateException("x"), StackOverflowError("x"))) {
                withPeer(Script.start().ignoreInput().expectEnd()) { peer ->
                    http(peer.address()) {
                        val got = runCatching {
                            post("/") {
                                body(flowOf("ab".encodeUtf8()))
                                onUpload { throw thrown }
                            }
                        }.exceptionOrNull()
                        got!!.javaClass shouldBe thrown.javaClass
                    }
                }
            }
        }

        test("a download tells its progress to a listener or a flow") {
            val seen = mutableListOf<Progress>()
            val progress = MutableStateFlow(Progress(0, -1))
            talk(answering().expectHead().reply(OK).expectHead().reply(OK)) {
                get("/").withProgress { seen += it }.text() shouldBe "hi"
                seen shouldBe listOf(Progress(0, 2), Progress(2, 2))
                get("/").withProgress(progress).bodyAsFlow().toList().joinToString("") { it.utf8() } shouldBe "hi"
                progress.value shouldBe Progress(2, 2)
                get("/").withProgress { seen += it }.run { bytes().utf8() shouldBe "hi" }
            }
            seen shouldContain Progress(2, 2)
        }
    })
