package httpwire.client.cookies

import httpwire.HttpUrl
import java.nio.file.Path

/** Writes the [COUNT] cookies of a jar again and again with another value, and prints it then, until it is killed. */
internal object CookieWriter {
    const val COUNT = 1000

    // More than 50 of a domain are not kept.
    private val urls = List(COUNT / 50) { HttpUrl.parse("https://www.site$it.example/") }

    @JvmStatic
    fun main(arguments: Array<String>) {
        val jar = CookieJar.file(Path.of(arguments[0]), PublicSuffixes.CONSERVATIVE)
        for (value in generateSequence(1) { it + 1 }) {
            for (url in urls) jar.store(url, List(50) { "c$it=$value; Max-Age=1000" })
            jar.flush()
            println(value)
        }
    }
}
