package httpwire.examples.command

import com.github.ajalt.clikt.core.UsageError
import com.github.ajalt.clikt.parameters.groups.OptionGroup
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.default
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.multiple
import com.github.ajalt.clikt.parameters.options.option
import httpwire.HttpUrl
import java.nio.file.Path

/** What becomes of the responses. */
internal class OutputOptions : OptionGroup("The response") {
    val files by fileOption("-o", "--output").convert { output(it) }.multiple()
        .help(
            "Saves the response's body here; repeatable, the first is for the first URL; - is standard output, also " +
                "for what would spoil a terminal.",
        )
    val showsHead by option("-i", "--include").flag()
        .help("Shows the response's head before its body, and the heads of those before it.")
    val isFailing by option("-f", "--fail").flag()
        .help("Takes an answer of 400 or more for a failure: its body is not written, and the exit status is 4.")
    private val isMuted by option("-s", "--silent").flag()
        .help("Says nothing of failures; the exit status does.")
    private val isShowingErrors by option("-S", "--show-error").flag()
        .help("With -s: says it all the same.")
    private val isRemoteNamed by option("-O", "--remote-name").flag()
        .help("Saves each body here under the last segment of its URL's path, whatever the server calls it.")
    val isNamedByServer by option("-J", "--remote-header-name").flag()
        .help(
            "With -O: under the name that the server gives in Content-Disposition, if there is one that is fit for a " +
                "file in this folder. A file that is there is not overwritten.",
        )
    val isContinued by option("-C", "--continue-at", metavar = "-").convert { requireDash(it) }.default(false)
        .help(
            "Downloads into the file of -o or -O, which is there when it is whole; a download that was cut, in this " +
                "run or an earlier one, goes on where it ended. Only - can be given.",
        )

    val isSilent: Boolean get() = isMuted && !isShowingErrors

    /** The files for the first of [urls]. */
    fun files(urls: List<HttpUrl>): List<Path> {
        if (isNamedByServer && !isRemoteNamed) throw UsageError("-J needs -O: with -o the name is yours")
        if (!isRemoteNamed) return files
        if (files.isNotEmpty()) throw UsageError("-O does not go with -o: each names the files")
        return urls.map { outputFile(remoteName(it)) }
    }
}
