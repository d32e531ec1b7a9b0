package httpwire.connection

import httpwire.HttpException
import httpwire.HttpException.ImproperConnectionState
import httpwire.Request
import httpwire.RequestBody
import httpwire.state.ConnectionState
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import httpwire.transport.Running
import httpwire.transport.Threads
import httpwire.transport.await
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.BufferedSink
import okio.ByteString.Companion.encodeUtf8
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.FutureTask
import java.util.concurrent.TimeUnit

private val LONG = Duration.ofSeconds(60)

/** The calls that a second thread might make in the middle of another one's. */
private val SECOND: Map<String, HttpConnection.() -> Any?> = mapOf(
    "awaitContinue" to { awaitContinue(LONG) },
    "responseArrived" to { responseArrived() },
    "shutdownOutput" to { shutdownOutput() },
    "endBody" to { endBody() },
    "send" to { send("x".encodeUtf8()) },
    "pipeline" to { pipeline(listOf(Request.get("/"))) },
    "begin" to { exchange(Request.get("/")) },
)

private fun HttpConnection.putHead() {
    putRequest("PUT", "/")
    putHeader("Content-Length", "4")
    endHeaders()
}

/** Signals when its first bytes were written, and then waits. */
private class HeldBody(private val reached: CountDownLatch, private val release: CountDownLatch) : RequestBody {
    override fun length() = 4L

    override fun writeTo(sink: BufferedSink) {
        sink.writeUtf8("ab").flush()
        reached.countDown()
        await(release)
        sink.writeUtf8("cd").flush()
    }
}

/** What one thread waits in, once the peer has a head, and what the peer has said. */
private val WAITS: Map<String, Pair<String, (HttpConnection) -> Any?>> = mapOf(
    "awaitContinue" to Pair("") {
        it.run {
            putHead()
            awaitContinue(LONG)
        }
    },
    "awaitContinue, after an interim response" to
        Pair("HTTP/1.1 103 E\r\n\r\n") {
            it.run {
                putHead()
                awaitContinue(LONG)
            }
        },
    "awaitContinue, in the middle of one" to Pair("HTTP/1.1 10") {
        it.run {
            putHead()
            awaitContinue(LONG)
        }
    },
    "request that expects" to
        Pair("") { it.request(Request.builder("PUT", "/").body(RequestBody.of("x")).expectContinue(LONG).build()) },
    "the first response of a pipeline" to Pair("") { it.pipeline(List(3) { Request.get("/") }).readResponse() },
    "the second response of a pipeline" to Pair(ok("1")) {
        val pipeline = it.pipeline(List(3) { Request.get("/") })
        pipeline.readResponse().text() shouldBe "1"
        pipeline.readResponse()
    },
    "the body of a pipeline's response" to Pair(ok("Content-Length: 9\r\n", "half")) {
        it.pipeline(List(3) { Request.get("/") }).readResponse().text()
    },
)

private val ENDS: Map<String, (HttpConnection) -> Unit> = mapOf("close" to { it.close() }, "cancel" to { it.cancel() })

private enum class Over(val lead: Script.() -> Script, val connect: (ListeningPeer) -> HttpConnection) {
    TCP({ this }, { connectionTo(it) }),
    TLS({ startTls(Identities.good) }, { secureConnectionTo(it) }),
}

class MomentThreadsTest : FunSpec({
    withTests(nameFn = {
        "$it while another thread waits for 100 is refused, and changes nothing"
    }, SECOND.keys) { name ->
        val refused = CountDownLatch(1)
        val script = Script.start().expectHead().waitFor(
            refused,
        ).reply("HTTP/1.1 100 C\r\n\r\n").expect("spam").reply(ok("hi"))
        ScriptedPeer.listening(script).use { peer ->
            connectionTo(peer).use { connection ->
                connection.putHead()
                val waiting = Running { connection.awaitContinue(LONG) }
                waiting.awaitStuck("awaitContinue")
                shouldThrow<ImproperConnectionState> { SECOND.getValue(name)(connection) }.message shouldContain
                    "one thread at a time"
                refused.countDown()
                waiting.outcome().getOrThrow()
                connection.send("spam".encodeUtf8())
                connection.readResponse().text() shouldBe "hi"
            }
        }
    }

    withTests(nameFn = {
        "$it while another thread writes a body is refused, and changes nothing"
    }, SECOND.keys) { name ->
        val reached = CountDownLatch(1)
        val release = CountDownLatch(1)
        ScriptedPeer.listening(Script.start().expectHead().expect("abcd").reply(ok("hi"))).use { peer ->
            connectionTo(peer).use { connection ->
                val writing = Running { connection.exchange(Request.put("/", HeldBody(reached, release))).text() }
                await(reached)
                shouldThrow<ImproperConnectionState> { SECOND.getValue(name)(connection) }.message shouldContain
                    "one thread at a time"
                release.countDown()
                writing.outcome().getOrThrow() shouldBe "hi"
            }
        }
    }

    for (threads in Threads.available) {
        for (over in Over.entries) {
            for ((end, act) in ENDS) {
                withTests(nameFn = {
                    "$end ends another thread's wait at once: $it, $over, $threads"
                }, WAITS.keys) { name ->
                    val (before, wait) = WAITS.getValue(name)
                    val asked = CountDownLatch(1)
                    val stuck = Script.start().run(
                        over.lead,
                    ).expectHead().reply(before).signal(asked).ignoreInput().expectEnd()
                    val good = Script.start().run(over.lead).expectHead().reply(ok("next"))
                    ScriptedPeer.listening(stuck, good).use { peer ->
                        over.connect(peer).use { connection ->
                            val outcome = FutureTask { runCatching { wait(connection) } }
                            val starter = Thread { threads.run { outcome.run() } }.apply { isDaemon = true }
                            starter.start()
                            await(asked)
                            act(connection)
                            val thrown = outcome.get(10, TimeUnit.SECONDS).exceptionOrNull()
                            (thrown is HttpException) shouldBe true
                            starter.join()
                            connection.close()
                            connection.state shouldBe ConnectionState.IDLE
                            connection.transport.shouldBeNull()
                            connection.exchange(Request.get("/")).text() shouldBe "next"
                        }
                        peer.abandon()
                    }
                }
            }
        }
    }
})
