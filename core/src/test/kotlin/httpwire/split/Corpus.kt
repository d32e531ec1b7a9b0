package httpwire.split

import okio.ByteString
import okio.ByteString.Companion.encode
import java.nio.file.Path
import kotlin.io.path.readLines

/** A message, the method that it answers, and what must become of it, in the words of the file. */
internal class Sample(val written: String, val method: String, val message: ByteString, private val verdict: String) {
    val text: String = message.string(Charsets.ISO_8859_1)

    /** Whether [outcome] is what the verdict says: of a failure, the beginning of its words may be enough. */
    fun isMet(outcome: String) = if (isGood) outcome == verdict else outcome.startsWith(verdict)

    val isGood get() = verdict[0].isDigit()

    override fun toString() = "$written -> ${verdict.take(200)}"
}

private val ESCAPE = Regex("""\\(?:x([0-9a-f]{2})|(.))""")
private val REPEATED = Regex("""\{(\d+)\*([^{}]*)\}""")
private val METHOD = Regex("""\[([A-Z]+)\] (.*)""")
private val ESCAPES = mapOf('r' to "\r", 'n' to "\n", 't' to "\t", '0' to "\u0000", '\\' to "\\")

private fun unescaped(text: String) = ESCAPE.replace(text) { found ->
    val (hex, letter) = found.destructured
    if (letter.isEmpty()) hex.toInt(16).toChar().toString() else ESCAPES.getValue(letter[0])
}

/** Puts in what stands in braces, the inner ones first. */
private tailrec fun expanded(text: String): String {
    val next = REPEATED.replace(text) { it.groupValues[2].repeat(it.groupValues[1].toInt()) }
        .replace("{ok}", """HTTP/1.1 200 OK\r\n""")
        .replace("{chunked}", """HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n""")
        .replace(Regex("""\{length ([^{}]*)\}""")) {
            """HTTP/1.1 200 OK\r\nContent-Length: ${it.groupValues[1]}\r\n\r\n"""
        }
    return if (next == text) text else expanded(next)
}

private fun sample(message: String, verdict: String): Sample {
    val (method, text) = METHOD.matchEntire(message)?.destructured?.let { (a, b) -> a to b } ?: ("GET" to message)
    val bytes = unescaped(expanded(text)).encode(Charsets.ISO_8859_1)
    return Sample(message, method, bytes, unescaped(expanded(verdict)))
}

/** The samples of a file: a line is a message, and the indented one after it is its verdict. */
internal fun samples(file: String): List<Sample> = Path.of("src/test/resources/split", file).readLines()
    .filter { it.isNotBlank() && !it.startsWith("# ") && it != "#" }
    .chunked(2) { (message, verdict) ->
        require(verdict.startsWith("  ")) { "no verdict: $message" }
        sample(message, verdict.drop(2))
    }

/** Responses, good and bad. */
internal val RESPONSES: List<Sample> by lazy { samples("responses.txt") }
