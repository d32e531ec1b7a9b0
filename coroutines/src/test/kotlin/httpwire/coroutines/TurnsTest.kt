package httpwire.coroutines

import httpwire.HttpException.CannotSendRequest
import httpwire.coroutines.internal.Bridge
import httpwire.coroutines.internal.Turn
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.buffer
import kotlinx.coroutines.flow.flowOn
import kotlinx.coroutines.launch
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors

private const val EMPTY = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
private const val CLOSING = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello"
private const val HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
private const val HELLO_IN_A_CHUNK = "5\r\nhello\r\n0\r\n\r\n"

/** A call on the scope from within a body that is sent over it. */
private class Nested(
    val name: String,
    val ask: suspend SuspendHttpScope.(nested: suspend () -> Unit) -> Unit,
)

private val nestings =
    listOf(
        Nested("exchange") { nested -> exchange("PUT", "/", head = { header("Content-Length", "1") }) { nested() } },
        Nested("body") { nested -> post("/") { body { nested() } } },
    )

/** A call while a response of the scope is unread. */
private class Asking(
    val name: String,
    val ask: suspend SuspendHttpScope.() -> Unit,
)

private val asking =
    listOf(
        Asking("get") { get("/charge") },
        Asking("post of a text") { post("/charge") { body("1 EUR") } },
        Asking("post of a writer") { post("/charge") { body { error("never run") } } },
        Asking("exchange") {
            exchange("PUT", "/charge", head = { header("Content-Length", "1") }) { error("never run") }
        },
    )

class TurnsTest :
    FunSpec({
        test("what abandoned calls throw when they are closed does not keep the turn") {
            val turn = Turn()
            turn.take()
            turn.abandon({}) { error("first") }
            turn.abandon({}) { error("second") }
            val thrown = shouldThrow<IllegalStateException> { turn.release() }
            thrown.message shouldBe "first"
            thrown.suppressed.map { it.message } shouldBe listOf("second")
            turn.tryTake() shouldBe true
        }

        test("a cut that throws is followed by the close all the same") {
            val turn = Turn()
            var isClosed = false
            shouldThrow<IllegalStateException> { turn.abandon({ error("cut") }) { isClosed = true } }
            isClosed shouldBe true
            turn.tryTake() shouldBe true
        }

        test("a question that throws whether a call is ready gives the turn back") {
            val bridge = Bridge(Dispatchers.IO, Turn())
            val failing = { error("the question") }
            shouldThrow<IllegalStateException> { bridge.call({}, {}, failing) { } }.message shouldBe "the question"
            shouldThrow<IllegalStateException> { bridge.end({}, {}, failing) }.message shouldBe "the question"
            bridge.call({}, {}) { "the next one" } shouldBe "the next one"
        }

        test("a listener that throws while a cancelled call is closed does not hold up the next one") {
            val headCame = CountDownLatch(1)
            val silent = Script.start().expectHead().signal(headCame).expectEnd()
            withPeer(silent, answering().expectEnd()) { peer ->
                http(peer.address()) {
                    var isFirst = true
                    listener {
                        closed {
                            if (isFirst) {
                                isFirst = false
                                error("from the listener")
                            }
                        }
                    }
                    coroutineScope {
                        val waiting = launch(Dispatchers.Default) { get("/") }
                        headCame.join()
                        waiting.cancelAndJoin()
                    }
                    get("/").text() shouldBe "hi"
                }
            }
        }

        test("exchange waits for a verb that runs") {
            val headCame = CountDownLatch(1)
            val goOn = CountDownLatch(1)
            val script = Script.start().expectHead().signal(headCame).waitFor(goOn).reply(EMPTY)
            talk(script.expectHead().reply(OK)) {
                coroutineScope {
                    val first = async(Dispatchers.Default) { get("/a").text() }
                    headCame.join()
                    val second = async(start = CoroutineStart.UNDISPATCHED) { exchange("GET", "/b").text() }
                    goOn.countDown()
                    first.await() shouldBe ""
                    second.await() shouldBe "hi"
                }
            }
        }

        test("a verb waits for an exchange that runs, also between two of its steps") {
            talk(Script.start().expectHead().expect("hello").reply(EMPTY).expectHead().reply(OK)) {
                coroutineScope {
                    val begun = CompletableDeferred<Unit>()
                    val goOn = CompletableDeferred<Unit>()
                    val first =
                        async {
                            exchange("PUT", "/a", head = { header("Content-Length", "5") }) {
                                send("he")
                                begun.complete(Unit)
                                goOn.await()
                                send("llo")
                            }.text()
                        }
                    begun.await()
                    val second = async(start = CoroutineStart.UNDISPATCHED) { get("/b").text() }
                    goOn.complete(Unit)
                    first.await() shouldBe ""
                    second.await() shouldBe "hi"
                }
            }
        }

        withTests(nameFn = { "${it.name} is refused before a byte while a response is unread" }, asking) { asking ->
            talk(Script.start().expectHead().reply(OK).expectHead().reply(OK)) {
                val first = get("/")
                val message = shouldThrow<CannotSendRequest> { asking.ask(this) }.message!!
                message shouldContain "one http block for each of them"
                message shouldNotContain "httpClient"
                message shouldNotContain "state"
                first.text() shouldBe "hi"
                get("/").text() shouldBe "hi"
            }
        }

        withTests(nameFn = { "a call from within ${it.name} on its own connection is refused" }, nestings) { nesting ->
            withPeer(Script.start().expectHead().expectEnd()) { peer ->
                http(peer.address()) {
                    val scope = this
                    shouldThrow<CannotSendRequest> { nesting.ask(scope) { with(scope) { get("/") } } }
                        .message shouldBe "GET / was not sent, because the previous request is still being sent:" +
                        " it ends with its block, or with readResponse()"
                }
            }
        }

        test("the body of a response is not sent over its own connection") {
            talk(answering(HELLO).expectHead().reply(OK)) {
                val first = get("/a")
                shouldThrow<CannotSendRequest> { post("/b") { body(first.bodyAsFlow()) } }
                first.text() shouldBe "hello"
                get("/").text() shouldBe "hi"
            }
        }

        test("the body of a response that took its connection along is sent over the next one") {
            withPeer(
                answering(CLOSING).expectEnd(),
                Script.start().expectHead().expect(HELLO_IN_A_CHUNK).reply(OK).expectEnd(),
            ) { peer ->
                http(peer.address()) {
                    val first = get("/a")
                    post("/b") { body(first.bodyAsFlow()) }.text()
                } shouldBe "hi"
            }
        }

        for (isBuffered in listOf(false, true)) {
            test("from one connection to another with one thread for both, buffered: $isBuffered") {
                withPeer(answering(HELLO).expectEnd()) { from ->
                    withPeer(Script.start().expectHead().expect(HELLO_IN_A_CHUNK).reply(OK).expectEnd()) { to ->
                        Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { one ->
                            http(from.address(), one) {
                                val first = get("/a").bodyAsFlow()
                                val pieces = if (isBuffered) first.buffer().flowOn(Dispatchers.Default) else first
                                http(to.address(), one) { post("/b") { body(pieces) }.text() }
                            } shouldBe "hi"
                        }
                    }
                }
            }
        }

        test("pieces that several coroutines send go out one after the other, each whole") {
            talk(Script.start().expectHead().expect("3\r\nabc\r\n".repeat(20) + "0\r\n\r\n").reply(OK)) {
                post("/") {
                    body {
                        coroutineScope { repeat(20) { launch(Dispatchers.Default) { send("abc") } } }
                    }
                }.text() shouldBe "hi"
            }
        }
    })
