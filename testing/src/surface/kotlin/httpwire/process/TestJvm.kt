package httpwire.process

import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.readText

/** The Java that runs the tests, in a process of its own with everything that they have. */
internal object TestJvm {
    val java: String = Path.of(System.getProperty("java.home"), "bin", "java").toString()

    /** What starts [program], the name of a class with a `main`. */
    fun command(program: String, vararg args: Any, options: List<String> = listOf()): List<String> =
        listOf(java) + options + listOf("-cp", System.getProperty("java.class.path"), program) + args.map(Any::toString)

    /** Whoever starts it ends it. Its errors are shown among those of the tests. */
    fun start(program: String, vararg args: Any, options: List<String> = listOf()): Process =
        ProcessBuilder(command(program, *args, options = options))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start()

    /** Runs a program to its end, which must be a good one, with [before] in front of its command; what it printed. */
    fun run(
        program: Class<*>,
        vararg args: Any,
        options: List<String> = listOf(),
        before: List<String> = listOf(),
    ): List<String> = output(before + command(program.name, *args, options = options))

    /** Runs any command so; what it printed, line by line. */
    fun output(command: List<String>): List<String> {
        val file = createTempFile("httpwire-process")
        try {
            val builder = ProcessBuilder(command).redirectErrorStream(true).redirectOutput(file.toFile())
            builder.environment().remove("JAVA_TOOL_OPTIONS")
            val process = builder.start()
            val isOver = process.waitFor(120, TimeUnit.SECONDS)
            if (!isOver) process.destroyForcibly().waitFor()
            check(isOver && process.exitValue() == 0) { "$command: ${file.readText()}" }
            return file.readText().lines().filter { it.isNotEmpty() }
        } finally {
            file.deleteExisting()
        }
    }
}
