package httpwire.examples.recipes

import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import java.nio.file.Path

/** The JDK's own reader of recordings. */
private fun jfr(vararg arguments: String): String {
    val command = Path.of(System.getProperty("java.home"), "bin", "jfr").toString()
    val process = ProcessBuilder(command, *arguments).redirectErrorStream(true).start()
    val printed = process.inputStream.bufferedReader().readText()
    process.waitFor() shouldBe 0
    return printed
}

class RecordFlightTest : FunSpec({
    test("jfr print shows the connections and exchanges of a recording") {
        val file = tempdir().toPath().resolve("app.jfr")
        var url = ""
        AnsweringPeer.start { Answer.ok("hi") }.use { peer ->
            url = peer.url("/page?token=spam")
            inFlight(url, file) shouldBe "hi"
        }
        val printed = jfr("print", "--events", "httpwire.*", file.toString())
        printed shouldContain "httpwire.Connect {"
        printed shouldContain "httpwire.Exchange {"
        printed shouldContain "method = \"GET\""
        printed shouldContain "status = 200"
        printed shouldContain url.substringBefore("spam")
        printed shouldNotContain "spam"
    }
})
