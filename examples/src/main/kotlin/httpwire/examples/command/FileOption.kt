package httpwire.examples.command

import com.github.ajalt.clikt.completion.CompletionCandidates
import com.github.ajalt.clikt.core.ParameterHolder
import com.github.ajalt.clikt.parameters.options.NullableOption
import com.github.ajalt.clikt.parameters.options.option

/** An option whose value is the name of a file or a folder, which a shell can complete. */
internal fun ParameterHolder.fileOption(
    vararg names: String,
    metavar: String = "FILE",
): NullableOption<String, String> = option(*names, metavar = metavar, completionCandidates = CompletionCandidates.Path)
