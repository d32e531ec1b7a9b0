package httpwire.examples.command

import okio.Buffer
import okio.ByteString
import java.io.PrintStream

/** What one run of the command came to. */
internal data class Run(val status: ExitStatus, val out: ByteString, val err: String) {
    val errLines: List<String> get() = err.lines().filter(String::isNotEmpty)
}

/** Runs the command in this process. */
internal fun httpwire(vararg arguments: String, environment: Map<String, String> = mapOf()): Run {
    val out = Buffer()
    val err = Buffer()
    val status = PrintStream(err.outputStream(), true, Charsets.UTF_8).use {
        Command(out.outputStream(), it, environment).run(arguments.toList())
    }
    return Run(status, out.readByteString(), err.readUtf8())
}
