package httpwire.examples.modules

import java.io.File
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.readText

private val tools: Path = Path.of(System.getProperty("java.home"), "bin")

/** Runs a command to its end, with the tools of the JDK that runs this test; its exit status and all its output. */
internal fun outcomeOf(folder: Path, vararg command: String): Pair<Int, String> {
    val output = createTempFile("httpwire-modules")
    try {
        val builder = ProcessBuilder(*command).directory(folder.toFile()).redirectErrorStream(true)
        builder.environment().remove("JAVA_TOOL_OPTIONS")
        builder.environment().merge("PATH", "$tools") { path, ours -> ours + File.pathSeparator + path }
        val process = builder.redirectOutput(output.toFile()).start()
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor()
            error("${command.toList()} did not end: ${output.readText()}")
        }
        return process.exitValue() to output.readText()
    } finally {
        output.deleteExisting()
    }
}

/** As [outcomeOf], of `java`. */
internal fun java(vararg arguments: String): Pair<Int, String> =
    outcomeOf(Path.of("."), "${tools.resolve("java")}", *arguments)
