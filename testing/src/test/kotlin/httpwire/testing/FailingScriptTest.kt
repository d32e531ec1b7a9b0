package httpwire.testing

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.ints.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldEndWith
import io.kotest.matchers.string.shouldStartWith
import java.time.Duration
import java.util.concurrent.CountDownLatch

private val SHORT = Duration.ofMillis(200)

/** What a peer says of a client that does something else than its script. */
class FailingScriptTest :
    FunSpec({
        for (way in listOf(Way.IN_MEMORY, Way.TCP)) {
            context("over $way") {
                test("other bytes than expected: both are shown, and where they part") {
                    val script = Script.start().reply("hello").expect("GET /\r\n").hangUp()
                    way.fail(script) {
                        read(5)
                        send("GET *\r\n")
                        readAll() shouldBe ""
                    } shouldBe
                        """
                        connection 1, step 2 of 3, expect "GET /\r\n": the client's bytes differ at offset 4
                          expected "GET /\r\n"
                          got      "GET *\r\n"

                        < hello
                        > GET *\r\n
                        """.trimIndent()
                }

                test("a mismatch is seen at the first wrong byte, not when enough bytes are there") {
                    way.fail(Script.start().expect("a".repeat(1000))) {
                        send("b")
                        readAll() shouldBe ""
                    } shouldContain "differ at offset 0"
                }

                test("a mismatch in a later piece, after pieces that were right") {
                    // More than one read takes.
                    val right = (0 until 40_000).joinToString("")
                    way.fail(Script.start().expect(right).hangUp()) {
                        send(right.dropLast(1) + "!")
                        readAll() shouldBe ""
                    } shouldContain "differ at offset ${right.length - 1}"
                }

                test("an early end of the client: what was there and what was expected") {
                    way.fail(Script.start().expect("abc")) {
                        send("ab")
                    } shouldStartWith
                        "connection 1, step 1 of 1, expect \"abc\": " +
                        "the client ended after 2 bytes: \"ab\", expected \"abc\""
                }

                test("an early end in a head, and in so many bytes") {
                    way.fail(Script.start().expectHead()) { send("GET /\r\n\r") } shouldContain
                        "the client ended after 8 bytes: \"GET /\\r\\n\\r\", expected a head"
                    way.fail(Script.start().expectBytes(3)) { send("ab") } shouldContain
                        "the client ended after 2 bytes: \"ab\", expected 3 bytes"
                }

                test("bytes where the end was expected") {
                    way.fail(Script.start().expectEnd()) { send("a") } shouldStartWith
                        "connection 1, step 1 of 1, expectEnd: unexpected bytes from the client: \"a\""
                }

                test("bytes after the last step, in the same flush as expected ones") {
                    way.fail(Script.start().expect("a")) { send("ab") } shouldStartWith
                        "connection 1, after the last step: unexpected bytes from the client: \"b\""
                }

                test("bytes after the last step, sent just before the peer is closed") {
                    repeat(100) {
                        val peer = way.peer(Script.start().expect("a").reply("b"))
                        Client(way.connect(peer)).use {
                            it.send("a")
                            it.read(1)
                            it.send("c")
                            reportOf { peer.close() } shouldStartWith
                                "connection 1, after the last step: unexpected bytes from the client: \"c\""
                        }
                    }
                }

                test("bytes that nobody took when the peer hangs up") {
                    way.fail(Script.start().expect("a").hangUp()) {
                        send("ab")
                        readAll() shouldBe ""
                    } shouldContain "step 2 of 2, hangUp: unexpected bytes from the client: \"b\""
                }

                test("bytes that had come when a step ran out of patience are in the transcript") {
                    way.fail(Script.start().expect("ab").withPatience(SHORT)) {
                        send("a")
                        runCatching { readAll() }
                    } shouldEndWith "\n\n> a"
                }

                test("nobody counts the latch down") {
                    way.fail(Script.start().waitFor(CountDownLatch(1)).withPatience(SHORT)) {
                        runCatching { readAll() }
                    } shouldContain "step 1 of 1, waitFor: not done within the patience of PT0.2S"
                }

                test("a client that says nothing runs into the patience") {
                    way.fail(Script.start().expect("a").withPatience(SHORT)) {
                        runCatching { readAll() }
                    } shouldStartWith "connection 1, step 1 of 1, expect \"a\": not done within the patience of PT0.2S"
                }

                test("a client that reads nothing runs into the patience") {
                    way.fail(Script.start().reply("x".repeat(20_000_000)).withPatience(SHORT)) {
                        runCatching { send("held until the peer gave up".repeat(500_000)) }
                    } shouldContain "not done within the patience of PT0.2S"
                }

                test("a client that stays runs a flood into the patience") {
                    way.fail(Script.start().floodUntilClosed("x").withPatience(SHORT)) {
                        runCatching { source.skip(Long.MAX_VALUE) }
                    } shouldContain "not done within the patience of PT0.2S"
                }

                test("a client that leaves in the middle of a reply") {
                    way.fail(Script.start().expect("a").reply("x".repeat(20_000_000))) {
                        send("a")
                        read(1)
                    } shouldContain "the connection failed: java"
                }

                test("verify reports what is wrong so far, and close does so again") {
                    val peer = way.peer(Script.start().expect("a"))
                    Client(way.connect(peer)).use { it.send("b") }
                    reportOf { peer.verify() } shouldContain "differ at offset 0"
                    reportOf { peer.close() } shouldContain "differ at offset 0"
                }
            }
        }

        test("a long expectation names its step in brief") {
            val report = Way.IN_MEMORY.fail(Script.start().expect("a".repeat(10_000))) { send("b") }
            report.lines().first() shouldContain "expect \"${"a".repeat(60)}… (9940 more bytes)\""
            report.length shouldBeLessThan 5_000
        }

        test("a connection that was never opened") {
            val peer = ScriptedPeer.listening(Script.start().hangUp(), Script.start().hangUp())
            Client(Way.TCP.connect(peer)).use { it.readAll() }
            reportOf { peer.close() } shouldStartWith "connection 2 of 2 was never opened"
        }

        test("a connection that has no script is closed and reported") {
            val peer = ScriptedPeer.listening()
            Client(Way.TCP.connect(peer)).use { it.readAll() shouldBe "" }
            reportOf { peer.close() } shouldStartWith "a connection came that has no script: there are only 0"
        }

        test("a connection opened just before the peer is closed is played") {
            repeat(100) {
                ScriptedPeer.listening(Script.start().expect("a")).use { peer ->
                    Client(Way.TCP.connect(peer)).use { it.send("a") }
                }
            }
        }

        test("the failures of all connections are in one report") {
            val peer = ScriptedPeer.listening(Script.start().expect("a"), Script.start().expect("b"))
            repeat(2) { Client(Way.TCP.connect(peer)).use { it.send("c") } }
            val report = reportOf { peer.close() }
            report shouldContain "connection 1, step 1 of 1, expect \"a\""
            report shouldContain "connection 2, step 1 of 1, expect \"b\""
        }
    })
