package httpwire.examples.command

import com.github.ajalt.clikt.core.UsageError
import httpwire.Headers
import httpwire.HttpUrl
import httpwire.Origin
import httpwire.RequestBody
import java.net.InetAddress
import java.nio.file.Files
import java.nio.file.Path
import kotlin.time.Duration
import kotlin.time.Duration.Companion.seconds

// One function for each kind of argument: from text to what it means. What they throw, Clikt makes a refusal that names
// the option.

/** The refusal never repeats the text: a mistyped Authorization is still a secret. */
internal fun field(text: String): Headers {
    val colon = text.indexOf(':')
    require(colon >= 0) { "there is no colon in it: write 'Name: value'" }
    return Headers.of(text.substring(0, colon), text.substring(colon + 1).trim(' ', '\t'))
}

/** A URL without a scheme is one of `http`, as curl has it. */
internal fun urlOf(text: String): HttpUrl = HttpUrl.parse(if (SCHEME.containsMatchIn(text)) text else "http://$text")

private val SCHEME = Regex("^[A-Za-z][A-Za-z0-9+.-]*://")

/** `@-` is sent in chunks, since its length is not known. */
internal fun bodyOf(text: String): RequestBody = when {
    text == "@-" -> RequestBody.of(System.`in`)
    text.startsWith("@") -> RequestBody.of(readableFile(text.drop(1)))
    else -> RequestBody.of(text)
}

/** `-` is standard output. */
internal fun isStandardOutput(file: Path): Boolean = "$file" == "-"

/** Where a response goes: a file, or standard output, whatever is connected to it. */
internal fun output(text: String): Path = if (text == "-") Path.of(text) else outputFile(text)

internal fun outputFile(text: String): Path {
    val file = Path.of(text)
    require(!Files.isDirectory(file)) { "$file is a folder" }
    val folder = file.toAbsolutePath().parent
    require(Files.isDirectory(folder)) { "there is no folder $folder" }
    return file
}

/** Only the URL names the file, never the server: a name must not lead to another folder, or be none. */
internal fun remoteName(url: HttpUrl): String {
    val name = url.target().substringBefore('?').substringAfterLast('/')
    val isName = name.isNotEmpty() && name != "." && name != ".." && name.none { it == '\\' || it == ':' || it < ' ' }
    if (!isName) throw UsageError("-O finds no file name in the path of ${url.redacted()}: use -o")
    return name
}

internal fun requireDash(text: String): Boolean {
    require(text == "-") { "an offset can't be given: write -C -, which finds it" }
    return true
}

/** A cache makes the folder itself, but not out of a file. */
internal fun cacheFolderOf(text: String): Path {
    val folder = Path.of(text)
    require(Files.isDirectory(folder) || !Files.exists(folder)) { "$folder is no folder" }
    return folder
}

/** The connection would make a slash of an empty one. */
internal fun targetOf(text: String): String = text.also { require(it.isNotEmpty()) { "it is empty" } }

/** A file, or standard error. What used to follow `--trace` was a URL. */
internal fun traceOf(text: String, isHex: Boolean): TraceOutput {
    require("://" !in text) {
        "'$text' is a URL, and here goes a file, or - for standard error; what happens is told by -v"
    }
    return TraceOutput(if (text == "-") null else outputFile(text), isHex)
}

internal fun harFile(text: String): Path {
    require(text != "-") { "it goes to a file" }
    return outputFile(text)
}

internal fun cookieFile(text: String): Path {
    require(text != "-") { "it goes to a file" }
    return outputFile(text)
}

/** As Kotlin writes durations; http.client's timeout is a bare number of seconds. */
internal fun timeoutOf(text: String): Duration {
    val timeout = Duration.parseOrNull(text) ?: text.toDoubleOrNull()?.takeUnless(Double::isNaN)?.seconds
    requireNotNull(timeout) { "'$text' is not a duration: write 10s, 500ms or 1m" }
    require(timeout.isPositive() && timeout.isFinite()) { "it is not a positive time" }
    return timeout
}

internal fun countOf(text: String): Int {
    val count = text.toIntOrNull()
    require(count != null && count >= 0) { "'$text' is not a number from 0 up" }
    return count
}

internal fun pem(text: String): String = Files.readString(readableFile(text), Charsets.ISO_8859_1)

/** As curl has it; but the port does not matter. */
internal fun addressOf(text: String): Pair<String, InetAddress> {
    val (host, _, address) = parts(text, 3, "HOST:PORT:ADDRESS")
    val literal = Origin.of("http", address, 80)
    require(literal.isAddress) { "'$address' is not an IP address" }
    return host.lowercase() to InetAddress.getByName(literal.host())
}

internal fun detourOf(text: String): Pair<Origin, Origin> {
    val (host, port, host2, port2) = parts(text, 4, "HOST:PORT:HOST2:PORT2")
    return Origin.http("$host:$port") to Origin.http("$host2:$port2")
}

/** An IPv6 address is in brackets. */
private fun parts(text: String, count: Int, form: String): List<String> {
    val parts = Regex("""\[[^]]*]|[^:]+""").findAll(text).map { it.value }.toList()
    require(parts.size == count && parts.joinToString(":") == text) { "write $form, an IPv6 address in brackets" }
    return parts
}

/** The refusal never repeats the text. */
internal fun loginOf(text: String): Login {
    val colon = text.indexOf(':')
    require(colon > 0) { "there is no user with a colon after it: write USER:SECRET" }
    return Login(text.substring(0, colon), text.substring(colon + 1)).also { it.basic() }
}

internal fun headersOf(fields: List<Headers>): Headers = Headers.Builder().apply { fields.forEach(::addAll) }.build()

private fun readableFile(text: String): Path {
    val file = Path.of(text)
    require(Files.isRegularFile(file) && Files.isReadable(file)) { "there is no file $file that can be read" }
    return file
}
