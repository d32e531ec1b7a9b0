package httpwire.examples.command

import httpwire.client.cookies.CookieJar
import httpwire.client.cookies.CookiesTxt
import java.nio.file.Files
import java.nio.file.Path

/**
 * What is ordered of cookies.
 *
 * @property field the value of a Cookie field that is sent as it is; null for none
 * @property read files in Netscape's form whose cookies are sent
 * @property written where the cookies are in the end, in the same form; null for nowhere
 */
internal data class CookieOrder(
    val field: String? = null,
    val isKept: Boolean = false,
    val read: List<Path> = listOf(),
    val written: Path? = null,
) {
    /** Whether there is a jar: what a server sets is sent back. */
    val hasJar: Boolean get() = isKept || read.isNotEmpty() || written != null

    /** A file that is not there yet has no cookies. [damaged] is told of each line that is not one. */
    fun jar(damaged: (String) -> Unit): CookieJar {
        val jar = CookieJar.inMemory()
        for (file in read.filter(Files::exists)) {
            val lines = CookiesTxt.read(file)
            jar.putAll(lines.cookies)
            for (line in lines.damagedLines) damaged("$file:${line.number()} is not a cookie: ${line.fault()}")
        }
        return jar
    }

    fun write(jar: CookieJar) {
        if (written != null) CookiesTxt.write(written, jar.list())
    }
}
