package httpwire.transport

import httpwire.Origin
import httpwire.Timeouts
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.comparables.shouldBeGreaterThanOrEqualTo
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.comparables.shouldBeLessThanOrEqualTo
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.Socket
import java.io.EOFException
import java.io.IOException
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.atomic.AtomicReference
import javax.net.ssl.SSLSocket

/** What a connection runs over when it is polled. */
private enum class Stack(val protocol: String, val path: SecurePath?) {
    TCP("", null),
    TLS_1_3("TLSv1.3", SecurePath.DIRECT),
    TLS_1_2("TLSv1.2", SecurePath.DIRECT),
    TLS_IN_TLS("TLSv1.3", SecurePath.TUNNEL_IN_TLS), ;

    /** What the peer does before the connection is open; [socket] gets its end of the topmost TLS. */
    fun script(socket: AtomicReference<SSLSocket> = AtomicReference()): Script {
        if (path == null) return Script.start()
        return path.script().startTls(Identities.good) {
            it.enabledProtocols = arrayOf(protocol)
            socket.set(it)
        }
    }

    fun open(peer: ListeningPeer): Transport = peer.open(*path?.layers("a.test").orEmpty())
}

private fun Transport.pollUntilFound(): Arrival {
    val limit = System.nanoTime() + 10_000_000_000
    while (true) {
        val arrival = poll(Duration.ZERO)
        if (arrival != Arrival.NOTHING) return arrival
        check(System.nanoTime() < limit) { "nothing came" }
    }
}

private fun <T> timed(block: () -> T): Pair<T, Long> {
    val start = System.nanoTime()
    return block() to (System.nanoTime() - start) / 1_000_000
}

private fun Transport.exchange(sent: String, received: String) {
    sink.writeUtf8(sent).flush()
    source.readUtf8(received.length.toLong()) shouldBe received
}

/** Lets bytes of the peer through as the test allows. */
private class Held(private val below: Transport) :
    Socket by below,
    Pollable {
    var allowed = Long.MAX_VALUE
    var atOnce = Long.MAX_VALUE
    var pollCount = 0

    override fun poll(sink: Buffer, atMost: Duration): Arrival {
        pollCount++
        if (below.poll(atMost) != Arrival.BYTES) return Arrival.NOTHING
        val taken = minOf(allowed, atOnce, below.source.buffer.size)
        allowed -= taken
        sink.write(below.source.buffer, taken)
        return if (taken > 0) Arrival.BYTES else Arrival.NOTHING
    }
}

/** TLS over [Held], whose peer answers "ping" with [answer] in one record, which has come when [block] begins. */
private fun held(answer: String, block: (Transport, Held, Int) -> Unit) {
    val script = Script.start().startTls(Identities.good) { it.enabledProtocols = arrayOf("TLSv1.2") }
    ScriptedPeer.listening(script.expect("ping").reply(answer).expect("on").reply("ok").expectEnd()).use { peer ->
        val bottom = peer.open()
        val held = Held(bottom)
        val layer = TlsLayer(Origin("https", "a.test", 443), Identities.trusting)
        layer.over(Transport.of(held), attempt()).use {
            it.sink.writeUtf8("ping").flush()
            bottom.source.require(5)
            val recordByteCount =
                5 + (bottom.source.buffer[3].toInt() and 0xFF shl 8) + (bottom.source.buffer[4].toInt() and 0xFF)
            bottom.source.require(recordByteCount.toLong())
            block(it, held, recordByteCount)
        }
    }
}

