package httpwire.examples.command

import com.github.ajalt.clikt.parameters.groups.OptionGroup
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.flag
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.multiple
import com.github.ajalt.clikt.parameters.options.option

/** What becomes of the responses. */
internal class OutputOptions : OptionGroup("The response") {
    val files by option("-o", "--output", metavar = "FILE").convert { outputFile(it) }.multiple()
        .help("Saves the response's body here; repeatable, the first is for the first URL.")
    val showsHead by option("-i", "--include").flag()
        .help("Shows the response's head before its body, and the heads of those before it.")
}
