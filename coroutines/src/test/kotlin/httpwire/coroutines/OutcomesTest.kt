package httpwire.coroutines

import httpwire.HttpException
import httpwire.Phase
import httpwire.testing.Script
import httpwire.transport.Dialer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.TimeoutCancellationException
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.job
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import kotlinx.coroutines.withTimeout
import kotlinx.coroutines.withTimeoutOrNull
import java.io.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.Duration.Companion.minutes
import kotlin.time.Duration.Companion.seconds
import kotlin.time.toJavaDuration

private fun silent(): Script = Script.start().expectHead().expectEnd()

@OptIn(ExperimentalCoroutinesApi::class)
class OutcomesTest :
    FunSpec({
        test("the caller's withTimeout is a TimeoutCancellationException, untouched") {
            withPeer(silent()) { peer ->
                shouldThrow<TimeoutCancellationException> {
                    withTimeout(1.seconds) { http(peer.address()) { get("/") } }
                }
            }
        }

        test("the caller's cancellation is that very exception") {
            val headCame = CountDownLatch(1)
            val mine = CancellationException("mine")
            withPeer(Script.start().expectHead().signal(headCame).expectEnd()) { peer ->
                coroutineScope {
                    var seen: Throwable? = null
                    val job =
                        launch(Dispatchers.Default) {
                            seen = runCatching { http(peer.address()) { get("/") } }.exceptionOrNull()
                        }
                    headCame.join()
                    job.cancel(mine)
                    job.join()
                    // The library of coroutines copies it to add the caller's stack trace, with assertions on.
                    generateSequence(seen) { it.cause }.last() shouldBeSameInstanceAs mine
                }
            }
        }

        test("our own timeout is an HttpException.Timeout, and cancels nothing") {
            withPeer(silent()) { peer ->
                http(peer.address()) {
                    timeout = 1.seconds
                    shouldThrow<HttpException.Timeout> { get("/") }.phase shouldBe Phase.HEAD
                }
                coroutineContext.job.isActive shouldBe true
            }
        }

        test("what core throws comes as it is, with its circumstances") {
            val thrown = IOException("mine")
            http("example.org") {
                dialer = Dialer { throw thrown }
                val seen = shouldThrow<HttpException> { get("/") }
                seen.cause shouldBeSameInstanceAs thrown
                seen.circumstances?.peer shouldBe "example.org:80"
            }
        }

        test("after a call that ran out of the caller's time, the next one opens the connection again") {
            withPeer(silent(), answering().expectEnd()) { peer ->
                http(peer.address()) {
                    withTimeoutOrNull(1.seconds) { get("/slow") } shouldBe null
                    get("/").text()
                } shouldBe "hi"
            }
        }

        test("after a read that ran out of the caller's time, too") {
            withPeer(
                answering("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi").expectEnd(),
                answering().expectEnd(),
            ) { peer ->
                http(peer.address()) {
                    val response = get("/")
                    withTimeoutOrNull(1.seconds) { response.text() } shouldBe null
                    get("/").text() shouldBe "hi"
                    response.isClosed shouldBe true
                }
            }
        }

        test("the clock of runTest is not the clock of the network") {
            runTest(timeout = 1.minutes) {
                withPeer(
                    Script.start().expectHead().pause(300.milliseconds.toJavaDuration()).reply(OK).expectEnd(),
                ) { peer ->
                    http(peer.address()) {
                        timeout = 10.seconds
                        get("/").text()
                    } shouldBe "hi"
                }
                currentTime shouldBe 0
            }
        }

        test("exchanges over connections of their own run side by side") {
            val scripts = Array(20) { answering().expectEnd() }
            withPeer(*scripts) { peer ->
                coroutineScope {
                    List(20) { async(Dispatchers.Default) { http(peer.address()) { get("/").text() } } }.awaitAll()
                } shouldBe List(20) { "hi" }
            }
        }

        test("calls that meet on one connection wait for each other") {
            val script = (1..20).fold(Script.start()) { script, _ ->
                script.expectHead().reply("HTTP/1.1 204 No\r\n\r\n")
            }
            withPeer(script.expectEnd()) { peer ->
                http(peer.address()) {
                    coroutineScope {
                        List(20) { async(Dispatchers.Default) { get("/").status } }.awaitAll()
                    } shouldBe List(20) { 204 }
                }
            }
        }

        test("a caller on one thread is not blocked") {
            val go = CountDownLatch(1)
            val steps = mutableListOf<String>()
            runBlocking {
                launch {
                    steps += "asked"
                    http("example.org") {
                        dialer =
                            Dialer {
                                check(go.await(10, TimeUnit.SECONDS))
                                throw IOException("answered")
                            }
                        steps += shouldThrow<HttpException> { get("/") }.cause?.message.toString()
                    }
                }
                launch {
                    steps += "meanwhile"
                    go.countDown()
                }
            }
            steps shouldBe listOf("asked", "meanwhile", "answered")
        }
    })
