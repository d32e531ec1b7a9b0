package httpwire.examples.recipes

import com.github.ajalt.mordant.rendering.AnsiLevel
import com.github.ajalt.mordant.terminal.Terminal
import com.github.ajalt.mordant.terminal.TerminalRecorder
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.runInterruptible
import kotlinx.coroutines.withContext
import okio.Path.Companion.toOkioPath
import java.util.concurrent.CountDownLatch
import kotlin.time.Duration.Companion.milliseconds

private const val OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

private suspend fun <R> serving(vararg scripts: Script, use: suspend (ListeningPeer) -> R): R {
    val peer = ScriptedPeer.listening(*scripts)
    try {
        return use(peer).also { runInterruptible(Dispatchers.IO) { peer.close() } }
    } finally {
        peer.abandon()
        peer.close()
    }
}

private fun answering(reply: String = OK): Script = Script.start().expectHead().reply(reply).expectEnd()

class SuspendingRecipesTest : FunSpec({
    context("parallel downloads") {
        val folder = tempdir().toOkioPath()
        val names = listOf("a.txt", "b.txt", "c.txt")

        test("all at once, each into its file, with a line for each where there is no terminal") {
            val all = CountDownLatch(3)
            val script = Script.start().expectHead().signal(all).waitFor(all).reply(OK).expectEnd()
            val recorder = TerminalRecorder(outputInteractive = false)
            serving(script, script, script) { peer ->
                withContext(Dispatchers.Default) {
                    downloadAll(peer.address(), names, folder, Bars.on(Terminal(terminalInterface = recorder)))
                }
            }
            names.map { (folder / it).toFile().readText() } shouldBe listOf("hi", "hi", "hi")
            recorder.stdout().trim().lines().sorted() shouldBe names.map { "$it: 2 bytes" }
        }

        test("a bar for each on a terminal") {
            val recorder = TerminalRecorder(ansiLevel = AnsiLevel.NONE, width = 79, outputInteractive = true)
            serving(answering(), answering(), answering()) { peer ->
                downloadAll(peer.address(), names, folder, Bars.on(Terminal(terminalInterface = recorder)))
            }
            for (name in names) recorder.stdout() shouldContain name
            recorder.stdout() shouldContain "2/2"
        }

        test("one that fails cuts the others") {
            val asked = CountDownLatch(3)
            val silent = Script.start().expectHead().signal(asked).expectEnd()
            val failing = Script.start().expectHead().signal(asked).waitFor(asked).hangUp()
            serving(silent, failing, silent) { peer ->
                shouldThrow<httpwire.HttpException.RemoteDisconnected> {
                    downloadAll(
                        peer.address(),
                        names,
                        folder,
                        Bars.on(Terminal(terminalInterface = TerminalRecorder())),
                    )
                }
            }
        }
    }

    test("events go on after the last one when their server is restarted") {
        val server = EventServer()
        server.use {
            it.start("id: 1\nevent: price\ndata: 10\n\nid: 2\nevent: weather\ndata: rain\n\n")
            val seen = mutableListOf<String>()
            prices("http://127.0.0.1:${it.port}/", pause = 10.milliseconds).take(2).collect { price ->
                seen += price
                it.stop()
                it.start("id: 3\nevent: price\ndata: 11\n\n")
            }
            seen shouldBe listOf("10", "11")
            it.requests.map { head -> head.lines().firstOrNull { line -> line.startsWith("Last-Event-ID") } } shouldBe
                listOf(null, "Last-Event-ID: 2")
            it.requests.first() shouldContain "Authorization: Basic"
        }
    }

    test("an upload from a flow, an element a chunk") {
        val chunks = "4\r\n1.5\n\r\n4\r\n2.5\n\r\n0\r\n\r\n"
        serving(Script.start().expectHead().expect(chunks).reply(OK).expectEnd()) { peer ->
            upload(peer.address(), flowOf(1.5, 2.5)) shouldBe 200
        }
    }

    test("a body that is written as it is made") {
        serving(Script.start().expectHead().expect("0123456789").reply(OK).expectEnd()) { peer ->
            uploadDigits(peer.address()) shouldBe 200
            peer.transcript().received() shouldContain "Content-Length: 10\r\n"
        }
    }

    test("the first of three mirrors answers, and the others' connections are closed") {
        val waiting = CountDownLatch(2)
        val silent = Script.start().expectHead().signal(waiting).expectEnd()
        val fast = Script.start().expectHead().waitFor(waiting).reply(OK).expectEnd()
        serving(silent) { a ->
            serving(fast) { b ->
                serving(silent) { c -> fromFastest(listOf(a, b, c).map { it.address() }, "/") shouldBe "hi" }
            }
        }
    }
})
