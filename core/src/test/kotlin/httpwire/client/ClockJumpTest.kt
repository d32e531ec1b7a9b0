package httpwire.client

import httpwire.process.TestJvm
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import java.nio.file.Path
import kotlin.io.path.exists
import kotlin.io.path.writeText

/** With libfaketime, which gives a process a clock of its own. */
class ClockJumpTest : FunSpec({
    val faketime = System.getenv("PATH").split(':').map { Path.of(it, "faketime") }.any { it.exists() }
    if (!faketime) println("ClockJumpTest: there is no faketime; it is left out")

    if (faketime) {
        test("F57: the clock of the day jumps, forward and back, while a response is waited for") {
            val file = tempdir().toPath().resolve("offset")
            file.writeText("+0")
            val environment = listOf(
                "env",
                "FAKETIME_TIMESTAMP_FILE=$file",
                "FAKETIME_NO_CACHE=1",
                "FAKETIME_DONT_FAKE_MONOTONIC=1",
                "LD_PRELOAD=/usr/\$LIB/faketime/libfaketimeMT.so.1",
            )
            TestJvm.run(ClockJumpProcess::class.java, "$file", before = environment) shouldContainExactly
                listOf(
                    "now: c=1, fresh, true, Timeout true",
                    "later true: , asked, false, Timeout true",
                    // What was received in the future is kept, and cannot be said to be fresh.
                    "back false: c=1, asked, false, Timeout true",
                    "earlier false: c=1, asked, false, Timeout true",
                    "again false: , asked, false, Timeout true",
                    // Silence costs a connection, the clock none.
                    "0 leased, 0 leaked, 5 connections",
                )
        }
    }
})
