package httpwire.parity

import kotlinx.serialization.json.Json
import kotlinx.serialization.json.int
import kotlinx.serialization.json.jsonArray
import kotlinx.serialization.json.jsonObject
import kotlinx.serialization.json.jsonPrimitive
import java.io.BufferedReader
import java.io.Closeable
import java.nio.file.Files
import java.nio.file.Path
import java.util.concurrent.CompletableFuture
import java.util.concurrent.Executors
import java.util.concurrent.TimeUnit
import kotlin.io.path.deleteIfExists
import kotlin.io.path.isExecutable

/** A `python3` that runs `http_client_driver.py`. */
internal class PythonProcess : Closeable {
    private val script = Files.createTempFile("http_client_driver", ".py")
    private val process: Process
    private val output: BufferedReader

    /** One thread writes and one reads, because a full pipe would block both sides; the common pool may have one thread only. */
    private val pipes = Executors.newFixedThreadPool(2)

    /** Its `sys.version_info`. */
    val version: PythonVersion

    init {
        javaClass.getResourceAsStream("http_client_driver.py")!!.use { Files.write(script, it.readAllBytes()) }
        process =
            ProcessBuilder("python3", "-I", script.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start()
        output = process.inputStream.bufferedReader()
        val numbers = Json.parseToJsonElement(nextLine()).jsonArray.map { it.jsonPrimitive.int }
        version = PythonVersion(numbers[0], numbers[1], numbers[2])
    }

    /** Plays cases, one line of JSON each; what the caller does before it waits for the steps is done beside it. */
    fun play(cases: List<String>): CompletableFuture<List<List<Step>>> {
        val bytes = cases.joinToString("") { "$it\n" }.toByteArray()
        val written =
            CompletableFuture.runAsync({
                process.outputStream.write(bytes)
                process.outputStream.flush()
            }, pipes)
        val read = CompletableFuture.supplyAsync({ cases.map { parse(nextLine()) } }, pipes)
        return read.thenCombine(written) { steps, _ -> steps }
    }

    private fun nextLine(): String = output.readLine() ?: error("python3 ended early")

    private fun parse(line: String) = Json.parseToJsonElement(line).jsonArray.map { Step(it.jsonObject) }

    override fun close() {
        pipes.shutdown()
        process.outputStream.close()
        if (!process.waitFor(10, TimeUnit.SECONDS)) process.destroyForcibly()
        script.deleteIfExists()
    }

    companion object {
        /** Whether there is a `python3`: on the PATH, or required by the environment, in which case its absence is a failure. */
        fun isExpected(): Boolean {
            val isDemanded = "python3" in System.getenv("HTTPWIRE_REAL_SERVERS").orEmpty().split(',')
            return isDemanded ||
                System.getenv("PATH").orEmpty().split(':').any { Path.of(it, "python3").isExecutable() }
        }
    }
}

internal data class PythonVersion(val major: Int, val minor: Int, val micro: Int) : Comparable<PythonVersion> {
    override fun compareTo(other: PythonVersion): Int =
        compareValuesBy(this, other, PythonVersion::major, PythonVersion::minor, PythonVersion::micro)

    /** Whether a change that came with `major.minor.micro` is in, on this branch or a later one. */
    fun isAtLeast(minor: Int, micro: Int = 0): Boolean = this >= PythonVersion(3, minor, micro)

    override fun toString(): String = "$major.$minor.$micro"
}
