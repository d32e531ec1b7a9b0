package httpwire.examples.recipes

import httpwire.Request
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.trace.HarLog
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempfile
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Buffer
import okio.Path.Companion.toOkioPath

class SeeTheWireTest : FunSpec({
    test("a trace of a page") {
        val lines = StringBuilder()
        AnsweringPeer.start { Answer.ok("hi") }.use { traced(it.address(), lines) shouldBe "hi" }
        lines.toString() shouldContain
            Regex("(?m)^\\d\\d:\\d\\d:\\d\\d\\.\\d{6} <= Recv data, 2 bytes \\(0x2\\)\n0000: hi$")
    }

    test("a page in a HAR file") {
        val file = tempfile()
        AnsweringPeer.start { Answer.ok("hi") }.use { recorded(it.address(), file.toPath().toOkioPath()) shouldBe "hi" }
        file.readText() shouldContain "\"version\":\"1.2\""
    }

    test("a client's exchanges in a HAR file, with the time that they waited") {
        val log = HarLog.create()
        AnsweringPeer.start { if (it.target == "/") Answer.of(302, "Location: /b") else Answer.ok("hi") }.use {
            clientRecorded(it.url("/"), log) shouldBe "hi"
        }
        val text = Buffer().also(log::writeTo).readUtf8()
        Regex("\"startedDateTime\"").findAll(text).count() shouldBe 2
        Regex("\"blocked\":\\d").findAll(text).count() shouldBe 2
    }

    test("a command") {
        asCurl(Request.get("http://a.example/")) shouldBe "curl --globoff --path-as-is http://a.example/"
    }
})
