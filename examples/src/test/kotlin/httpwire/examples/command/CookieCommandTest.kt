package httpwire.examples.command

import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import kotlin.io.path.exists
import kotlin.io.path.readText
import kotlin.io.path.writeText

class CookieCommandTest : FunSpec({
    val file = tempdir().toPath().resolve("cookies.txt")

    fun server() = AnsweringPeer.start {
        if (it.target == "/login") Answer.ok("in").header("Set-Cookie", "sid=1; Max-Age=1000") else Answer.ok("page")
    }

    fun AnsweringPeer.sent() = received().map { it.field("Cookie") }

    test("-b NAME=VALUE is sent as it is, with several in one field") {
        server().use { server ->
            httpwire("-b", "a=1", "--cookie", "b=2", server.url("/")).status shouldBe ExitStatus.ANSWERED
            server.sent() shouldContainExactly listOf("a=1; b=2")
        }
    }

    test("-c writes what a server has set in Netscape's form, and -b sends it in the next run") {
        server().use { server ->
            httpwire("-c", "$file", server.url("/login"), server.url("/x")).status shouldBe ExitStatus.ANSWERED
            file.readText() shouldContain "127.0.0.1\tFALSE\t/\tFALSE\t"
            file.readText() shouldContain "\tsid\t1\n"
            httpwire("-b", "$file", server.url("/y")).status shouldBe ExitStatus.ANSWERED
            server.sent() shouldContainExactly listOf("", "sid=1", "sid=1")
        }
    }

    test("-b with a file that is not there, or without a name, sends back what a server sets") {
        server().use { server ->
            for (name in listOf("$file.none", "")) httpwire("-b", name, server.url("/login"), server.url("/x"))
            server.sent() shouldContainExactly listOf("", "sid=1", "", "sid=1")
            file.resolveSibling("cookies.txt.none").exists() shouldBe false
        }
    }

    test("without them no cookie is sent back") {
        server().use { server ->
            httpwire(server.url("/login"), server.url("/x"))
            server.sent() shouldContainExactly listOf("", "")
        }
    }

    test("a damaged line is a line on standard error, and the others are sent") {
        file.writeText("garbage\n127.0.0.1\tFALSE\t/\tFALSE\t0\ta\tb\n")
        server().use { server ->
            httpwire("-b", "$file", server.url("/")).err shouldContain "$file:1 is not a cookie"
            server.sent() shouldContainExactly listOf("a=b")
        }
    }

    test("T34: the value of -b is in no trace") {
        server().use { server -> httpwire("-v", "-b", "a=hush", server.url("/")).err shouldNotContain "hush" }
    }

    test("cookies are written after a URL that failed too, and a file that cannot be written is a local failure") {
        server().use { server ->
            val written = file.resolveSibling("failed.txt")
            httpwire("-c", "$written", server.url("/login"), "http://127.0.0.1:1/").status shouldBe
                ExitStatus.EXCHANGE_FAILED
            written.readText() shouldContain "\tsid\t1\n"
            httpwire("-c", "-", server.url("/")).status shouldBe ExitStatus.WRONG_COMMAND_LINE
            httpwire("-c", "$file/none", server.url("/")).status shouldBe ExitStatus.WRONG_COMMAND_LINE
        }
    }
})
