package httpwire.transport

import httpwire.Origin
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.nulls.shouldNotBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import okio.Buffer
import okio.Socket
import okio.inMemorySocketPair
import java.io.IOException
import java.io.InterruptedIOException
import java.net.ServerSocket
import java.time.Duration
import java.util.concurrent.TimeUnit.MILLISECONDS

private fun exchange(transport: Transport) {
    transport.sink.writeUtf8("ping").flush()
    transport.source.readUtf8(4) shouldBe "pong"
}

/** Finds as byte how long it was to wait. */
private class Telling(socket: Socket) :
    Socket by socket,
    Pollable {
    override fun poll(sink: Buffer, atMost: Duration): Arrival {
        sink.writeByte(atMost.toMillis().toInt())
        return Arrival.BYTES
    }
}

class TransportTest :
    FunSpec({
        test("any Okio socket will do, the in-memory pair included") {
            ScriptedPeer.inMemory(Script.start().expect("ping").reply("pong").expectEnd()).use { peer ->
                Transport.of(peer.socket()).use {
                    exchange(it)
                    it.tlsSession.shouldBeNull()
                    it.peer shouldBe "peer"
                }
            }
        }

        test("the local address is the dialed socket's, until it is closed") {
            ServerSocket(0, 1, LOOPBACK).use { server ->
                val transport = loopbackDialer.dial(Origin("http", "a.test", server.localPort))
                server.accept().use { transport.localAddress shouldBe it.remoteSocketAddress }
                transport.close()
                transport.localAddress.shouldBeNull()
            }
            Transport.of(inMemorySocketPair(8192)[0]).localAddress.shouldBeNull()
        }

        for (path in SecurePath.entries) {
            test("the local address over TLS: $path") {
                ScriptedPeer.listening(path.script().startTls(Identities.good).expectEnd()).use { peer ->
                    peer.open(*path.layers("a.test")).use {
                        val local = it.localAddress.shouldNotBeNull()
                        local.address shouldBe LOOPBACK
                        local.port shouldNotBe peer.port()
                    }
                }
            }
        }

        test("bytes are counted as the network takes and gives them, not the caller") {
            for (way in listOf("memory", "TCP")) {
                val script = Script.start().expect("ping").reply("pong")
                val peer = if (way == "TCP") null else ScriptedPeer.inMemory(script)
                val listening = if (way == "TCP") ScriptedPeer.listening(script) else null
                val transport = peer?.let { Transport.of(it.socket()) } ?: listening!!.open()
                transport.use {
                    it.sink.writeUtf8("ping")
                    it.sentByteCount shouldBe 0
                    it.sink.flush()
                    it.sentByteCount shouldBe 4
                    it.source.readByte()
                    it.receivedByteCount shouldBe 4
                }
                (peer ?: listening!!).close()
            }
        }

        test("bytes of a failed write are counted as far as they went") {
            val pair = inMemorySocketPair(10)
            val transport = Transport.of(pair[0])
            transport.sink.timeout().timeout(30, MILLISECONDS)
            shouldThrow<InterruptedIOException> { transport.sink.write(ByteArray(100)).flush() }
            transport.sentByteCount shouldBe 10
        }

        test("poll over any socket finds what was read ahead, and without a wait nothing else") {
            val script = Script.start().expect("ping").reply("pong and more").expectEnd()
            ScriptedPeer.inMemory(script).use { peer ->
                Transport.of(peer.socket()).use {
                    it.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                    exchange(it)
                    it.poll(Duration.ZERO) shouldBe Arrival.BYTES
                    it.source.readUtf8(9) shouldBe " and more"
                }
            }
        }

        test("a poll that waits over any socket reads in a thread of its own, and nothing of that is lost") {
            val script = Script.start().expect(
                "a",
            ).reply("one").expect("b").reply("two").expect("c").shutdownOutput().expectEnd()
            ScriptedPeer.inMemory(script).use { peer ->
                Transport.of(peer.socket()).use {
                    it.poll(millis(1)) shouldBe Arrival.NOTHING
                    it.poll(Duration.ZERO) shouldBe Arrival.NOTHING
                    it.send("a")
                    it.poll(Duration.ofSeconds(10)) shouldBe Arrival.BYTES
                    it.receivedByteCount shouldBe 3
                    it.source.readUtf8(3) shouldBe "one"
                    it.poll(millis(1)) shouldBe Arrival.NOTHING
                    it.source.timeout().timeout(1, java.util.concurrent.TimeUnit.MILLISECONDS)
                    shouldThrow<java.io.InterruptedIOException> { it.source.readByte() }
                    it.source.timeout().clearTimeout()
                    it.send("b")
                    it.source.readUtf8(3) shouldBe "two"
                    it.receivedByteCount shouldBe 6
                    it.poll(millis(1)) shouldBe Arrival.NOTHING
                    it.send("c")
                    it.poll(Duration.ofSeconds(10)) shouldBe Arrival.END
                    it.poll(Duration.ofSeconds(10)) shouldBe Arrival.END
                    it.source.exhausted() shouldBe true
                }
            }
        }

        test("closing ends a read that has been begun by a poll") {
            val script = Script.start().expectEnd()
            ScriptedPeer.inMemory(script).use { peer ->
                val transport = Transport.of(peer.socket())
                transport.poll(millis(1)) shouldBe Arrival.NOTHING
                transport.close()
                transport.poll(millis(1)) shouldBe Arrival.END
            }
            val limit = System.nanoTime() + 10_000_000_000
            while (Thread.getAllStackTraces().keys.any { it.name == "httpwire read ahead" }) {
                check(System.nanoTime() < limit) { "the thread is still there" }
                Thread.yield()
            }
        }

        test("poll asks a socket that can tell, and counts what it took") {
            val transport = Transport.of(Telling(Sponge()))
            transport.poll(millis(7)) shouldBe Arrival.BYTES
            transport.receivedByteCount shouldBe 1
            transport.poll(millis(8)) shouldBe Arrival.BYTES
            transport.source.readByte() shouldBe 7
            transport.receivedByteCount shouldBe 1
        }

        test("closing sends nothing that was not flushed, and may be repeated") {
            ScriptedPeer.listening(Script.start().expect("a").expectEnd()).use { peer ->
                val transport = peer.open()
                transport.sink.writeUtf8("a").flush()
                transport.sink.writeUtf8("never")
                repeat(3) { transport.close() }
                shouldThrow<IOException> { transport.source.readByte() }
                shouldThrow<IOException> { transport.sink.writeUtf8("b").flush() }
            }
        }

        test("cancelling cuts a read in another thread, over TCP and in memory") {
            val script = Script.start().expectEnd()
            ScriptedPeer.listening(script).use { tcp ->
                ScriptedPeer.inMemory(script).use { memory ->
                    for (transport in listOf(tcp.open(), Transport.of(memory.socket()))) {
                        val call = Running { transport.source.readByte() }
                        call.awaitInside("readByte")
                        repeat(2) { transport.cancel() }
                        (call.failure() is IOException) shouldBe true
                        transport.close()
                    }
                }
            }
        }
    })

private fun Transport.send(text: String) {
    sink.writeUtf8(text)
    sink.flush()
}
