package httpwire.examples.command

import com.github.ajalt.clikt.core.Context
import com.github.ajalt.clikt.output.HelpFormatter.ParameterHelp
import com.github.ajalt.clikt.output.MordantHelpFormatter

/** Clikt's help, which has no words for an optional argument in front of a required one. */
internal class Help(context: Context) : MordantHelpFormatter(context) {
    override fun renderUsageParametersString(parameters: List<ParameterHelp>): String = "[OPTIONS] [METHOD] URL..."

    override fun normalizeParameter(name: String): String = name
}
