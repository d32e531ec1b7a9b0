package httpwire.examples.command

import java.nio.file.Path

/**
 * What is told of the exchanges beside their bodies.
 *
 * @property har the file that gets all exchanges at the end
 */
internal data class Watches(
    val isVerbose: Boolean = false,
    val isTimed: Boolean = false,
    val traces: List<TraceOutput> = listOf(),
    val har: Path? = null,
) {
    /** The files that are written. */
    val files: List<Path> get() = traces.mapNotNull { it.file } + listOfNotNull(har)
}

/**
 * Where all bytes go.
 *
 * @property file null for standard error
 * @property isHex whether in hexadecimal too
 */
internal data class TraceOutput(val file: Path?, val isHex: Boolean)
