package httpwire.examples.command

import com.github.ajalt.clikt.parameters.groups.OptionGroup
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.option

/** What is told of the exchanges beside their bodies. */
internal class WatchOptions : OptionGroup("Seeing what happens") {
    private val isVerbose by option("-v", "--verbose").flag()
        .help(
            "Tells on standard error what happens, with the bytes of all heads. Hidden are the values of fields " +
                "(Authorization, Cookie) and of query parameters (token, signature) whose names look like secrets.",
        )
    private val isTimed by option("--timing").flag()
        .help(
            "Tells on standard error how long each step took, and of each response the bytes, the time of each " +
                "phase, and why its connection was kept or closed.",
        )
    private val hex by fileOption("--trace").convert { traceOf(it, isHex = true) }
        .help(
            "Writes all bytes in both directions to this file, in hexadecimal and as text; - is standard error, " +
                "because bodies go to standard output. The same secrets are hidden in heads, and none in bodies.",
        )
    private val ascii by fileOption("--trace-ascii").convert { traceOf(it, isHex = false) }
        .help("Like --trace, as text only.")
    private val har by fileOption("--har").convert { harFile(it) }
        .help(
            "Writes all exchanges to this file at the end, also those that failed, as HAR 1.2: the format of " +
                "browsers. Of each body the first 64 KiB.",
        )

    fun watches() = Watches(isVerbose, isTimed, listOfNotNull(hex, ascii), har)
}
