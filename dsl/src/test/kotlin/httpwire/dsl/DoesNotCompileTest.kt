package httpwire.dsl

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import org.jetbrains.kotlin.cli.common.arguments.K2JVMCompilerArguments
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSeverity
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSourceLocation
import org.jetbrains.kotlin.cli.common.messages.MessageCollector
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.jetbrains.kotlin.config.Services
import java.nio.file.Files

/** Errors with the line they are at. */
private class Errors : MessageCollector {
    val messages = mutableListOf<Pair<Int?, String>>()

    override fun clear() = messages.clear()

    override fun hasErrors() = messages.isNotEmpty()

    override fun report(severity: CompilerMessageSeverity, message: String, location: CompilerMessageSourceLocation?) {
        if (severity.isError) messages += location?.line to message
    }
}

/** What the compiler has against each of these blocks of `http`. */
private fun errorsOf(blocks: List<String>): List<List<String>> {
    val folder = Files.createTempDirectory("httpwire-compile")
    val lines = blocks.mapIndexed { i, block -> "fun sample$i() = http(\"h\") { $block }" }
    val source = Files.write(folder.resolve("Samples.kt"), listOf("import httpwire.dsl.*") + lines)
    val errors = Errors()
    K2JVMCompiler().exec(
        errors,
        Services.EMPTY,
        K2JVMCompilerArguments().apply {
            freeArgs = listOf(source.toString())
            destination = folder.resolve("classes").toString()
            classpath = System.getProperty("java.class.path")
            jvmTarget = "17"
            noStdlib = true
            noReflect = true
        },
    )
    folder.toFile().deleteRecursively()
    errors.messages.filter { (line, _) -> line == null } shouldBe emptyList()
    return blocks.indices.map { i -> errors.messages.filter { (line, _) -> line == i + 2 }.map { it.second } }
}

/** A word where it has no place, declared so. */
private class Misplaced(
    val block: String,
    val declaration: String,
)

private val misplaced =
    listOf(
        Misplaced("post(\"/\") { post(\"/\") }", "fun post("),
        Misplaced("post(\"/\") { tunnel(\"h\") }", "fun tunnel("),
        Misplaced("post(\"/\") { timeout = null }", "var timeout:"),
        Misplaced("post(\"/\") { form { header(\"A\", \"b\") } }", "fun header("),
        Misplaced("tunnel(\"h\") { get(\"/\") }", "fun get("),
        Misplaced("timeouts { host = \"h\" }", "var host:"),
        Misplaced("exchange(\"PUT\", \"/\") { get(\"/\") }", "fun get("),
    )

private const val WELL_PLACED =
    "tunnel(\"h\") { header(\"A\", basic(\"a\", \"b\")) }; timeout = null; timeouts { read = null }; " +
        "post(\"/\") { form { field(\"a\", \"b\") } }; exchange(\"PUT\", \"/\") { send(\"x\") }"

class DoesNotCompileTest :
    FunSpec({
        val errors by lazy { errorsOf(misplaced.map { it.block } + WELL_PLACED) }

        withTests(nameFn = { it.block }, misplaced) { sample ->
            errors[misplaced.indexOf(sample)].map {
                it.substringBefore(sample.declaration) + it.substringAfter("' ")
            } shouldBe
                listOf(
                    "'cannot be called in this context with an implicit receiver. Use an explicit receiver if necessary.",
                )
        }

        test("the same words in their places compile") {
            errors.last() shouldBe emptyList()
        }
    })
