package httpwire.download

import httpwire.Request
import httpwire.client.HttpClient
import httpwire.process.TestJvm
import java.nio.file.Path

/** A JVM of its own that downloads a file, and can be killed. */
internal class DownloadingProcess private constructor(private val process: Process) {
    private val lines = process.inputStream.bufferedReader()

    /** Waits until the file has that many bytes, or the process has ended. */
    fun awaitBytes(byteCount: Long) {
        while ((lines.readLine() ?: return).toLong() < byteCount) continue
    }

    fun kill() {
        process.destroyForcibly().waitFor()
    }

    companion object {
        fun start(url: String, target: Path): DownloadingProcess =
            DownloadingProcess(TestJvm.start(DownloadingProcess::class.java.name, url, target))

        /** Prints how many bytes the file has, after each piece. */
        @JvmStatic
        fun main(arguments: Array<String>) {
            val options = DownloadOptions.DEFAULT.withProgress { byteCount, _ -> println(byteCount) }
            HttpClient.create().use { it.download(Request.get(arguments[0]), Path.of(arguments[1]), options) }
        }
    }
}
