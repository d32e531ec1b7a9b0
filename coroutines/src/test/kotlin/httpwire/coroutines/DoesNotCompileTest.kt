package httpwire.coroutines

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
    val lines = blocks.mapIndexed { i, block -> "suspend fun sample$i(b: Boolean) = http(\"h\") { $block }" }
    val source = Files.write(folder.resolve("Samples.kt"), listOf("import httpwire.coroutines.*") + lines)
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

/** A word where it has no place, and what the compiler says about it. */
private class Misplaced(
    val block: String,
    vararg val messages: String,
)

private fun outOfPlace(block: String, declaration: String, vararg more: String) = Misplaced(
    block,
    "'$declaration' cannot be called in this context with an implicit receiver. " +
        "Use an explicit receiver if necessary.",
    *more,
)

private fun outOfTurn(block: String, declaration: String, why: String) =
    Misplaced(block, "'$declaration' is deprecated. $why.")

private fun tooLate(block: String, declaration: String) =
    outOfTurn(block, declaration, "options must be set before the first request, which creates the connection")

private const val VERB = "(target: String, block: SuspendRequestScope.() -> Unit = ...): SuspendHttpResponse"
private const val TUNNEL = "fun tunnel(host: String, port: Int?, block: TunnelScope.() -> Unit): Unit"

private val misplaced =
    listOf(
        tooLate("get(\"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("head(\"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("post(\"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("put(\"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("patch(\"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("delete(\"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("options(\"*\"); tunnel(\"h\")", TUNNEL),
        tooLate("request(\"GET\", \"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("exchange(\"GET\", \"/\"); tunnel(\"h\")", TUNNEL),
        tooLate("get(\"/\").text(); tunnel(\"h\", 443) { header(\"A\", \"b\") }", TUNNEL),
        tooLate("if (b) get(\"/\") else put(\"/\"); timeout = null", "var timeout: Duration?"),
        outOfPlace(
            "post(\"/\") { post(\"/\") }",
            "suspend fun SuspendHttpScope.post$VERB",
            "Suspension functions can only be called within coroutine body.",
        ),
        outOfPlace("post(\"/\") { body { get(\"/\") } }", "suspend fun SuspendHttpScope.get$VERB"),
        outOfPlace("exchange(\"PUT\", \"/\") { get(\"/\") }", "suspend fun SuspendHttpScope.get$VERB"),
        outOfTurn(
            "exchange(\"PUT\", \"/\") { send(\"x\"); header(\"A\", \"b\") }",
            "fun header(name: String, vararg values: String): Unit",
            "the head has been sent: call header in head = { … }",
        ),
        outOfTurn(
            "exchange(\"PUT\", \"/\", head = { send(\"x\") })",
            "fun send(piece: Any): Unit",
            "the head has not been sent yet: call send in the body block",
        ),
    )

private val wellPlaced =
    listOf(
        "tunnel(\"h\") { header(\"A\", basic(\"a\", \"b\")) }; timeout = null; " +
            "post(\"/\") { form { field(\"a\", \"b\") } }; " +
            "exchange(\"PUT\", \"/\", head = { header(\"A\", \"b\") }) { send(\"x\") }; host + timeout",
        "with(\"x\") { get(\"/\").text() }",
    )

class DoesNotCompileTest :
    FunSpec({
        val errors by lazy { errorsOf(misplaced.map { it.block } + wellPlaced) }

        withTests(nameFn = { it.block }, misplaced) { sample ->
            errors[misplaced.indexOf(sample)] shouldBe sample.messages.toList()
        }

        withTests(nameFn = { "compiles: $it" }, wellPlaced) { block ->
            errors[misplaced.size + wellPlaced.indexOf(block)] shouldBe emptyList()
        }
    })
