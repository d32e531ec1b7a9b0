package httpwire.examples.command

import com.github.ajalt.clikt.parameters.groups.OptionGroup
import com.github.ajalt.clikt.parameters.options.convert
import com.github.ajalt.clikt.parameters.options.help
import com.github.ajalt.clikt.parameters.options.multiple
import com.github.ajalt.clikt.parameters.options.option
import java.nio.file.Path

/** Cookies, as curl has them. */
internal class CookieOptions : OptionGroup("Cookies") {
    private val given by option("-b", "--cookie", metavar = "NAME=VALUE|FILE").multiple()
        .help(
            "Sends this as it is, in place of what a server sets; or, without a =, the cookies of a file in " +
                "Netscape's form, which need not be there, and what a server sets. Repeatable.",
        )
    private val written by fileOption("-c", "--cookie-jar").convert { cookieFile(it) }
        .help("Sends what a server sets, and writes it to a file in Netscape's form in the end.")

    fun order(): CookieOrder {
        val (fields, files) = given.partition { '=' in it }
        return CookieOrder(
            field = fields.joinToString("; ").ifEmpty { null },
            isKept = files.isNotEmpty(),
            read = files.filter(String::isNotEmpty).map(Path::of),
            written = written,
        )
    }
}
