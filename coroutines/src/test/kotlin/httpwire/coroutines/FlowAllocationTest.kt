package httpwire.coroutines

import com.sun.management.ThreadMXBean
import httpwire.testing.Script
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.longs.shouldBeLessThan
import kotlinx.coroutines.asCoroutineDispatcher
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.runBlocking
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.toByteString
import java.lang.management.ManagementFactory
import java.util.concurrent.Executors

private const val BODY_MIB = 16
private const val CHUNK_BYTES = 16 shl 10

/** Of a chunk of one MiB: six digits and two line ends. */
private const val CHUNK_FRAMING_BYTES = 10L
private const val LAST_CHUNK_BYTES = 5
private val MIB = ByteArray(1 shl 20).toByteString()

private fun chunks(): ByteString {
    val body = Buffer()
    repeat(BODY_MIB * (1 shl 20) / CHUNK_BYTES) {
        body.writeHexadecimalUnsignedLong(CHUNK_BYTES.toLong()).writeUtf8("\r\n")
        body.write(MIB, 0, CHUNK_BYTES).writeUtf8("\r\n")
    }
    return body.writeUtf8("0\r\n\r\n").readByteString()
}

private fun Script.plain(): Script = (1..BODY_MIB).fold(
    reply("HTTP/1.1 200 OK\r\nContent-Length: ${BODY_MIB shl 20}\r\n\r\n"),
) { all, _ -> all.reply(MIB) }

private fun Script.chunked(): Script = reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").reply(chunks())

private val DOWNLOADS: Map<String, Script.() -> Script> = mapOf(
    "a plain body" to { plain() },
    "a body in chunks" to { chunked() },
)

/** What this thread and the only one of a dispatcher allocate. */
private class TwoThreads : AutoCloseable {
    private val executor = Executors.newSingleThreadExecutor()
    private val meter = ManagementFactory.getThreadMXBean() as ThreadMXBean
    private val other: Long = executor.submit<Long> { Thread.currentThread().id }.get()
    val dispatcher = executor.asCoroutineDispatcher()

    fun allocatedBytes(): Long =
        meter.getThreadAllocatedBytes(Thread.currentThread().id) + meter.getThreadAllocatedBytes(other)

    override fun close() = dispatcher.close()
}

/**
 * Bytes for each MiB of an exchange with a peer that plays [script]: the least of several, since the first
 * ones load classes and are compiled.
 */
private fun bytesPerMib(script: Script, exchange: suspend SuspendHttpScope.() -> Unit): Long =
    TwoThreads().use { threads ->
        (1..4).minOf {
            runBlocking {
                withPeer(script) { peer ->
                    val before = threads.allocatedBytes()
                    http(peer.address(), threads.dispatcher) { exchange() }
                    (threads.allocatedBytes() - before) / BODY_MIB
                }
            }
        }
    }

/** How much memory a transfer takes for each MiB that goes through a flow. */
class FlowAllocationTest :
    FunSpec({
        withTests(nameFn = { "a download of $it allocates its pieces, and a tenth more" }, DOWNLOADS.keys) { name ->
            val script = DOWNLOADS.getValue(name)(Script.start().expectHead()).expectEnd()
            bytesPerMib(script) { get("/").bodyAsFlow().collect { } } shouldBeLessThan (1L shl 20) * 11 / 10
        }

        test("an upload copies none of the pieces of a flow") {
            val byteCount = BODY_MIB * (MIB.size + CHUNK_FRAMING_BYTES) + LAST_CHUNK_BYTES
            val script = Script.start().expectHead().expectBytes(byteCount).reply(OK).expectEnd()
            bytesPerMib(script) {
                post("/") { body(flow { repeat(BODY_MIB) { emit(MIB) } }) }.text()
            } shouldBeLessThan (1L shl 20) / 10
        }
    })
