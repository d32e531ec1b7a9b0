package httpwire.coroutines

import httpwire.HttpException.BadStatusLine
import httpwire.invariants.held
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.selects.select
import kotlinx.coroutines.supervisorScope
import kotlinx.coroutines.withContext
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.milliseconds
import kotlin.time.measureTime

private const val COUNT = 20

class ConcurrencyTest :
    FunSpec({
        test("one of many fails: its siblings are cancelled and their sockets closed, at once") {
            val before = held()
            val asked = CountDownLatch(COUNT)
            val silent = Script.start().expectHead().signal(asked).expectEnd()
            val failing = Script.start().expectHead().signal(asked).waitFor(asked).reply("hello\r\n").expectEnd()
            withPeer(failing, *Array(COUNT - 1) { silent }) { peer ->
                val outcomes = ConcurrentLinkedQueue<Throwable>()
                val took =
                    measureTime {
                        shouldThrow<BadStatusLine> {
                            coroutineScope {
                                repeat(COUNT) {
                                    async(Dispatchers.Default) {
                                        runCatching { http(peer.address()) { get("/").text() } }
                                            .onFailure(outcomes::add).getOrThrow()
                                    }
                                }
                            }
                        }
                    }
                took shouldBeLessThan 5_000.milliseconds
                outcomes.count { it is BadStatusLine } shouldBe 1
                outcomes.count { it is CancellationException } shouldBe COUNT - 1
            }
            awaitNoneLeft(before)
        }

        test("under a supervisor each goes its own way") {
            withPeer(answering().expectEnd(), answering("hello\r\n").expectEnd(), answering().expectEnd()) { peer ->
                supervisorScope {
                    List(3) { async(Dispatchers.Default) { http(peer.address()) { get("/").text() } } }
                        .map { runCatching { it.await() }.getOrNull() }.sortedBy { it.orEmpty() }
                } shouldBe listOf(null, "hi", "hi")
            }
        }

        test("the first answer counts: the others are cut while they wait") {
            val before = held()
            val others = CountDownLatch(2)
            val slow = Script.start().expectHead().signal(others).expectEnd()
            withPeer(slow) { first ->
                withPeer(slow) { second ->
                    withPeer(Script.start().expectHead().waitFor(others).reply(OK).expectEnd()) { third ->
                        coroutineScope {
                            val asked =
                                listOf(first, second, third).map { peer ->
                                    async(Dispatchers.Default) { http(peer.address()) { get("/").text() } }
                                }
                            select { asked.forEach { it.onAwait { text -> text } } }
                                .also { asked.forEach { it.cancel() } }
                        } shouldBe "hi"
                    }
                }
            }
            awaitNoneLeft(before)
        }

        test("exchanges that all wait for each other are in flight at once") {
            val asked = CountDownLatch(COUNT)
            val script = Script.start().expectHead().signal(asked).waitFor(asked).reply(OK).expectEnd()
            withPeer(*Array(COUNT) { script }) { peer ->
                coroutineScope {
                    List(COUNT) { async { http(peer.address()) { get("/").textLines().toList() } } }.awaitAll()
                } shouldBe List(COUNT) { listOf("hi") }
            }
        }

        test("a failure in the block around them cancels them all") {
            val asked = CountDownLatch(2)
            val silent = Script.start().expectHead().signal(asked).expectEnd()
            withPeer(silent, silent) { peer ->
                shouldThrow<ArithmeticException> {
                    withContext(Dispatchers.Default) {
                        repeat(2) { async { http(peer.address()) { get("/") } } }
                        asked.join()
                        throw ArithmeticException("mine")
                    }
                }
            }
        }
    })
