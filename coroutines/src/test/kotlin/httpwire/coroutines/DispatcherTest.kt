package httpwire.coroutines

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Transport
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.throwables.shouldThrowAny
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.async
import kotlinx.coroutines.awaitAll
import kotlinx.coroutines.coroutineScope
import kotlinx.coroutines.launch
import kotlinx.coroutines.withContext
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.coroutines.CoroutineContext

/** The thread that a call runs in. */
private suspend fun workingThread(http: suspend (suspend SuspendHttpScope.() -> Unit) -> Unit): Thread {
    var thread: Thread? = null
    ScriptedPeer.inMemory(Script.start().expectHead().reply(OK)).use { peer ->
        http {
            host = "example.org"
            dialer =
                Dialer {
                    thread = Thread.currentThread()
                    Transport.of(peer.socket())
                }
            get("/").text()
        }
    }
    return checkNotNull(thread)
}

private fun Thread.isVirtualThread(): Boolean =
    runCatching { Thread::class.java.getMethod("isVirtual").invoke(this) as Boolean }.getOrDefault(false)

/** Whether so many threads of `Dispatchers.IO` can be had at the same time. */
private suspend fun haveIoThreadsAtOnce(count: Int): Boolean = coroutineScope {
    val all = CountDownLatch(count)
    List(count) {
        async(Dispatchers.IO) {
            all.countDown()
            all.await(5, TimeUnit.SECONDS)
        }
    }.awaitAll().all { it }
}

class DispatcherTest :
    FunSpec({
        test("threads of Dispatchers.IO, and beyond 64 calls virtual ones where the JDK has them") {
            workingThread { http(block = it) }.name shouldStartWith "DefaultDispatcher-worker"
            val all = CountDownLatch(100)
            val threads = ConcurrentLinkedQueue<Thread>()
            coroutineScope {
                repeat(100) {
                    launch {
                        http("example.org") {
                            dialer =
                                Dialer {
                                    threads += Thread.currentThread()
                                    all.countDown()
                                    check(all.await(10, TimeUnit.SECONDS)) { "not all at once" }
                                    error("all at once")
                                }
                            shouldThrowAny { get("/") }.message shouldBe "all at once"
                        }
                    }
                }
            }
            val hasVirtualThreads = Runtime.version().feature() >= 21
            threads.count { it.isVirtualThread() } shouldBe if (hasVirtualThreads) 36 else 0
            workingThread { http(block = it) }.name shouldStartWith "DefaultDispatcher-worker"
        }

        test("another dispatcher is taken at its word") {
            Executors.newSingleThreadExecutor { Thread(it, "mine") }.asCoroutineDispatcher().use { mine ->
                workingThread { http(mine, it) }.name shouldStartWith "mine"
            }
            workingThread { http(Dispatchers.Unconfined, it) } shouldBe Thread.currentThread()
        }

        test("a dispatcher that refuses fails the call, and the next one has its turn") {
            val refusing =
                object : CoroutineDispatcher() {
                    override fun dispatch(context: CoroutineContext, block: Runnable) = error("refused")
                }
            shouldThrow<IllegalStateException> {
                http("example.org", refusing) {
                    shouldThrow<IllegalStateException> { get("/") }.message shouldBe "refused"
                    get("/")
                }
            }.message shouldBe "refused"
        }

        test("more calls wait at once than Dispatchers.IO has threads of its own") {
            val all = CountDownLatch(200)
            coroutineScope {
                List(200) {
                    async {
                        http("example.org") {
                            dialer =
                                Dialer {
                                    all.countDown()
                                    check(all.await(10, TimeUnit.SECONDS)) { "not all at once" }
                                    error("all at once")
                                }
                            shouldThrowAny { get("/") }.message
                        }
                    }
                }.awaitAll().toSet() shouldBe setOf("all at once")
            }
        }

        test("callers in Dispatchers.IO leave some of its threads to others") {
            val here = CountDownLatch(100)
            val goOn = CountDownLatch(1)
            coroutineScope {
                repeat(100) {
                    launch(Dispatchers.IO) {
                        http("example.org") {
                            dialer =
                                Dialer {
                                    here.countDown()
                                    check(goOn.await(10, TimeUnit.SECONDS)) { "nobody came through" }
                                    error("let through")
                                }
                            shouldThrowAny { get("/") }.message shouldBe "let through"
                        }
                    }
                }
                here.join()
                haveIoThreadsAtOnce(8) shouldBe true
                goOn.countDown()
            }
        }

        test("exchanges that wait starve neither Dispatchers.IO nor Dispatchers.Default") {
            val here = CountDownLatch(200)
            val goOn = CountDownLatch(1)
            coroutineScope {
                val waiting =
                    List(300) {
                        launch(Dispatchers.Default) {
                            http("example.org") {
                                dialer =
                                    Dialer {
                                        here.countDown()
                                        check(goOn.await(10, TimeUnit.SECONDS)) { "nobody came through" }
                                        error("let through")
                                    }
                                shouldThrowAny { get("/") }
                            }
                        }
                    }
                here.join()
                // All of its own threads at once, and none of them waits for an exchange.
                haveIoThreadsAtOnce(64) shouldBe true
                withContext(Dispatchers.Default) { waiting.any { it.isActive } } shouldBe true
                goOn.countDown()
            }
        }
    })
