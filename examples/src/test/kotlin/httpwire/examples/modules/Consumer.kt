package httpwire.examples.modules

import httpwire.examples.root
import org.jetbrains.kotlin.cli.common.arguments.K2JVMCompilerArguments
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSeverity
import org.jetbrains.kotlin.cli.common.messages.CompilerMessageSourceLocation
import org.jetbrains.kotlin.cli.common.messages.MessageCollector
import org.jetbrains.kotlin.cli.jvm.K2JVMCompiler
import org.jetbrains.kotlin.config.Services
import java.nio.file.Files
import java.nio.file.Path
import java.util.Locale
import javax.tools.DiagnosticCollector
import javax.tools.JavaFileObject
import javax.tools.ToolProvider
import kotlin.io.path.createTempDirectory
import kotlin.io.path.extension

/** A project of somebody else's: the module `app` with its own descriptor, compiled on the module path. */
internal class Consumer(sources: Path) : AutoCloseable {
    val classes: Path = createTempDirectory("httpwire-consumer")

    private val files = Files.walk(sources).use { all -> all.filter { it.extension in setOf("java", "kt") }.toList() }

    /** Compiles Kotlin, then Java. What a compiler says against it; empty if it compiles without a warning. */
    fun compile(): List<String> {
        val complaints = if (files.any { it.extension == "kt" }) compileKotlin() else listOf()
        return complaints.ifEmpty { compileJava() }
    }

    /** Reads the descriptor too, and holds the code to it. */
    private fun compileKotlin(): List<String> {
        val messages = Messages()
        val arguments = K2JVMCompilerArguments().apply {
            freeArgs = files.map(Path::toString)
            destination = classes.toString()
            javaModulePath = ModulePath.forCompiling
            jvmTarget = "17"
            noStdlib = true
            noReflect = true
        }
        K2JVMCompiler().exec(messages, Services.EMPTY, arguments)
        return messages.found
    }

    private fun compileJava(): List<String> {
        val messages = DiagnosticCollector<JavaFileObject>()
        val compiler = ToolProvider.getSystemJavaCompiler()
        compiler.getStandardFileManager(messages, Locale.ROOT, null).use { files ->
            val paths = listOf("-d", "$classes", "-cp", "", "-p", ModulePath.forCompiling)
            val options = paths + listOf("--release", "17", "-Xlint:all")
            val sources = files.getJavaFileObjectsFromPaths(this.files.filter { it.extension == "java" })
            compiler.getTask(null, files, messages, options, null, sources).call()
        }
        return messages.diagnostics.map { it.getMessage(Locale.ROOT) }
    }

    override fun close() {
        classes.toFile().deleteRecursively()
    }

    private class Messages : MessageCollector {
        val found = mutableListOf<String>()

        override fun clear() = found.clear()

        override fun hasErrors() = found.isNotEmpty()

        override fun report(
            severity: CompilerMessageSeverity,
            message: String,
            location: CompilerMessageSourceLocation?,
        ) {
            if (severity.isError || severity.isWarning) found += message
        }
    }

    companion object {
        /** One of those in `src/test/consumers`. */
        fun named(name: String): Consumer = Consumer(root.resolve("examples/src/test/consumers").resolve(name))
    }
}
