package httpwire.cost

import httpwire.process.TestJvm
import okio.Okio
import java.nio.file.Path

/** A Java of the version that runs the tests, in a process of its own that has our classes and nothing else. */
internal object FreshJvm {
    private val classPath =
        listOf(FreshJvm::class.java, httpwire.Origin::class.java, Okio::class.java, Unit::class.java)
            .map { Path.of(it.protectionDomain.codeSource.location.toURI()).toString() }
            .distinct()
            .joinToString(System.getProperty("path.separator"))

    /** Of the running Java: 17, 25. */
    val feature: Int = Runtime.version().feature()

    /** What starts the program. */
    fun command(program: Class<*>, vararg args: String, options: List<String> = listOf()): List<String> =
        listOf(TestJvm.java) + OPTIONS + options + listOf("-cp", classPath, program.name) + args

    /** Runs the program to its end, which must be a good one; what it printed, line by line. */
    fun run(program: Class<*>, vararg args: String, options: List<String> = listOf()): List<String> =
        TestJvm.output(command(program, *args, options = options))

    /** One collector, whatever the machine. */
    private val OPTIONS = listOf("-XX:+UseSerialGC", "-Xshare:auto", "-Xmx256m")
}
