package httpwire.cost

import okio.Okio
import java.nio.file.Path
import java.util.concurrent.TimeUnit
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.readText

/** A Java of the version that runs the tests, in a process of its own that has our classes and nothing else. */
internal object FreshJvm {
    private val java = Path.of(System.getProperty("java.home"), "bin", "java").toString()
    private val classPath =
        listOf(FreshJvm::class.java, httpwire.Origin::class.java, Okio::class.java, Unit::class.java)
            .map { Path.of(it.protectionDomain.codeSource.location.toURI()).toString() }
            .distinct()
            .joinToString(System.getProperty("path.separator"))

    /** Of the running Java: 17, 25. */
    val feature: Int = Runtime.version().feature()

    /** What starts the program. */
    fun command(program: Class<*>, vararg args: String, options: List<String> = listOf()): List<String> =
        listOf(java) + OPTIONS + options + listOf("-cp", classPath, program.name) + args

    /** Runs the program to its end, which must be a good one; what it printed, line by line. */
    fun run(program: Class<*>, vararg args: String, options: List<String> = listOf()): List<String> =
        output(command(program, *args, options = options))

    /** Like [run], with everything on the class path that the tests have, and with [before] in front of the command. */
    fun withAllClasses(
        program: Class<*>,
        vararg args: String,
        options: List<String> = listOf(),
        before: List<String> = listOf(),
    ): List<String> {
        val classPath = listOf("-cp", System.getProperty("java.class.path"))
        return output(before + java + options + classPath + program.name + args)
    }

    /** Runs any command so. */
    fun output(command: List<String>): List<String> {
        val file = createTempFile("httpwire-cost")
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

    /** One collector, whatever the machine. */
    private val OPTIONS = listOf("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m")
}
