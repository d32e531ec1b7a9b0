package httpwire.connection

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.TimeUnit
import java.util.logging.Handler
import java.util.logging.LogRecord
import java.util.logging.Logger

private class Records : Handler() {
    val all = ConcurrentLinkedQueue<LogRecord>()

    override fun publish(record: LogRecord) {
        all += record
    }

    override fun flush() = Unit

    override fun close() = Unit
}

private fun dropOne(answer: String) {
    ScriptedPeer.listening(Script.start().expectHead().reply(answer).ignoreInput()).use { peer ->
        val connection = connectionTo(peer)
        connection.request("GET", "/")
        connection.readResponse().read(1)
        peer.abandon()
    }
}

/** Opens connections, which looks through what was collected, until [isSeen]. */
private fun openUntil(isSeen: () -> Boolean) {
    val limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10)
    do {
        check(System.nanoTime() < limit) { "nothing was reported in ten seconds" }
        System.gc()
        connectionOver(Wire()).use { it.connect() }
    } while (!isSeen())
}

class UnclosedTest : FunSpec({
    val logger = Logger.getLogger("httpwire")

    for ((name, answer) in mapOf(
        "a connection" to ok("one"),
        "a response that took its connection along" to ok("", "one"),
    )) {
        test("$name that nobody closed is reported once, with where it was opened if asked") {
            val records = Records()
            logger.addHandler(records)
            logger.useParentHandlers = false
            System.setProperty(Unclosed.TRACE_PROPERTY, "true")
            try {
                openUntil { true }
                Unclosed.reportAgain()
                dropOne(answer)
                dropOne(answer)
                openUntil { records.all.isNotEmpty() }
                repeat(3) { openUntil { true } }
                records.all shouldHaveSize 1
                val record = records.all.single()
                record.message shouldContain "was never closed"
                record.thrown.stackTrace.any { "UnclosedTest" in it.className } shouldBe true
            } finally {
                System.clearProperty(Unclosed.TRACE_PROPERTY)
                logger.removeHandler(records)
                logger.useParentHandlers = true
            }
        }
    }
})
