package httpwire.coroutines

import httpwire.Phase
import httpwire.coroutines.internal.defaultDispatcher
import httpwire.testing.Script
import httpwire.transport.NameResolver
import httpwire.transport.TlsOptions
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.CoroutineDispatcher
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.awaitCancellation
import kotlinx.coroutines.flow.flow
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.ByteString.Companion.encodeUtf8
import java.util.concurrent.CountDownLatch
import java.util.concurrent.Executors
import java.util.concurrent.atomic.AtomicLong
import kotlin.time.Duration.Companion.milliseconds

/** Far above what it takes, 50 ms being the aim, and far below every bound of core's. */
private val BOUND = 500.milliseconds

private const val PART = "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhi"

/** Cancels the block where [reached] returns: it must be gone at once. */
private typealias Cancel = suspend (reached: suspend () -> Unit, block: suspend (CoroutineDispatcher) -> Unit) -> Unit

private val onDefault: Cancel = { reached, block ->
    timeToCancel(reached) { block(defaultDispatcher) } shouldBeLessThan BOUND
}

/** On the only thread there is, which must be free again soon. */
private val onOneThread: Cancel = { reached, block ->
    val thread = Executors.newSingleThreadExecutor { Thread(it).apply { isDaemon = true } }
    timeToCancel(reached) { block(thread.asCoroutineDispatcher()) } shouldBeLessThan BOUND
    val isFree = CountDownLatch(1)
    thread.execute(isFree::countDown)
    isFree.join()
    thread.shutdown()
}

/** In each phase the call ends at once, its thread is free, and the peer sees the connection end. */
class CancellationTest :
    FunSpec({
        for ((where, cancel) in mapOf("the default dispatcher" to onDefault, "one thread" to onOneThread)) {
            context("on $where, cancelled while") {
                test("resolving") {
                    val asked = CountDownLatch(1)
                    val resolver =
                        NameResolver {
                            asked.countDown()
                            CountDownLatch(1).await()
                            emptyList()
                        }
                    cancel({ asked.join() }) { dispatcher ->
                        http("stalling.test", dispatcher) {
                            dialer = WatchedDialer(resolver)
                            get("/")
                        }
                    }
                }

                test("connecting") {
                    FullPort().use { port ->
                        val watched = WatchedDialer()
                        cancel({ watched.awaitPhase(Phase.CONNECT) }) { dispatcher ->
                            http(port.address, dispatcher) {
                                dialer = watched
                                get("/")
                            }
                        }
                    }
                }

                test("shaking hands") {
                    val helloCame = CountDownLatch(1)
                    withPeer(Script.start().expectBytes(1).signal(helloCame).ignoreInput().expectEnd()) { peer ->
                        cancel({ helloCame.join() }) { https(peer.address(), it) { get("/") } }
                    }
                }

                test("opening the tunnel") {
                    val connectCame = CountDownLatch(1)
                    withPeer(Script.start().expectHead().signal(connectCame).expectEnd()) { peer ->
                        cancel({ connectCame.join() }) { dispatcher ->
                            http(peer.address(), dispatcher) {
                                tunnel("origin.test")
                                get("/")
                            }
                        }
                    }
                }

                test("writing to a peer that does not read") {
                    val isCut = CountDownLatch(1)
                    val taken = AtomicLong()
                    withPeer(Script.start().expectHead().waitFor(isCut).ignoreInput().expectEnd()) { peer ->
                        cancel({
                            taken.awaitStandstill()
                        }) { http(peer.address(), it) { post("/") { body(Endless(taken)) } } }
                        isCut.countDown()
                    }
                }

                test("waiting for the next element of a flow that is sent") {
                    val waiting = CompletableDeferred<Unit>()
                    val flow =
                        flow {
                            emit("x".encodeUtf8())
                            waiting.complete(Unit)
                            awaitCancellation()
                        }
                    withPeer(Script.start().expectHead().ignoreInput().expectEnd()) { peer ->
                        cancel({ waiting.await() }) { http(peer.address(), it) { post("/") { body(flow) } } }
                    }
                }

                test("waiting for the head") {
                    val headCame = CountDownLatch(1)
                    withPeer(Script.start().expectHead().signal(headCame).expectEnd()) { peer ->
                        cancel({ headCame.join() }) { http(peer.address(), it) { get("/") } }
                    }
                }

                test("waiting for the body") {
                    val reading = CompletableDeferred<Unit>()
                    withPeer(answering(PART).expectEnd()) { peer ->
                        cancel({ reading.await() }) { http(peer.address(), it) { get("/").readAll(reading) } }
                    }
                }

                test("waiting for the body inside TLS") {
                    val held = HeldCertificate.Builder().addSubjectAlternativeName("localhost").build()
                    val server = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
                    val reading = CompletableDeferred<Unit>()
                    withPeer(Script.start().startTls(server).expectHead().reply(PART).expectEnd()) { peer ->
                        cancel({ reading.await() }) { dispatcher ->
                            https("localhost:${peer.port()}", dispatcher) {
                                tls = TlsOptions.trusting(held.certificatePem())
                                get("/").readAll(reading)
                            }
                        }
                    }
                }

                test("collecting the body as a flow") {
                    val collecting = CompletableDeferred<Unit>()
                    withPeer(answering("HTTP/1.1 200 OK\r\n\r\nhi").expectEnd()) { peer ->
                        cancel({ collecting.await() }) { dispatcher ->
                            http(peer.address(), dispatcher) {
                                get("/").bodyAsFlow().collect { collecting.complete(Unit) }
                            }
                        }
                    }
                }

                test("reading a response that left its block") {
                    val reading = CompletableDeferred<Unit>()
                    withPeer(answering(PART).expectEnd()) { peer ->
                        cancel({ reading.await() }) { http(peer.address(), it) { get("/") }.readAll(reading) }
                    }
                }

                test("doing something else, between two calls") {
                    val elsewhere = CompletableDeferred<Unit>()
                    withPeer(answering().expectEnd()) { peer ->
                        cancel({ elsewhere.await() }) { dispatcher ->
                            http(peer.address(), dispatcher) {
                                get("/")
                                elsewhere.complete(Unit)
                                awaitCancellation()
                            }
                        }
                    }
                }
            }
        }
    })

/** Reads what there is of [PART], tells so, and waits for the rest. */
private suspend fun SuspendHttpResponse.readAll(reading: CompletableDeferred<Unit>) {
    read(2)
    reading.complete(Unit)
    bytes()
}
