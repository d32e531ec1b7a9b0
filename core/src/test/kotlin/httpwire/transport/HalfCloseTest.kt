package httpwire.transport

import httpwire.Timeouts
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit.SECONDS

/** What a transport runs over when one of its directions is closed. */
private enum class Way(val protocol: String, val path: SecurePath?) {
    TCP("", null),
    IN_MEMORY("", null),
    TLS_1_3("TLSv1.3", SecurePath.DIRECT),
    TLS_1_2("TLSv1.2", SecurePath.DIRECT),
    TLS_IN_MEMORY("TLSv1.3", SecurePath.DIRECT),
    TLS_IN_TLS("TLSv1.3", SecurePath.TUNNEL_IN_TLS), ;

    private val script: Script =
        path?.script()?.startTls(Identities.good) { it.enabledProtocols = arrayOf(protocol) } ?: Script.start()

    private val layers = path?.layers("a.test").orEmpty()

    /** Runs [block] with a transport whose peer plays [rest] on it. */
    fun run(rest: Script.() -> Script, block: (Transport) -> Unit) {
        if (this == IN_MEMORY || this == TLS_IN_MEMORY) inMemory(rest, block) else overTcp(rest, block)
    }

    private fun overTcp(rest: Script.() -> Script, block: (Transport) -> Unit) =
        ScriptedPeer.listening(script.rest()).use { peer -> peer.open(*layers).use(block) }

    private fun inMemory(rest: Script.() -> Script, block: (Transport) -> Unit) =
        ScriptedPeer.inMemory(script.rest()).use { peer ->
            var transport = Transport.of(peer.socket())
            for (layer in layers) transport = layer.over(transport, attempt())
            transport.use(block)
        }
}

class HalfCloseTest :
    FunSpec({
        for (way in Way.entries) {
            test("C14: $way: closing the sink sends what is in it and the end, and the answer can still be read") {
                // TLS 1.2 wants the peer to end too when it hears of the end (RFC 5246 §7.2.1).
                val endsBoth = way.protocol == "TLSv1.2"
                val before: Script.() -> Script = { expect("ping").reply("pong").expectEnd() }
                val after: Script.() -> Script = { expect("ping").expectEnd().reply("pong").shutdownOutput() }
                way.run(if (endsBoth) before else after) {
                    it.source.timeout().timeout(10, SECONDS)
                    it.sink.writeUtf8("ping")
                    repeat(2) { _ -> it.sink.close() }
                    shouldThrow<Exception> { it.sink.writeUtf8("more").flush() }
                    it.source.readUtf8(4) shouldBe "pong"
                    it.source.exhausted() shouldBe true
                }
            }

            test("$way: closing the source ends reading, and writing goes on") {
                val isOpen = CountDownLatch(1)
                way.run({ expect("ping").signal(isOpen).expect("more").expectEnd() }) {
                    it.sink.timeout().timeout(10, SECONDS)
                    it.sink.writeUtf8("ping").flush()
                    await(isOpen)
                    repeat(2) { _ -> it.source.close() }
                    shouldThrow<IllegalStateException> { it.source.readByte() }
                    it.poll(millis(0)) shouldBe Arrival.END
                    it.sink.writeUtf8("more").flush()
                    it.sink.close()
                }
            }

            test("$way: closing both, in either order, closes the connection") {
                for (isSinkFirst in listOf(true, false)) {
                    val isOpen = CountDownLatch(1)
                    way.run({ expect("a").signal(isOpen).expect("ping").expectEnd() }) {
                        it.sink.writeUtf8("a").flush()
                        await(isOpen)
                        it.sink.writeUtf8("ping")
                        if (isSinkFirst) it.sink.close()
                        it.source.close()
                        it.sink.close()
                        it.poll(millis(10_000)) shouldBe Arrival.END
                    }
                }
            }

            test("$way: closing the transport after one of its halves closes it") {
                for (isSink in listOf(true, false)) {
                    val isOpen = CountDownLatch(1)
                    way.run({ expect("ping").signal(isOpen).expectEnd() }) {
                        it.sink.writeUtf8("ping").flush()
                        await(isOpen)
                        if (isSink) it.sink.close() else it.source.close()
                        repeat(2) { _ -> it.close() }
                        it.poll(millis(10_000)) shouldBe Arrival.END
                    }
                }
            }
        }

        test("of a channel the second half closes the file descriptor, whichever it is") {
            for (isSinkFirst in listOf(true, false)) {
                connected { socket, channel, _ ->
                    if (isSinkFirst) socket.sink.close() else socket.source.close()
                    channel.isOpen shouldBe true
                    if (isSinkFirst) socket.source.close() else socket.sink.close()
                    channel.isOpen shouldBe false
                }
            }
        }

        test("a half that is closed for a peer that has reset is no failure") {
            connected { socket, channel, peer ->
                peer.setOption(java.net.StandardSocketOptions.SO_LINGER, 0)
                peer.close()
                runCatching { socket.source.read(okio.Buffer(), 1) }
                socket.sink.close()
                socket.source.close()
                channel.isOpen shouldBe false
            }
        }
    })
