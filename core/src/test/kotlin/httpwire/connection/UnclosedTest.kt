package httpwire.connection

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.util.concurrent.ConcurrentLinkedQueue
import java.util.concurrent.TimeUnit
import java.util.logging.Handler
import java.util.logging.LogRecord
import java.util.logging.Logger

private class Records : Handler() {
    private val all = ConcurrentLinkedQueue<LogRecord>()

    fun ours(): List<LogRecord> = all.filter { it.thrown != null }

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

/** Opens a connection, which looks through what was collected. */
private fun lookThrough() {
    System.gc()
    connectionOver(Wire()).use { it.connect() }
}

class UnclosedTest : FunSpec({
    val logger = Logger.getLogger("httpwire")

    for ((name, answer) in mapOf(
        "a connection" to ok("one"),
        "a response that took its connection along" to ok("", "one"),
    )) {
        test("F53: $name that nobody closed is reported once, with where it was opened if asked") {
            val records = Records()
            logger.addHandler(records)
            logger.useParentHandlers = false
            System.setProperty(Unclosed.TRACE_PROPERTY, "true")
            try {
                val limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(20)
                // Other tests may have left some of their own, which may be reported first.
                while (records.ours().isEmpty()) {
                    check(System.nanoTime() < limit) { "nothing was reported in twenty seconds" }
                    Unclosed.reportAgain()
                    dropOne(answer)
                    lookThrough()
                }
                dropOne(answer)
                repeat(3) { lookThrough() }
                val record = records.ours().single()
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
