package httpwire.cost

import httpwire.process.TestJvm
import java.nio.file.Path
import kotlin.io.path.createTempFile
import kotlin.io.path.deleteExisting
import kotlin.io.path.isExecutable
import kotlin.io.path.readLines

/** Counts, by `strace`, what exchanges ask of the system: for each call, how often in one exchange. */
internal object SystemCalls {
    /** The longer a run lasts, the more often Java reads the limits of its container. */
    private const val NO_CGROUPS = "-XX:-UseContainerSupport"

    private val strace: Path? =
        System.getenv("PATH").orEmpty().split(':').map { Path.of(it, "strace") }.firstOrNull { it.isExecutable() }

    /** Why there is nothing to count with; null if there is. */
    fun absence(): String? = when {
        strace == null -> "there is no strace"
        runCatching { traced(listOf("true")) }.isFailure -> "strace may not trace here"
        else -> null
    }

    /** What the start of a Java takes, and what the compiler does meanwhile, is in both of two runs, and falls out. */
    fun perExchange(
        work: Work,
        port: Int,
        count: Int,
        file: Path = Path.of("none"),
        program: Class<*> = Exchanges::class.java,
    ): Map<String, Double> {
        fun run(count: Int) =
            traced(FreshJvm.command(program, "$work", "$port", "$count", "$file", options = listOf(NO_CGROUPS)))
        val once = run(count)
        val twice = run(2 * count)
        return twice.mapValues { (name, calls) -> (calls - once.getOrDefault(name, 0)).toDouble() / count }
    }

    /** The calls on descriptors. */
    private fun traced(command: List<String>): Map<String, Int> {
        val counts = createTempFile("httpwire-strace")
        try {
            val tracing = listOf("$strace", "-f", "-c", "-e", "trace=network,desc", "-o", "$counts")
            TestJvm.output(tracing + command)
            return counts.readLines().mapNotNull(::count).toMap() - "mmap"
        } finally {
            counts.deleteExisting()
        }
    }

    /** A line of the table: share, seconds, microseconds a call, calls, errors if there were some, name. */
    private fun count(line: String): Pair<String, Int>? {
        val words = line.trim().split(Regex(" +"))
        val isRow = words.size >= 5 && words.last() != "total" && words[0].toDoubleOrNull() != null
        return if (isRow) words.last() to words[3].toInt() else null
    }
}
