package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldNotBeEmpty
import io.kotest.matchers.longs.shouldBeLessThan
import io.kotest.matchers.shouldBe
import okio.Buffer
import java.net.ConnectException
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.concurrent.thread

private fun peerThreads() = Thread.getAllStackTraces().keys.filter { it.name.startsWith("httpwire-peer") }

/** What is left of a peer after close: nothing. */
class ClosingTest :
    FunSpec({
        val endless =
            mapOf(
                "stall" to Script.start().stall(),
                "an open connection" to Script.start(),
                "a wait for the client" to Script.start().expect("a"),
                "a wait for the test" to Script.start().waitFor(CountDownLatch(1)),
                "a pause" to Script.start().pause(Duration.ofHours(1)),
                "a reply that nobody reads" to Script.start().reply("x".repeat(20_000_000)),
                "a drip" to Script.start().drip("abc", Duration.ofHours(1)),
                "a flood" to Script.start().floodUntilClosed("abc"),
            )
        for (way in Way.entries) {
            for ((what, script) in endless) {
                test("over $way, close ends $what and leaves no thread") {
                    val peer = way.peer(script)
                    Client(way.connect(peer)).use {
                        peerThreads().shouldNotBeEmpty()
                        peer.abandon()
                        val from = System.nanoTime()
                        peer.close()
                        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - from) shouldBeLessThan 5
                        peerThreads().shouldBeEmpty()
                    }
                }
            }
        }

        test("in memory as over TCP, either end may close what the other has left unread") {
            val left = CountDownLatch(1)
            val script = Script.start().ignoreInput().reply("unread").waitFor(left).hangUp()
            ScriptedPeer.inMemory(script).use { peer ->
                val socket = peer.socket()
                socket.source.read(Buffer(), 1)
                socket.sink.write(Buffer().writeUtf8("unread too"), 10)
                socket.source.close()
                left.countDown()
                peer.verify()
                socket.sink.close()
            }
        }

        test("a failing close leaves no thread and no port either") {
            val peer = ScriptedPeer.listening(Script.start().expect("a"), Script.start())
            Client(Way.TCP.connect(peer)).use { it.send("b") }
            shouldThrow<AssertionError> { peer.close() }
            peerThreads().shouldBeEmpty()
            shouldThrow<ConnectException> { Way.TCP.connect(peer) }
        }

        test("a second close does nothing") {
            val peer = ScriptedPeer.inMemory(Script.start().expect("a").withPatience(Duration.ofMillis(50)))
            shouldThrow<AssertionError> { peer.close() }
            peer.close()
        }

        test("an abandoned peer complains of nothing") {
            val peer = Way.TCP.peer(Script.start().expect("a"))
            peer.abandon()
            Client(Way.TCP.connect(peer)).use { it.send("b") }
            peer.verify()
            peer.close()
        }

        test("a close that is interrupted still ends everything, and keeps the interrupt") {
            val begun = CountDownLatch(1)
            val peer = Way.TCP.peer(Script.start().signal(begun).expect("a"))
            var interrupted = false
            var report = ""
            Client(Way.TCP.connect(peer)).use {
                begun.await(10, TimeUnit.SECONDS) shouldBe true
                thread {
                    Thread.currentThread().interrupt()
                    report = reportOf { peer.close() }
                    interrupted = Thread.currentThread().isInterrupted
                }.join()
            }
            interrupted shouldBe true
            report shouldBe "connection 1, step 2 of 2, expect \"a\": not played to its end\n\n"
            peerThreads().shouldBeEmpty()
        }

        test("all threads are daemons") {
            for (way in Way.entries) {
                way.peer(Script.start().reply("a")).use { peer ->
                    Client(way.connect(peer)).use {
                        it.read(1)
                        peerThreads().shouldNotBeEmpty()
                        peerThreads().filter { !it.isDaemon }.shouldBeEmpty()
                    }
                }
            }
        }
    })
