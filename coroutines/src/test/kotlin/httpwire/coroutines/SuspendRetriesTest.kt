package httpwire.coroutines

import httpwire.HttpException
import httpwire.client.ClientListener
import httpwire.client.pool.PoolStatistics
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.longs.shouldBeInRange
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.ExperimentalCoroutinesApi
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.launch
import kotlinx.coroutines.test.currentTime
import kotlinx.coroutines.test.runTest
import okio.ByteString.Companion.encodeUtf8
import java.net.ServerSocket
import java.time.Duration

private fun answering(vararg answers: Answer): AnsweringPeer {
    var count = 0
    return AnsweringPeer.start { answers[minOf(count++, answers.lastIndex)] }
}

private fun PoolStatistics.taken() = leased() + waiting()

@OptIn(ExperimentalCoroutinesApi::class)
class SuspendRetriesTest : FunSpec({
    test("the wait suspends, and holds no thread: virtual time passes") {
        answering(Answer.of(503, "Retry-After: 50"), Answer.of(503, "Retry-After: 9"), Answer.ok("ok")).use { server ->
            httpClient { retries(2) }.use { client ->
                runTest {
                    val response = client.get(server.url("/"))
                    response.text() shouldBe "ok"
                    response.history.map { it.status } shouldBe listOf(503, 503)
                    currentTime shouldBe 59_000
                }
                client.statistics().taken() shouldBe 0
            }
        }
    }

    test("a server that cannot be reached: the failure tells of each attempt") {
        val port = ServerSocket(0).use { it.localPort }
        httpClient { retries(3) }.use { client ->
            runTest {
                val failure = shouldThrow<HttpException.ConnectFailed> {
                    client.post("http://127.0.0.1:$port/") { body("b") }
                }
                failure.attempts.size shouldBe 3
                val waited = failure.attempts.sumOf { it.delay().toMillis() }
                currentTime shouldBeInRange waited..waited + 3 // Parts of a millisecond are rounded up.
            }
            client.statistics().taken() shouldBe 0
        }
    }

    test("cancelling a call while it waits ends it at once, and nothing is sent again") {
        answering(Answer.of(503, "Retry-After: 50"), Answer.ok("ok")).use { server ->
            val waits = CompletableDeferred<Unit>()
            val noticing = object : ClientListener {
                override fun retried(moment: Moment, delay: Duration, failure: HttpException?) {
                    waits.complete(Unit)
                }
            }
            httpClient {
                retries(2)
                listener = noticing
            }.use { client ->
                coroutineScope {
                    val call = launch { client.get(server.url("/")) }
                    waits.await()
                    call.cancelAndJoin()
                }
                server.received().size shouldBe 1
                client.statistics().taken() shouldBe 0
                client.get(server.url("/")).text() shouldBe "ok"
            }
        }
    }

    test("a Flow as the body can be sent once, so that a status is not tried again") {
        answering(Answer.of(503).body("busy")).use { server ->
            httpClient { retries(2) }.use { client ->
                client.put(server.url("/")) { body(flowOf("b".encodeUtf8())) }.text() shouldBe "busy"
            }
            server.received().size shouldBe 1
        }
    }
})
