package httpwire.examples.modules

import httpwire.examples.fenced
import httpwire.examples.root
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.engine.spec.tempdir
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.nio.file.Path
import kotlin.io.path.exists

private val ANSWER: Script =
    Script.start().expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").expectEnd()

/** Some distributions have the modules in a package apart; since 24 a JDK can link without them. */
private val canLink = Runtime.version().feature() >= 24 || Path.of(System.getProperty("java.home"), "jmods").exists()

/** The shell commands of docs/architecture.md. */
private val commands = fenced(root.resolve("docs/architecture.md")).filter { it.language == "sh" }.map { it.text }

/** `app.jar`, and `lib` with what it needs. */
private fun project(folder: Path) {
    val lib = folder.resolve("lib").toFile()
    ModulePath.elements.forEachIndexed { i, path ->
        val file = path.toFile()
        file.copyRecursively(lib.resolve(if (file.isDirectory) "$i" else file.name))
    }
    Consumer.named("plain").use { consumer ->
        consumer.compile().shouldBeEmpty()
        outcomeOf(folder, "jar", "--create", "--file", "app.jar", "-C", "${consumer.classes}", ".") shouldBe (0 to "")
    }
}

/** Images made by `jlink`, in the ways that the page shows. Where the JDK cannot link, there is no test. */
class JlinkTest : FunSpec({
    test("Okio, an automatic module, is refused").config(enabled = canLink) {
        val folder = tempdir().toPath().also(::project)
        val refused = outcomeOf(folder, "jlink", "-p", "lib:app.jar", "--add-modules", "app", "--output", "image")
        refused.second shouldContain "automatic module cannot be used with jlink: okio"
    }

    for (script in commands) {
        test(script.lines().last { it.startsWith("jlink") }).config(enabled = canLink) {
            val folder = tempdir().toPath().also(::project)
            ScriptedPeer.listening(ANSWER).use { peer ->
                val (status, output) = outcomeOf(folder, "sh", "-ec", "$script ${peer.address()}")
                output.lines().filterNot { it.startsWith("Warning") || it.startsWith("writing") } shouldBe
                    listOf("200 hello", "")
                status shouldBe 0
            }
        }
    }

    test("the page shows two ways") { commands.size shouldBe 2 }
})
