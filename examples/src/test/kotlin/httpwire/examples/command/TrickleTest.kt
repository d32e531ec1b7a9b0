package httpwire.examples.command

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.shouldBe
import okio.Buffer
import java.io.OutputStream
import java.io.PrintStream
import java.nio.file.Path
import java.nio.file.StandardWatchEventKinds.ENTRY_CREATE
import java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import kotlin.io.path.exists
import kotlin.io.path.readText

private const val HEAD = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

/** A server that sends the next piece only once [isSeen] says that the one before was delivered. */
private fun trickling(isSeen: CountDownLatch): Script =
    Script.start().expectHead().reply("${HEAD}5\r\nhello\r\n").waitFor(isSeen)

/** Standard output, and what to do as soon as [text] was flushed to it. */
private class Watched(private val text: String, private val then: () -> Unit) : OutputStream() {
    val all = Buffer()

    override fun write(byte: Int) {
        all.writeByte(byte)
    }

    override fun flush() {
        if (all.snapshot().utf8() == text) then()
    }
}

/** Waits until the file's text is [text]. */
private fun await(file: Path, text: String) = file.fileSystem.newWatchService().use { changes ->
    file.parent.register(changes, ENTRY_CREATE, ENTRY_MODIFY)
    while (!file.exists() || file.readText() != text) {
        checkNotNull(changes.poll(30, TimeUnit.SECONDS)) { "$file did not become '$text'" }.reset()
    }
}

/** The command in a process of its own. */
private fun start(vararg arguments: String): Process {
    val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
    val command = listOf(java, "-cp", System.getProperty("java.class.path"), "httpwire.examples.MainKt")
    return ProcessBuilder(command + arguments).inheritIO().start()
}

/** A body that comes piece by piece is passed on piece by piece. */
class TrickleTest : FunSpec({
    context("standard output has each piece before the server sends the next") {
        withTests(nameFn = { "first '$it'" }, "hello", HEAD + "hello") { first ->
            val isSeen = CountDownLatch(1)
            val out = Watched(first, isSeen::countDown)
            val rest = trickling(isSeen).reply("6\r\n again\r\n0\r\n\r\n").expectEnd()
            ScriptedPeer.listening(rest).use { peer ->
                val options = if (first == "hello") listOf() else listOf("-i")
                val command = Command(out, PrintStream(OutputStream.nullOutputStream()))
                command.run(options + "http://${peer.address()}/") shouldBe ExitStatus.ANSWERED
            }
            out.all.readUtf8() shouldBe "$first again"
        }
    }

    test("-i shows the head before a byte of the body has come") {
        val isSeen = CountDownLatch(1)
        val out = Watched(HEAD, isSeen::countDown)
        val script = Script.start().expectHead().reply(HEAD).waitFor(isSeen).reply("0\r\n\r\n").expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            Command(out, PrintStream(OutputStream.nullOutputStream())).run(listOf("-i", "http://${peer.address()}/"))
        }
        out.all.readUtf8() shouldBe HEAD
    }

    test("-o has each piece in the file, also when the command is interrupted") {
        val file = tempdir().toPath().resolve("saved")
        val isSeen = CountDownLatch(1)
        ScriptedPeer.listening(trickling(isSeen).reply("6\r\n again\r\n").expectEnd()).use { peer ->
            val command = start("-o", "$file", "http://${peer.address()}/")
            try {
                await(file, "hello")
                isSeen.countDown()
                await(file, "hello again")
                // SIGTERM, which ends a Java as Ctrl-C does; SIGINT may be ignored where tests run in the background.
                command.destroy()
                command.waitFor(30, TimeUnit.SECONDS) shouldBe true
            } finally {
                command.destroyForcibly().waitFor()
            }
        }
        file.readText() shouldBe "hello again"
    }
})