class PollTest :
    FunSpec({
        for (stack in Stack.entries) {
            for (threads in Threads.available) {
                test("$stack, $threads: nothing, then bytes, then the end, without waiting") {
                    val script = stack.script().expect(
                        "ping",
                    ).reply("pong").expect("again").shutdownOutput().expectEnd()
                    ScriptedPeer.listening(script).use { peer ->
                        threads.run {
                            stack.open(peer).use {
                                repeat(3) { _ -> it.poll(Duration.ZERO) shouldBe Arrival.NOTHING }
                                it.sink.writeUtf8("ping").flush()
                                repeat(3) { _ -> it.pollUntilFound() shouldBe Arrival.BYTES }
                                it.source.readUtf8(4) shouldBe "pong"
                                it.receivedByteCount shouldBe 4
                                it.poll(Duration.ofSeconds(-1)) shouldBe Arrival.NOTHING
                                it.sink.writeUtf8("again").flush()
                                repeat(3) { _ -> it.pollUntilFound() shouldBe Arrival.END }
                                it.source.exhausted() shouldBe true
                            }
                        }
                    }
                }

                test("$stack, $threads: what does not come is waited for as long as that, and hurts nothing") {
                    ScriptedPeer.listening(stack.script().expect("ping").reply("pong").expectEnd()).use { peer ->
                        threads.run {
                            stack.open(peer).use {
                                for (round in 0..5) {
                                    val (arrival, millis) = timed { it.poll(millis(40)) }
                                    arrival shouldBe Arrival.NOTHING
                                    millis shouldBeGreaterThanOrEqualTo 40
                                    millis shouldBeLessThan 3000
                                }
                                it.exchange("ping", "pong")
                            }
                        }
                    }
                }

                test("$stack, $threads: what comes in the meantime ends the wait") {
                    val go = CountDownLatch(1)
                    val script = stack.script().waitFor(go).reply("pong").expect("on").shutdownOutput().expectEnd()
                    ScriptedPeer.listening(script).use { peer ->
                        stack.open(peer).use {
                            threads.run {
                                it.poll(Duration.ZERO)
                                go.countDown()
                                it.poll(Duration.ofSeconds(Long.MAX_VALUE)) shouldBe Arrival.BYTES
                                it.exchange("on", "pong")
                                it.poll(Duration.ofSeconds(10)) shouldBe Arrival.END
                            }
                        }
                    }
                }
            }

            test("$stack: a reset and a close are the end, and cancelling ends the wait") {
                ScriptedPeer.listening(stack.script().expect("ping").reset()).use { peer ->
                    stack.open(peer).use {
                        it.sink.writeUtf8("ping").flush()
                        it.pollUntilFound() shouldBe Arrival.END
                        shouldThrow<IOException> { it.source.readByte() }
                        it.close()
                        it.poll(Duration.ZERO) shouldBe Arrival.END
                    }
                }
                ScriptedPeer.listening(stack.script().expectEnd()).use { peer ->
                    val transport = stack.open(peer)
                    val call = Running { transport.poll(Duration.ofSeconds(20)) }
                    call.awaitStuck("poll")
                    transport.cancel()
                    call.outcome().getOrThrow() shouldBe Arrival.END
                    transport.close()
                }
            }

            test("$stack: what was read ahead is found, and a wait leaves the source's timeouts as they are") {
                ScriptedPeer.listening(stack.script().expect("ping").reply("pong and more").expectEnd()).use { peer ->
                    stack.open(peer).use {
                        it.source.timeout().timeout(30, java.util.concurrent.TimeUnit.SECONDS)
                        it.exchange("ping", "pong")
                        it.poll(Duration.ofSeconds(10)) shouldBe Arrival.BYTES
                        it.source.readUtf8(9) shouldBe " and more"
                        it.source.timeout().timeoutNanos() shouldBe 30_000_000_000
                    }
                }
            }
        }

        for (stack in listOf(Stack.TLS_1_3, Stack.TLS_IN_TLS)) {
            test("F35: $stack: key updates are no bytes, nor is the ticket before them") {
                val server = AtomicReference<SSLSocket>()
                ScriptedPeer.listening(stack.script(server).expect("ping").reply("pong").expectEnd()).use { peer ->
                    val layers = stack.path!!.layers("a.test")
                    val carrier = peer.open(*layers.dropLast(1).toTypedArray())
                    layers.last().over(carrier, attempt()).use {
                        for (round in 0..3) {
                            val before = carrier.receivedByteCount
                            if (round > 0) server.get().startHandshake()
                            val limit = System.nanoTime() + 10_000_000_000
                            while (carrier.receivedByteCount == before && System.nanoTime() < limit) {
                                it.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                            }
                            withClue("round $round") { carrier.receivedByteCount shouldBeGreaterThan before }
                            it.poll(millis(20)) shouldBe Arrival.NOTHING
                        }
                        it.exchange("ping", "pong")
                    }
                }
            }
        }

        test("the rest of a record that is decrypted already is found") {
            // The first record leaves room for all but a hundred bytes of the second one in its segment.
            val script = Stack.TLS_1_3.script().replySplitAt("x".repeat(100 + 8192), 100).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                Stack.TLS_1_3.open(peer).use {
                    it.source.request(1)
                    it.source.readUtf8(8192)
                    it.poll(Duration.ZERO) shouldBe Arrival.BYTES
                    it.source.readUtf8(100)
                    it.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                }
            }
        }

        test("an end without close_notify is the end, and reading tells it as a cut") {
            ScriptedPeer.listening(Stack.TLS_1_3.script().expect("ping").hangUpBelowTls()).use { peer ->
                Stack.TLS_1_3.open(peer).use {
                    it.sink.writeUtf8("ping").flush()
                    it.pollUntilFound() shouldBe Arrival.END
                    shouldThrow<EOFException> { it.source.readByte() }
                }
            }
        }

        test("a part of a record is waited for as long as that, and taken up where it was left") {
            for (offset in listOf(1L, 4L, 5L, 6L, 20L)) {
                held("pong") { transport, held, byteCount ->
                    held.allowed = offset
                    transport.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                    val (arrival, millis) = timed { transport.poll(millis(30)) }
                    arrival shouldBe Arrival.NOTHING
                    millis shouldBeLessThan 3000
                    held.allowed = byteCount - offset - 1
                    transport.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                    held.allowed = Long.MAX_VALUE
                    transport.poll(Duration.ZERO) shouldBe Arrival.BYTES
                    transport.source.readUtf8(4) shouldBe "pong"
                    transport.exchange("on", "ok")
                }
            }
        }

        test("the rest of a record that was polled in part is read as any other") {
            held("pong") { transport, held, _ ->
                held.allowed = 7
                transport.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                transport.exchange("on", "pongok")
            }
        }

        test("records that come in crumbs keep nobody who will not wait") {
            held("p".repeat(200)) { transport, held, _ ->
                held.atOnce = 1
                transport.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                held.pollCount shouldBeLessThanOrEqualTo 20
                transport.poll(Duration.ofSeconds(10)) shouldBe Arrival.BYTES
                transport.source.readUtf8(200).length shouldBe 200
                held.atOnce = 100
                transport.exchange("on", "ok")
            }
        }

        test("what is no record is the end") {
            for (junk in listOf(
                "HTTP/1.1 408 Request Timeout\r\n\r\n",
                "\u0017\u0002",
                "\u0017\u0003\u0003\u00ff\u00ff",
            )) {
                ScriptedPeer.listening(Script.start().startTls(Identities.good).expectEnd()).use { peer ->
                    val bottom = peer.open()
                    val layer = TlsLayer(Origin("https", "a.test", 443), Identities.trusting)
                    layer.over(bottom, attempt()).use {
                        it.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                        bottom.source.buffer.writeString(junk, Charsets.ISO_8859_1)
                        it.poll(Duration.ZERO) shouldBe Arrival.END
                    }
                }
            }
        }
    })
