package httpwire.coroutines

import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.withContext
import kotlin.coroutines.CoroutineContext
import kotlin.coroutines.EmptyCoroutineContext

/** Where the caller's coroutine runs: calls are handed over, or run in place. */
private val places = mapOf<String, CoroutineContext>(
    "the test's own dispatcher" to EmptyCoroutineContext,
    "Dispatchers.Default" to Dispatchers.Default,
    "Dispatchers.IO" to Dispatchers.IO,
    "a dispatcher that never dispatches" to object : CoroutineDispatcher() {
        override fun isDispatchNeeded(context: CoroutineContext) = false

        override fun dispatch(context: CoroutineContext, block: Runnable) = block.run()
    },
)

private class Plain : Exception("plain")

private class Grave : Error("grave")

/** What a listener throws reaches the caller as it is, wherever the call runs, and the next request opens anew. */
class CallbackFailureTest :
    FunSpec({
        for ((name, place) in places) {
            for (moment in listOf("headSent", "headReceived", "bodyEnded", "closed")) {
                for (failure in listOf(Plain(), Grave())) {
                    test("$moment throws $failure, in $name") {
                        val closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi"
                        // A head is told of before it leaves.
                        val first = if (moment == "headSent") Script.start().expectEnd() else answering(closing)
                        withPeer(first, answering(closing)) { peer ->
                            http(peer.address()) {
                                var isArmed = true
                                fun hear(heard: String) {
                                    if (isArmed && heard == moment) {
                                        isArmed = false
                                        throw failure
                                    }
                                }
                                listener {
                                    headSent { _, _ -> hear("headSent") }
                                    headReceived { _, _, _ -> hear("headReceived") }
                                    bodyEnded { hear("bodyEnded") }
                                    closed { hear("closed") }
                                }
                                withContext(place) {
                                    shouldThrow<Throwable> { get("/").text() }::class shouldBe failure::class
                                    get("/").text() shouldBe "hi"
                                }
                            }
                        }
                    }
                }
            }
        }
    })
