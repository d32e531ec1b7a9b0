package httpwire.examples.command

import httpwire.Headers

private const val HIDDEN = "[hidden]"

private val URL_FIELDS = setOf("location", "content-location", "referer")

private val SECRET_PARAMETER = Regex(
    "(?<=[?&;#])([^=&;#\\s]*(?:auth|cookie|credential|key|pass|pwd|secret|session|sig|token)[^=&;#\\s]*=)[^&;#\\s]+",
    RegexOption.IGNORE_CASE,
)

/** A field line for a log: its value is hidden if its name says that it is a secret, or in part if it is a URL. */
internal fun shownField(line: String): String {
    val name = line.substringBefore(':', missingDelimiterValue = "")
    return when {
        Headers.isSecret(name) -> "$name: $HIDDEN\r\n"
        name.lowercase() in URL_FIELDS -> shownUrl(line)
        else -> line
    }
}

/**
 * A line with a URL or a request-target, for a log: the values of parameters in its query and fragment are hidden if
 * their names look like secrets.
 */
internal fun shownUrl(line: String): String = line.replace(SECRET_PARAMETER, "$1$HIDDEN")
