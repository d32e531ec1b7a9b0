package httpwire.coroutines

import httpwire.Origin
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.NameResolver
import httpwire.transport.TcpDialer
import httpwire.transport.Transport
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.launch
import kotlinx.coroutines.yield
import okio.Path.Companion.toOkioPath
import java.nio.file.Files
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import kotlin.time.Duration.Companion.milliseconds

private const val HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n"
private const val PART = HEAD + "hi"

/** Dials by TCP, but what closes these connections has to wait for the network as far as it knows. */
private object SlowToClose : Dialer {
    private val tcp = TcpDialer(NameResolver.SYSTEM, null)

    override fun dial(peer: Origin): Transport = object : Transport by tcp.dial(peer) {
        override fun canCloseNow() = false
    }
}

/** An unread response, for which the test takes all the steps there are. */
private suspend fun CoroutineScope.ask(address: String, work: Steps): SuspendHttpResponse {
    val asking = async { http(address, work) { get("/") } }
    while (asking.isActive) {
        work.poll()?.run()
        yield()
    }
    return asking.await()
}

class LateTest :
    FunSpec({
        test("F51: a response that was there when its caller was cancelled is closed") {
            withPeer(answering(PART).expectEnd()) { peer ->
                val steps = Steps()
                val work = Steps()
                var seen: Throwable? = null
                val job =
                    CoroutineScope(steps).launch {
                        seen = runCatching { http(peer.address(), work) { get("/") } }.exceptionOrNull()
                    }
                steps.await().run()
                work.await().run()
                val resume = steps.await()
                job.cancel()
                resume.run()
                (seen is CancellationException) shouldBe true
            }
        }

        test("a response whose block was just ending when its caller was cancelled is closed") {
            withPeer(answering(PART).expectEnd()) { peer ->
                val steps = Steps()
                val work = Steps()
                var seen: Throwable? = null
                val job =
                    CoroutineScope(steps).launch {
                        seen =
                            runCatching {
                                http(peer.address(), work) {
                                    dialer = SlowToClose
                                    get("/")
                                }
                            }.exceptionOrNull()
                    }
                steps.await().run()
                work.await().run()
                steps.await().run()
                work.await().run()
                val resume = steps.await()
                job.cancel()
                resume.run()
                (seen is CancellationException) shouldBe true
            }
        }

        test("bytes that were read for a caller who was cancelled take the connection along") {
            val isAsked = CountDownLatch(1)
            val script = Script.start().expectHead().reply(HEAD).waitFor(isAsked).reply("hi").expectEnd()
            withPeer(script) { peer ->
                val steps = Steps()
                val work = Steps()
                val response = ask(peer.address(), work)
                isAsked.countDown()
                val reading = CoroutineScope(steps).launch { response.read(2) }
                steps.await().run()
                work.await().run()
                val resume = steps.await()
                reading.cancel()
                resume.run()
                response.isClosed shouldBe true
            }
        }

        test("a call that is cancelled before it has a thread never begins") {
            val steps = Steps()
            var dialed = false
            val job =
                CoroutineScope(Dispatchers.Default).launch {
                    http("example.org", dispatcher = steps) {
                        dialer =
                            Dialer {
                                dialed = true
                                error("never")
                            }
                        get("/")
                    }
                }
            val work = steps.await()
            job.cancel()
            job.join()
            work.run()
            dialed shouldBe false
        }

        test("a read that is cancelled before it has a thread never begins") {
            val file = Files.createTempFile("httpwire", null)
            Files.writeString(file, "as it was")
            withPeer(answering(PART).expectEnd()) { peer ->
                val work = Steps()
                val response = ask(peer.address(), work)
                val saving = launch(Dispatchers.Default) { response.saveTo(file.toOkioPath()) }
                val step = work.await()
                saving.cancelAndJoin()
                step.run()
            }
            Files.readString(file) shouldBe "as it was"
            Files.delete(file)
        }

        test("a connection that a dialer brings too late is closed, and nobody waits for it") {
            val dialing = CountDownLatch(1)
            val go = CountDownLatch(1)
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                timeToCancel({ dialing.join() }) {
                    http(peer.address()) {
                        dialer =
                            Dialer { origin ->
                                dialing.countDown()
                                go.await()
                                TcpDialer(NameResolver.SYSTEM, null).dial(origin)
                            }
                        get("/")
                    }
                } shouldBeLessThan 500.milliseconds
                peer.connectionCount() shouldBe 0
                go.countDown()
                while (peer.connectionCount() == 0) Thread.onSpinWait()
            }
        }

        test("a thread is free again when its call was cancelled") {
            Executors.newSingleThreadExecutor().asCoroutineDispatcher().use { single ->
                val headCame = CountDownLatch(1)
                withPeer(Script.start().expectHead().signal(headCame).expectEnd(), answering().expectEnd()) { peer ->
                    timeToCancel({ headCame.join() }) { http(peer.address(), single) { get("/") } }
                    http(peer.address(), single) { get("/").text() } shouldBe "hi"
                }
            }
        }
    })
