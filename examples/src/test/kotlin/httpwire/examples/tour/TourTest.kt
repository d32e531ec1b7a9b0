package httpwire.examples.tour

import httpwire.HttpStatus
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.collections.shouldContain
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.ints.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import java.io.PrintStream
import java.net.ConnectException
import java.net.Socket

private class Told(val isAllRight: Boolean, val lines: List<String>) {
    val ticks = lines.filter { it.startsWith("    ✓") }
    val crosses = lines.filter { it.startsWith("    ✗") }
    val steps = lines.filter { it.matches(Regex("[ \\d]\\d\\. .*")) }
}

private fun tour(internet: LocalInternet): Told {
    val out = Buffer()
    val isAllRight = internet.use { Tour(it, PrintStream(out.outputStream(), true, Charsets.UTF_8)).run() }
    return Told(isAllRight, out.readUtf8().lines())
}

class TourTest : FunSpec({
    test("every step passes, and the last line counts them") {
        val told = tour(LocalInternet())
        withClue(told.lines.joinToString("\n")) {
            told.crosses.shouldBeEmpty()
            told.steps.size shouldBeGreaterThan 30
            told.ticks shouldHaveSize told.steps.size
            told.lines.last(String::isNotEmpty) shouldBe "${told.steps.size} of ${told.steps.size} checks passed"
            told.isAllRight shouldBe true
        }
    }

    test("a wrong status is found, and the steps it does not touch pass") {
        val told = tour(
            LocalInternet {
                if (it.target ==
                    "/3/"
                ) {
                    Answer(HttpStatus.NO_CONTENT, PythonOrg.page)
                } else {
                    PythonOrg.answer(it)
                }
            },
        )
        told.isAllRight shouldBe false
        told.crosses.first().contains("Reply(status=204") shouldBe true
        told.ticks shouldHaveSize told.steps.size - 1
        told.lines.last(String::isNotEmpty) shouldBe "${told.steps.size - 1} of ${told.steps.size} checks passed"
    }

    test("a wrong body is found in every step that reads it") {
        val told = tour(
            LocalInternet {
                if (it.target ==
                    "/parrot.spam"
                ) {
                    Answer(HttpStatus.NOT_FOUND, "?".encodeUtf8())
                } else {
                    PythonOrg.answer(it)
                }
            },
        )
        told.isAllRight shouldBe false
        told.crosses.size shouldBeGreaterThan 1
    }

    test("nothing listens after the tour") {
        val internet = LocalInternet()
        tour(internet)
        for (address in listOf(internet.httpAddress, internet.httpsAddress, internet.proxyAddress)) {
            shouldThrow<ConnectException> { Socket("localhost", address.substringAfter(':').toInt()).close() }
        }
    }

    test("without arguments the command is the tour, and the process ends by itself") {
        val java = ProcessHandle.current().info().command().orElse("java")
        val process = ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), "httpwire.examples.MainKt")
            .redirectErrorStream(true).start()
        val lines = process.inputStream.bufferedReader().readLines()
        withClue(lines.joinToString("\n")) {
            process.waitFor() shouldBe 0
            lines shouldContain "              > Host: www.python.org\\r\\n"
        }
    }
})
