package httpwire.connection

import httpwire.process.TestJvm
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.TimeUnit

/** The lines that [ExhaustedProcess] prints when bash has run [before] in its process. */
private fun exhausted(
    before: String,
    vararg arguments: String,
    shell: List<String> = listOf("bash", "-c"),
): List<String> {
    val words = TestJvm.command(ExhaustedProcess::class.java.name, *arguments)
    val command = before + "; exec " + words.joinToString(" ") { "'$it'" }
    val process = ProcessBuilder(shell + command).redirectError(ProcessBuilder.Redirect.DISCARD).start()
    try {
        val lines = process.inputStream.bufferedReader().readLines()
        process.waitFor(60, TimeUnit.SECONDS) shouldBe true
        return lines
    } finally {
        process.destroyForcibly()
    }
}

private val OUTCOME = listOf("ok", "ConnectFailed", "ConnectFailed NETWORK true", "ok")

/** What happens when the system has nothing left to give. */
class ExhaustionTest : FunSpec({
    test("F58: no descriptor is left: a typed error, and afterwards it works again") {
        AnsweringPeer.start { Answer.ok("ok") }.use { peer ->
            exhausted("ulimit -n 128", "${peer.port()}") shouldBe OUTCOME
        }
    }

    // In a network of its own, which not every machine lets a process make.
    val unshare = listOf("unshare", "-n", "bash", "-c")
    val range = "ip link set lo up && echo '40000 40029' > /proc/sys/net/ipv4/ip_local_port_range"
    val isAllowed = runCatching { ProcessBuilder(unshare + range).start().waitFor() == 0 }.getOrDefault(false)
    if (isAllowed) {
        test("F58: no port is left: a typed error, and afterwards it works again") {
            exhausted(range, shell = unshare) shouldBe OUTCOME
        }
    } else {
        println("ExhaustionTest: this machine lets nobody make a network; the test of ports is left out")
    }
})
