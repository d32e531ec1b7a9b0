package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.io.IOException
import java.time.Duration
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch
import kotlin.concurrent.thread

/** A client that is answered wrongly, or not at all, and what its peer says. */
private class Wrong(val what: String, val peer: () -> Peer, val report: String, val client: Wire.() -> Unit)

private fun portOf(peer: Peer) = when (peer) {
    is AnsweringPeer -> peer.port()
    is ListeningPeer -> peer.port()
    else -> error("no port")
}

private fun scripted(script: Script) = { ScriptedPeer.listening(script) }

private val short = Duration.ofMillis(200)

private val wrong = listOf(
    Wrong("other bytes", scripted(Script.start().expect("a").reply("b")), "connection 1, step 1 of 2, expect \"a\"") {
        send("b")
        read("b")
    },
    Wrong(
        "more bytes",
        scripted(Script.start().expect("a").reply("b")),
        "connection 1, after the last step: unexpected bytes",
    ) {
        send("a")
        read("b")
        send("c")
        readAll()
        throw IOException("lost")
    },
    Wrong("out of patience", scripted(Script.start().expect("a").withPatience(short)), "connection 1, step 1 of 1") {
        read("b")
    },
    Wrong("no rule", { AnsweringPeer.start() }, "connection 1, no rule for GET /") {
        ask("GET /") shouldBe "200 hi"
    },
    Wrong("a failed answer", { AnsweringPeer.start { error("no") } }, "connection 1, the answer to GET / threw") {
        ask("GET /")
    },
    Wrong("a stray connection", { ScriptedPeer.listening() }, "a connection came that has no script") {
        read("b")
    },
)

class PeerTest : FunSpec({
    context("the peer's words come first, whatever the client saw") {
        withTests(nameFn = { it.what }, wrong) { row ->
            row.peer().use { peer ->
                var thrown: Throwable? = null
                val report = shouldThrow<AssertionError> {
                    peer.verify {
                        Wire(portOf(peer)).use { wire ->
                            try {
                                row.client(wire)
                            } catch (e: Throwable) {
                                thrown = e
                                throw e
                            }
                        }
                    }
                }
                report.message shouldStartWith row.report
                report.suppressed.toList() shouldContainExactly listOf(thrown)
            }
        }
    }

    test("with a client that notices nothing, verify throws, and close does not say it again") {
        ScriptedPeer.listening(Script.start().expect("a").reply("b")).use { peer ->
            shouldThrow<AssertionError> {
                peer.verify { Wire(peer.port()).use { it.send("b") } }
            }.message shouldStartWith "connection 1, step 1 of 2"
        }
    }

    test("a client that fails by itself is heard first, with what the peer still waits for") {
        for (open in listOf(scripted(Script.start().expect("a")), {
            AnsweringPeer.start().apply { on("/a").reply(200) }
        })) {
            open().use { peer ->
                val own = IllegalStateException("by itself")
                shouldThrow<IllegalStateException> { peer.verify { throw own } } shouldBeSameInstanceAs own
                own.suppressed.single().message!!.lines().first() shouldBe
                    if (peer is AnsweringPeer) "rule /a was used 0 times of 1" else "connection 1 of 1 was never opened"
            }
        }
    }

    test("a client that fails while its script is still waiting for it does not take the script's patience") {
        val peer = ScriptedPeer.listening(Script.start().expect("a").withPatience(Duration.ofMinutes(10)))
        Wire(peer.port()).use {
            shouldThrow<IllegalStateException> { peer.verify { error("by itself") } }.suppressed.size shouldBe 1
            peer.close()
        }
    }

    test("a client of a peer that has seen all it wants fails alone") {
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            shouldThrow<IllegalStateException> {
                peer.verify { error("by itself") }
            }.suppressed.toList().shouldBeEmpty()
        }
    }

    test("an abandoned peer adds nothing") {
        ScriptedPeer.listening(Script.start().expect("a")).use { peer ->
            peer.abandon()
            shouldThrow<IllegalStateException> {
                peer.verify { error("by itself") }
            }.suppressed.toList().shouldBeEmpty()
        }
    }

    test("the value of the client's code is the value of verify, null included; verifyRun has none") {
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            val text: String = peer.verify { Wire(peer).use { it.ask("GET /") } }
            text shouldBe "200 hi"
            peer.verify<String?> { null } shouldBe null
            var ran = false
            peer.verifyRun { ran = true }
            ran shouldBe true
        }
    }

    test("an interrupted client keeps its interrupt, and the peer still says what it knows") {
        ScriptedPeer.listening(Script.start().expect("a")).use { peer ->
            val thrown = shouldThrow<IllegalStateException> {
                peer.verify {
                    Thread.currentThread().interrupt()
                    error("by itself")
                }
            }
            Thread.interrupted() shouldBe true
            thrown.suppressed.single().message shouldStartWith "connection 1 of 1 was never opened"
        }
    }

    test("closing an answering peer ends its threads, whatever they wait for, and says nothing of it") {
        val begun = CountDownLatch(4)
        val peer = AnsweringPeer.start {
            begun.countDown()
            when (it.target) {
                "/latch" -> CountDownLatch(1).await()
                "/reset" -> Thread.sleep(Long.MAX_VALUE)
            }
            if (it.target == "/stall") Answer.stall() else Answer.ok("x").delay(Duration.ofHours(1))
        }
        val wires = listOf("/latch", "/reset", "/stall", "/delay").map { target ->
            Wire(peer).also { it.send("GET $target HTTP/1.1\r\n\r\n") }
        }
        begun.await()
        Wire(peer).use { peer.close() }
        wires.forEach { it.close() }
        val name = "httpwire-peer at port ${peer.port()}"
        Thread.getAllStackTraces().keys.filter { it.name.startsWith(name) }.shouldBeEmpty()
    }

    test("close waits for the answer to what a client has sent") {
        val closing = CompletableFuture<Thread>()
        val peer = AnsweringPeer.start {
            val thread = closing.get()
            while (thread.stackTrace.none { frame -> frame.methodName in setOf("awaitQuiet", "isOverBy") }) {
                Thread.onSpinWait()
            }
            error("late")
        }
        Wire(peer).use {
            it.send("GET / HTTP/1.1\r\n\r\n")
            var report = ""
            closing.complete(thread { report = reportOf { peer.close() } })
            closing.get().join()
            report shouldStartWith "connection 1, the answer to GET / threw java.lang.IllegalStateException: late"
        }
    }

    test("many connections at once") {
        AnsweringPeer.start { Answer.ok(it.target) }.use { peer ->
            val wires = List(200) { Wire(peer) }
            wires.forEachIndexed { i, wire -> wire.send("GET /$i HTTP/1.1\r\n\r\n") }
            wires.forEachIndexed { i, wire -> wire.read(ok("/$i")) }
            wires.forEach { it.close() }
            peer.connectionCount() shouldBe 200
        }
    }
})
