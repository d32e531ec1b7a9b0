package httpwire.trace

import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.ByteString.Companion.toByteString
import java.io.File
import java.util.concurrent.TimeUnit
import kotlin.random.Random

/** The path of curl, or null if it is not installed. */
internal val CURL: String? = System.getenv("PATH").orEmpty().split(File.pathSeparator)
    .map { File(it, "curl") }.firstOrNull { it.canExecute() }?.path

/** What a command writes to its standard output, and nothing to read. */
internal fun outputOf(vararg command: String): ByteString {
    val process = ProcessBuilder(*command).redirectError(ProcessBuilder.Redirect.DISCARD).start()
    process.outputStream.close()
    val output = process.inputStream.readAllBytes().toByteString()
    check(process.waitFor(30, TimeUnit.SECONDS)) { "${command[0]} still runs" }
    return output
}

/** The blocks of data in a trace, each title without its count. */
private fun dumpOfReceived(trace: String): String =
    trace.substringAfter("<= Recv data, ").substringAfter("\n").substringBefore("== Info").substringBefore("=> ")

private val BODIES = mapOf(
    "line ends at the ends of lines" to (60..68).joinToString("") { "x".repeat(it) + "\r\n" }.toByteArray(),
    "lonely CR and LF" to "\r\r\n\n\r\n\r\n\n\rab\r".toByteArray(),
    "all bytes but DEL" to ByteArray(255) { if (it < 127) it.toByte() else (it + 1).toByte() },
    "any bytes" to Random(7).nextBytes(3_000).filter { it != 0x7F.toByte() }.toByteArray(),
    "lines of any length" to Random(8).let { random ->
        List(60) { "y".repeat(random.nextInt(140)) + listOf("\r\n", "\n", "").random(random) }.joinToString("")
    }.toByteArray(),
)

private val WRITERS = mapOf<String, (Appendable) -> TraceWriter>(
    "--trace" to { TraceWriter.hex(it) },
    "--trace-ascii" to { TraceWriter.ascii(it) },
)

/** Compares dumps with those of the real curl, if it is installed. */
class CurlTraceTest : FunSpec({
    if (CURL != null) {
        for ((option, writer) in WRITERS) {
            withTests(nameFn = { "$option shows $it as curl does" }, BODIES.keys) { name ->
                val body = BODIES.getValue(name).toByteString()
                AnsweringPeer.start { Answer.of(200).body(body) }.use { peer ->
                    val curl = outputOf(CURL, "-sS", option, "-", "-o", File.separator + "dev/null", peer.url("/"))
                    val ours = StringBuilder()
                    writer(ours).bodyBytesReceived(Moment.now(1), body)
                    ours.substring(ours.indexOf("\n") + 1) shouldBe dumpOfReceived(curl.string(Charsets.ISO_8859_1))
                }
            }
        }
    } else {
        test("curl is not installed, so nothing was compared") { println("CurlTraceTest: curl is not installed") }
    }
})
