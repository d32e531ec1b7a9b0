package httpwire.examples

import httpwire.examples.command.Command
import httpwire.examples.command.isTerminal
import httpwire.examples.tour.LocalInternet
import httpwire.examples.tour.Tour
import java.io.FileDescriptor
import java.io.FileOutputStream
import java.io.OutputStream
import java.io.PrintStream
import kotlin.system.exitProcess

/** The `httpwire` command; without arguments the tour. */
fun main(arguments: Array<String>) {
    // Not System.out: it hides that its pipe broke, and on JDK 17 it turns ✓ into ? in a plain locale.
    val out = FileOutputStream(FileDescriptor.out)
    val err = PrintStream(FileOutputStream(FileDescriptor.err), true, Charsets.UTF_8)
    val code = if (arguments.isEmpty()) {
        tour(
            out,
        )
    } else {
        Command(out, err, isTerminal = isTerminal(1)).run(arguments.toList()).code
    }
    // Zero simply returns: that the process then ends by itself shows that nothing was left running.
    if (code != 0) exitProcess(code)
}

private fun tour(out: OutputStream): Int =
    LocalInternet().use { if (Tour(it, PrintStream(out, true, Charsets.UTF_8)).run()) 0 else 1 }
