package httpwire.examples.command

import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldMatch
import io.kotest.matchers.string.shouldNotContain

private val TIME = Regex("\\d+\\.\\d+ ms")

/** What --timing prints, with T for each time, and PEER and LOCAL for the addresses. */
private fun timing(peer: String, vararg arguments: String): List<String> =
    httpwire("--timing", *arguments).errLines.map {
        it.replace(peer, "PEER").replace(TIME, "T").replace(Regex("from [0-9.]+:\\d+"), "from LOCAL")
            .replace(Regex("(\\d+) (sent|received)"), "N $2").trim()
    }

private const val SUMMARY = "peer: PEER from LOCAL, new"

class TimingTest : FunSpec({
    test("each step, and after the response its bytes, phases and connection") {
        AnsweringPeer.start { Answer.ok("hello") }.use { peer ->
            val lines = timing(peer.address(), "-d", "abc", "${peer.url("/")}?key=s3cret")
            lines.filter { it.startsWith("T") }.map { it.substringAfterLast("  ") } shouldBe listOf(
                "begin, to PEER",
                "connected to PEER",
                "sent the head",
                "got the head: 200",
                "got the body",
                "closed: the request said Connection: close",
            )
            val summary = lines.dropWhile { !it.startsWith("POST") }
            summary[0] shouldBe "POST http://PEER/?key=[hidden] -> HTTP/1.1 200 Reason"
            summary.filterNot { it.startsWith("times") }.drop(1) shouldBe listOf(
                SUMMARY,
                "bytes: N sent, 3 of them of the body; N received",
                "body: not read any more",
                "connection: closed: the request said Connection: close",
            )
            summary.single { it.startsWith("times") } shouldMatch
                "times: .*connecting T, sending the request T, reading the response head T.*"
        }
    }

    context("the connection is kept, and used again") {
        withTests(nameFn = { it }, "--compressed", "--pipeline") { option ->
            AnsweringPeer.start { Answer.ok("hello") }.use { peer ->
                val lines = timing(peer.address(), option, peer.url("/1"), peer.url("/2"))
                lines.count { "-> HTTP/1.1 200 Reason" in it } shouldBe 2
                lines.filter { it.startsWith("peer") }.map { it.substringAfter("LOCAL, ") } shouldBe
                    listOf("new", "reused")
                lines.filter { it.startsWith("connection") }.first() shouldBe "connection: kept"
            }
        }
    }

    test("a failure has its circumstances") {
        ScriptedPeer.listening(Script.start().expectHead().hangUp()).use {
            val lines = timing(it.address(), "http://${it.address()}/")
            lines.single { line -> line.startsWith("failed") } shouldBe
                "failed while reading the response head, PEER, N bytes sent, N received, head sent"
                    .replace("N bytes sent", Regex("\\d+ bytes sent").find(lines.toString())!!.value)
        }
    }

    test("control characters of a reason do not reach the terminal") {
        AnsweringPeer.start { Answer.raw("HTTP/1.1 200 \u001B[2J\r\nContent-Length: 0\r\n\r\n") }.use { peer ->
            val err = httpwire("--timing", peer.url("/")).err
            err shouldContain "HTTP/1.1 200 \\x1b[2J"
            err shouldNotContain "\u001B"
        }
    }
})
