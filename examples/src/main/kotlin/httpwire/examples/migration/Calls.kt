package httpwire.examples.migration

import java.nio.file.Path

/** What everybody does with an HTTP client; each gives what the server has answered. */
internal interface Calls {
    fun get(): String

    fun post(): String

    /** The Location of a redirect that is not followed. */
    fun withoutRedirects(): String

    fun auth(): String

    fun proxy(proxyHost: String, proxyPort: Int): String

    fun download(file: Path)

    /** The status of an answer that is an error. */
    fun errors(): String
}
