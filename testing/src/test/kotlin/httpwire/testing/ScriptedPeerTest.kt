package httpwire.testing

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldNotContain
import io.kotest.matchers.longs.shouldBeGreaterThanOrEqual
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.decodeHex
import java.time.Duration
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

private const val REQUEST = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
private const val RESPONSE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

/** Every step, over every way to reach a peer. */
class ScriptedPeerTest :
    FunSpec({
        for (way in Way.entries) {
            context("over $way") {
                test("expect, reply, hangUp: the client gets the bytes and the end") {
                    val transcript =
                        way.play(Script.start().expect(REQUEST).reply(RESPONSE).hangUp()) {
                            send(REQUEST)
                            readAll() shouldBe RESPONSE
                        }
                    transcript.received() shouldBe REQUEST
                    transcript.sent() shouldBe RESPONSE
                    transcript.events() shouldContain "hung up"
                }

                test("expect joins bytes that come one at a time") {
                    way.play(Script.start().expect(REQUEST).reply("ok").hangUp()) {
                        REQUEST.forEach { send(it.toString()) }
                        readAll() shouldBe "ok"
                    }
                }

                test("expect leaves what follows to the next step") {
                    val script = Script.start().expect("one").reply("1").expect("two").reply("2").hangUp()
                    val transcript =
                        way.play(script) {
                            send("onetwo")
                            readAll() shouldBe "12"
                        }
                    transcript.entries().filter { it.kind() != Exchanged.Kind.EVENT }.map { it.text() } shouldBe
                        listOf("one", "1", "two", "2")
                }

                test("bytes above 7F go both ways unchanged, as text and as bytes") {
                    val script = Script.start().expect("\u00ff\u0080").reply("fe00ff".decodeHex()).hangUp()
                    way.play(script) {
                        send("\u00ff\u0080")
                        readAll() shouldBe "\u00fe\u0000\u00ff"
                    }
                }

                test("expectHead takes the head and nothing of the body, however it is cut") {
                    val transcript =
                        way.play(Script.start().expectHead().expect("body").reply("ok").hangUp()) {
                            (REQUEST + "body").chunked(3).forEach { send(it) }
                            readAll() shouldBe "ok"
                        }
                    transcript.entries().first { it.kind() == Exchanged.Kind.RECEIVED }.text() shouldBe REQUEST
                }

                test("expectBytes takes so many bytes, whatever they are") {
                    val body = "x".repeat(200_000)
                    val transcript =
                        way.play(Script.start().expectBytes(200_000).expect("end").reply("ok").hangUp()) {
                            send(body + "end")
                            readAll() shouldBe "ok"
                        }
                    transcript.received() shouldBe body + "end"
                }

                test("expectEnd as the last step sees the end once") {
                    val transcript =
                        way.play(Script.start().expect("a").reply("b").expectEnd()) {
                            send("a")
                            read(1) shouldBe "b"
                        }
                    transcript.events().filter { !it.startsWith("TLS") } shouldBe listOf("client ended")
                }

                test("expectEnd waits for the end of the client's stream, and can reply to it") {
                    val transcript =
                        way.play(Script.start().expect("a").expectEnd().reply("b").hangUp()) {
                            send("a")
                            endOutput()
                            readAll() shouldBe "b"
                        }
                    transcript.events() shouldContain "client ended"
                }

                test("replyInPieces flushes piece by piece, and nothing is lost") {
                    val transcript =
                        way.play(Script.start().replyInPieces("abcdefg", 3).hangUp()) {
                            readAll() shouldBe "abcdefg"
                        }
                    transcript.entries().filter { it.kind() == Exchanged.Kind.SENT }.map { it.text() } shouldBe
                        listOf("abc", "def", "g")
                }

                test("replySplitAt flushes twice, the parts being empty at the ends") {
                    for (offset in 0..3) {
                        val transcript =
                            way.play(Script.start().replySplitAt("abc", offset).hangUp()) {
                                readAll() shouldBe "abc"
                            }
                        transcript.entries().filter { it.kind() == Exchanged.Kind.SENT }.map { it.text() } shouldBe
                            listOf("abc".take(offset), "abc".drop(offset))
                    }
                }

                test("replyCutAfter sends the first bytes and closes") {
                    for (byteCount in 0..3) {
                        way.play(Script.start().replyCutAfter("abc", byteCount)) {
                            readAll() shouldBe "abc".take(byteCount)
                        }.events() shouldContain "hung up"
                    }
                }

                test("throttle keeps a rate, beyond the patience in all") {
                    val script = Script.start().throttle("abcd", 2).hangUp().withPatience(Duration.ofSeconds(1))
                    val from = System.nanoTime()
                    way.play(script) { readAll() shouldBe "abcd" }
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from) shouldBeGreaterThanOrEqual 1_500
                }

                test("drip takes its time between two bytes, beyond the patience in all") {
                    val script =
                        Script
                            .start()
                            .expect("go")
                            .drip("abcd", Duration.ofMillis(400))
                            .hangUp()
                            .withPatience(Duration.ofSeconds(1))
                    way.play(script) {
                        val from = System.nanoTime()
                        send("go")
                        readAll() shouldBe "abcd"
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from) shouldBeGreaterThanOrEqual 1_200
                    }
                }

                test("dripUntilClosed goes round until the client leaves") {
                    way.play(Script.start().dripUntilClosed("ab", Duration.ofMillis(1))) {
                        read(5) shouldBe "ababa"
                    }
                }

                test("floodUntilClosed goes on until the client leaves") {
                    val transcript =
                        way.play(Script.start().expect("go").floodUntilClosed("X: y\r\n")) {
                            send("go")
                            read(600_000) shouldBe "X: y\r\n".repeat(100_000)
                        }
                    transcript.sent() shouldBe "X: y\r\n"
                }

                test("pause holds the next step back") {
                    way.play(Script.start().expect("go").pause(Duration.ofMillis(200)).reply("a").hangUp()) {
                        val from = System.nanoTime()
                        send("go")
                        readAll() shouldBe "a"
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from) shouldBeGreaterThanOrEqual 200
                    }
                }

                test("waitFor and signal tie the peer to the test") {
                    val mayReply = CountDownLatch(1)
                    val hasRead = CountDownLatch(1)
                    val hasGoneOn = CountDownLatch(1)
                    val script =
                        Script
                            .start()
                            .expect("a")
                            .signal(hasRead)
                            .waitFor(mayReply)
                            .signal(hasGoneOn)
                            .reply("b")
                            .hangUp()
                    way.play(script) {
                        send("a")
                        hasRead.await(10, TimeUnit.SECONDS) shouldBe true
                        hasGoneOn.await(20, TimeUnit.MILLISECONDS) shouldBe false
                        mayReply.countDown()
                        readAll() shouldBe "b"
                    }
                }

                test("stall leaves the client without an answer, and is over when the peer is closed") {
                    val peer = way.peer(Script.start().expect("a").stall())
                    Client(way.connect(peer)).use {
                        it.send("a")
                        it.send("never looked at")
                        peer.close()
                        runCatching { it.read(1) }.isFailure shouldBe true
                    }
                    peer.transcript().received() shouldBe "a"
                }

                test("shutdownOutput ends the peer's stream only") {
                    way.play(Script.start().reply("a").shutdownOutput().expect("late").expectEnd()) {
                        readAll() shouldBe "a"
                        send("late")
                    }
                }

                test("reset breaks the connection, after what was sent before") {
                    val transcript =
                        way.play(Script.start().expect("a").reply("part").reset()) {
                            send("a")
                            read(4) shouldBe "part"
                            breaksOff() shouldBe true
                        }
                    transcript.events() shouldContain "reset"
                }

                test("a connection that no step ended stays open until the client leaves") {
                    val transcript =
                        way.play(Script.start().expect("a").reply("b")) {
                            send("a")
                            read(1) shouldBe "b"
                        }
                    transcript.sent() shouldBe "b"
                }

                test("ignoreInput lets the client send on, without an end") {
                    way.play(Script.start().expectHead().reply("413").ignoreInput()) {
                        send(REQUEST)
                        read(3) shouldBe "413"
                        send("body".repeat(100_000))
                    }
                }

                test("ignoreInput lets the peer hang up on bytes that no step took") {
                    val transcript =
                        way.play(Script.start().expect("a").ignoreInput().hangUp()) {
                            send("abc")
                            runCatching { readAll() }
                        }
                    transcript.received() shouldBe "a"
                }
            }
        }

        test("in memory, a reply waits while the buffer is full") {
            val sent = CountDownLatch(1)
            ScriptedPeer.inMemory(Script.start().reply("abcde").signal(sent).hangUp(), 4).use { peer ->
                Client(peer.socket()).use {
                    sent.await(100, TimeUnit.MILLISECONDS) shouldBe false
                    it.readAll() shouldBe "abcde"
                }
            }
        }

        test("each connection has its own script and its own transcript") {
            val scripts = listOf("a", "b").map { Script.start().expect(it).reply(it.uppercase()).hangUp() }
            val peer = ScriptedPeer.listening(scripts[0], scripts[1])
            peer.use {
                for (text in listOf("a", "b")) {
                    Client(Way.TCP.connect(peer)).use {
                        it.send(text)
                        it.readAll() shouldBe text.uppercase()
                    }
                }
            }
            peer.connectionCount() shouldBe 2
            peer.transcript(1).received() shouldBe "a"
            peer.transcript(2).sent() shouldBe "B"
            peer.transcript(3).entries() shouldBe emptyList()
            peer.transcript().received() shouldBe "ab"
            peer.transcript(1).events() shouldNotContain "client ended"
        }

        test("the address is the loopback address and the port") {
            ScriptedPeer.listening().use { it.address() shouldBe "127.0.0.1:${it.port()}" }
        }
    })
