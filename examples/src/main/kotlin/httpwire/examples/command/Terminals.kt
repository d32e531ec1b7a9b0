package httpwire.examples.command

import java.io.IOException
import java.nio.file.Files
import java.nio.file.Path

/** Whether the process's [descriptor], 1 for standard output, is a terminal. */
internal fun isTerminal(descriptor: Int): Boolean = try {
    val device = Files.readSymbolicLink(Path.of("/proc/self/fd/$descriptor")).toString()
    device.startsWith("/dev/pts/") || device.startsWith("/dev/tty")
} catch (_: IOException) {
    System.console() != null // Where there is no /proc. Older JDKs ask for standard input to be one too.
}
