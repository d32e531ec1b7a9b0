package httpwire.examples.recipes

import httpwire.Request
import httpwire.connection.Pipeline.Fate.ANSWERED
import httpwire.connection.Pipeline.Fate.MAYBE_PROCESSED
import httpwire.connection.Pipeline.Fate.NOT_SENT
import httpwire.examples.JavaPipeline
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain

private fun ok(text: String) = "HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n$text"

/** Two of them are as much as may be unanswered. */
private val bulky = "x".repeat(15_000)

private fun get(target: String) = Request.builder("GET", target).header("Cookie", bulky).build()

class PipelineFatesTest : FunSpec({
    val requests = (1..5).map { get("/$it") }

    test("all of them answered") {
        val script = (1..5).fold(Script.start()) { script, i -> script.expectHead().reply(ok("page $i")) }.expectEnd()
        val output = StringBuilder()
        ScriptedPeer.listening(script).use { pipelined(it.address(), requests, output) shouldBe listOf() }
        output.lines().take(5) shouldContainExactly (1..5).map { "page $it" }
        output.lines()[9] shouldBe "GET /5: ANSWERED"
    }

    test("the connection breaks after the first answer") {
        val script = Script.start().expectHead().expectHead().reply(ok("page 1")).expectHead().hangUp()
        val output = StringBuilder()
        ScriptedPeer.listening(script).use { pipelined(it.address(), requests, output) } shouldBe requests.drop(1)
        val lines = output.lines()
        lines[0] shouldBe "page 1"
        lines.subList(2, 7) shouldContainExactly listOf(
            "GET /1: ANSWERED",
            "GET /2: MAYBE_PROCESSED",
            "GET /3: MAYBE_PROCESSED",
            "GET /4: NOT_SENT",
            "GET /5: NOT_SENT",
        )
    }

    test("the connection breaks in the middle of a body: that request was answered") {
        val script = Script.start().expectHead().expectHead().reply(ok("page 1")).expectHead()
            .replyCutAfter(ok("page 2"), ok("page 2").length - 1)
        val output = StringBuilder()
        ScriptedPeer.listening(script).use { pipelined(it.address(), requests, output) } shouldBe requests.drop(2)
        output.toString() shouldContain "GET /2: ANSWERED\nGET /3: MAYBE_PROCESSED\nGET /4: NOT_SENT\n"
    }

    test("in Java: the connection breaks after the first answer") {
        val script = Script.start().expectHead().expectHead().reply(ok("page 1")).expectHead().hangUp()
        val pages = mutableListOf<String>()
        ScriptedPeer.listening(script).use { JavaPipeline.fates(it.address(), requests, pages) } shouldBe
            listOf(ANSWERED, MAYBE_PROCESSED, MAYBE_PROCESSED, NOT_SENT, NOT_SENT)
        pages.first() shouldBe "page 1"
        pages.size shouldBe 2
    }
})
