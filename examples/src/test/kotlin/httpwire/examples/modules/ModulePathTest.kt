package httpwire.examples.modules

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.io.File
import java.lang.module.ModuleFinder
import kotlin.io.path.createParentDirectories
import kotlin.io.path.createTempDirectory
import kotlin.io.path.writeText

private val ANSWER: Script =
    Script.start().expectHead().reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello").expectEnd()

/**
 * Runs a consumer's main class as a module. It sees the modules that it requires and no others, of the JDK too: what a
 * descriptor forgot is not there by chance.
 */
private fun run(consumer: Consumer, main: String, vararg arguments: String): Pair<Int, String> = java(
    *arrayOf("-p", "${ModulePath.forRunning}${File.pathSeparator}${consumer.classes}"),
    *arrayOf("--limit-modules", "app", "-m", "app/$main", *arguments),
)

/** A consumer that is one source and its descriptor. */
private class Intruder(val file: String, val code: String, val requires: String, val owner: String = requires) {
    /** What the compilers say of it. */
    fun complaints(): List<String> {
        val folder = createTempDirectory("httpwire-intruder")
        try {
            folder.resolve("module-info.java").writeText("module app { requires $requires; }")
            folder.resolve("app/$file").createParentDirectories().writeText(code)
            return Consumer(folder).use { it.compile() }
        } finally {
            folder.toFile().deleteRecursively()
        }
    }
}

private val INTRUDERS = listOf(
    Intruder("A.java", "package app; class A { httpwire.internal.wire.HeadReader a; }", "httpwire.core"),
    Intruder("A.java", "package app; class A { httpwire.dsl.internal.HttpSession a; }", "httpwire.dsl"),
    Intruder("A.kt", "package app; internal val a: httpwire.internal.syntax.Syntax? = null", "httpwire.core"),
    Intruder(
        "A.kt",
        "package app; internal val a: httpwire.dsl.internal.HttpSession? = null",
        "httpwire.coroutines",
        owner = "httpwire.dsl",
    ),
)

/** Projects that have a `module-info` of their own: they are compiled and run here. */
class ModulePathTest : FunSpec({
    test("plain Java that requires httpwire.core") {
        Consumer.named("plain").use { consumer ->
            consumer.compile().shouldBeEmpty()
            ScriptedPeer.listening(ANSWER).use { peer ->
                run(consumer, "app.Main", peer.address()) shouldBe (0 to "200 hello\n")
            }
        }
    }

    test("Kotlin that requires httpwire.coroutines, and has the DSL with it") {
        Consumer.named("suspending").use { consumer ->
            consumer.compile().shouldBeEmpty()
            ScriptedPeer.listening(ANSWER, ANSWER).use { peer ->
                run(consumer, "app.MainKt", peer.address()) shouldBe (0 to "hello, hello\n")
            }
        }
    }

    test("Java that requires httpwire.testing") {
        Consumer.named("peer").use { consumer ->
            consumer.compile().shouldBeEmpty()
            run(consumer, "app.Main") shouldBe (0 to "200 by heart\n")
        }
    }

    context("what is internal cannot be used") {
        withTests(nameFn = { "${it.code} requires ${it.requires}" }, INTRUDERS) { intruder ->
            val complaints = intruder.complaints().joinToString("\n")
            complaints shouldContain Regex("module '?${intruder.owner}'?,? which does not export")
        }
    }

    test("Java finds nothing wrong with the modules") {
        java("-p", ModulePath.forRunning, "--validate-modules").first shouldBe 0
    }

    test("Okio is the only module without a descriptor") {
        val modules = ModuleFinder.of(*ModulePath.elements.toTypedArray()).findAll().map { it.descriptor() }
        modules.map { it.name() }.toSet() shouldBe setOf(
            "httpwire.core",
            "httpwire.dsl",
            "httpwire.coroutines",
            "httpwire.testing",
            "okio",
            "kotlin.stdlib",
            "kotlinx.coroutines.core",
        )
        modules.filter { it.isAutomatic }.map { it.name() } shouldBe listOf("okio")
    }
})
