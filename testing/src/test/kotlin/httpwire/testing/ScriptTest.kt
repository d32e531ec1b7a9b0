package httpwire.testing

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.time.Duration
import java.util.concurrent.CountDownLatch

/** A script as a value. */
class ScriptTest :
    FunSpec({
        test("a longer script leaves the shorter one as it was") {
            val short = Script.start().expect("a")
            short.reply("b")
            short.steps().size shouldBe 1
            short.withPatience(Duration.ofSeconds(1)).steps() shouldBe short.steps()
            short.patience() shouldBe Duration.ofSeconds(10)
        }

        val last =
            mapOf(
                "hangUp" to Script.start().hangUp(),
                "hangUpBelowTls" to Script.start().hangUpBelowTls(),
                "reset" to Script.start().reset(),
                "stall" to Script.start().stall(),
                "floodUntilClosed" to Script.start().floodUntilClosed("a"),
                "dripUntilClosed" to Script.start().dripUntilClosed("a", Duration.ZERO),
                "expectTlsRefusal" to Script.start().expectTlsRefusal(Certificates.server.sslContext()),
            )
        for ((name, script) in last) {
            test("nothing can follow $name") {
                shouldThrow<IllegalStateException> { script.reply("a") }
            }
        }

        val wrong =
            mapOf<String, (Script) -> Script>(
                "text beyond ISO-8859-1" to { it.reply("a€") },
                "a negative count" to { it.expectBytes(-1) },
                "pieces of no bytes" to { it.replyInPieces("a", 0) },
                "a split beyond the end" to { it.replySplitAt("a", 2) },
                "a split before the start" to { it.replySplitAt("a", -1) },
                "a flood of nothing" to { it.floodUntilClosed("") },
                "a drip of nothing for ever" to { it.dripUntilClosed("", Duration.ZERO) },
                "a negative pause" to { it.pause(Duration.ofNanos(-1)) },
                "a pause of more than an hour" to { it.pause(Duration.ofMinutes(61)) },
                "no patience" to { it.withPatience(Duration.ZERO) },
            )
        for ((name, add) in wrong) {
            test("$name is refused") {
                shouldThrow<IllegalArgumentException> { add(Script.start()) }
            }
        }

        test("steps name themselves as the script calls them") {
            val script =
                Script
                    .start()
                    .expect("a\r\n")
                    .expectHead()
                    .expectBytes(3)
                    .expectEnd()
                    .reply("b")
                    .drip("c", Duration.ZERO)
                    .pause(Duration.ofSeconds(1))
                    .waitFor(CountDownLatch(1))
                    .signal(CountDownLatch(1))
                    .ignoreInput()
                    .shutdownOutput()
                    .reset()
            script.steps().map { it.toString() } shouldBe
                listOf(
                    "expect \"a\\r\\n\"",
                    "expectHead",
                    "expectBytes 3",
                    "expectEnd",
                    "reply \"b\"",
                    "drip \"c\"",
                    "pause PT1S",
                    "waitFor",
                    "signal",
                    "ignoreInput",
                    "shutdownOutput",
                    "reset",
                )
        }
    })
