package httpwire.cost

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.doubles.shouldBeLessThan
import java.nio.file.Path
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.writeBytes

/** What a few calls of the Java itself, in one of the two runs, come to in an exchange. */
private const val NOISE = 0.2
private const val BULK_NOISE = 4.0

private const val BULK_MIB = 16

private val READS = setOf("read", "readv", "recvfrom", "recvmsg", "pread64")
private val WRITES = setOf("write", "writev", "sendto", "sendmsg", "pwrite64")
private val WAITS = setOf("poll", "ppoll", "epoll_wait", "epoll_ctl", "select")
private val SETTINGS = setOf("fcntl", "ioctl", "setsockopt", "getsockopt")

private fun Map<String, Double>.of(names: Set<String>) = names.sumOf { getOrDefault(it, 0.0) }

private fun Map<String, Double>.require(what: String, most: Double, vararg names: Set<String>) =
    withClue("$what in $this") { names.sumOf { of(it) } shouldBeLessThan most }

/** What a bulk exchange asks, on a file that is there for it. */
private fun bulk(work: Work, server: AnsweringServer): Map<String, Double> {
    val file: Path = createTempFile("httpwire-cost")
    try {
        file.writeBytes(ByteArray(BULK_MIB shl 20))
        return server.use { SystemCalls.perExchange(work, it.port, 10, file) }
    } finally {
        file.deleteExisting()
    }
}

/**
 * What an exchange asks of the system. Where there is no `strace`, or it may not trace, there is nothing to count
 * with, and no test.
 */
class SystemCallsTest :
    FunSpec({
        val absence = SystemCalls.absence()
        if (absence != null) println("SystemCallsTest is left out: $absence")

        if (absence == null) {
            for ((work, what) in mapOf(Work.GET to "on an open connection", Work.CLIENT to "of a client")) {
                test("a small exchange $what is one write and one read, and a staleness check") {
                    val calls = AnsweringServer.small().use { SystemCalls.perExchange(work, it.port, 2000) }
                    calls.require("writes", 1 + NOISE, WRITES)
                    calls.require("reads, one of them the staleness check", 2 + NOISE, READS)
                    calls.require("settings of the staleness check", 4 + NOISE, SETTINGS)
                    calls.require("waits", NOISE, WAITS)
                    withClue("all in $calls") { calls.values.sum() shouldBeLessThan 7 + 2 * NOISE }
                }
            }

            if (FreshJvm.feature >= 21) {
                test("in a virtual thread the staleness check is one read, and nothing is set for it") {
                    val calls = AnsweringServer.small().use {
                        SystemCalls.perExchange(Work.GET, it.port, 2000, program = VirtualExchanges::class.java)
                    }
                    calls.require("writes of the request", 1 + NOISE, setOf("write"))
                    calls.require("settings", NOISE, SETTINGS)
                }
            }

            test("an upload is 64 KiB a write, and one exchange's other calls") {
                val calls = bulk(Work.FROM_SOURCE, AnsweringServer.small())
                calls.require("writes", BULK_MIB * 16 + 1 + BULK_NOISE, WRITES)
                calls.require("reads", 2 + BULK_NOISE, READS)
            }

            test("an upload in chunks is 64 KiB a write with its framing, and one exchange's other calls") {
                val calls = bulk(Work.IN_CHUNKS, AnsweringServer.small())
                calls.require("writes", BULK_MIB * 16 + 2 + BULK_NOISE, WRITES)
                calls.require("reads", 2 + BULK_NOISE, READS)
            }

            test("a file is sent by the kernel: none of it is read, and none written") {
                val calls = bulk(Work.FROM_FILE, AnsweringServer.small())
                calls.require("sendfile", BULK_MIB * 4 + 1 + BULK_NOISE, setOf("sendfile"))
                calls.require("reads", 2 + BULK_NOISE, READS)
                calls.require("writes", 1 + BULK_NOISE, WRITES)
            }

            test("a download is at most 16 reads a MiB into an array, and some more through the source") {
                // Measured 8 and 14 to 17: how much one read finds is the network's affair.
                for ((work, most) in mapOf(Work.INTO_ARRAY to 16, Work.THROUGH_SOURCE to 24)) {
                    val calls = bulk(work, AnsweringServer.of(Work.BULK_BYTES))
                    calls.require("reads", BULK_MIB * most + 2 + BULK_NOISE, READS)
                    calls.require("waits", BULK_NOISE, WAITS)
                }
            }
        }
    })
