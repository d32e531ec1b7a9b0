package httpwire.internal.wire

import okio.Buffer
import okio.ByteString

/**
 * A second reading of RFC 9112, written from its grammar and sharing nothing with ours: regular expressions over whole
 * messages, no streaming, no speed. What the two make of the same bytes must agree.
 */
internal object ReferenceParser {
    private const val TCHAR = "[-!#\$%&'*+.^_`|~0-9A-Za-z]"

    /** Everything but CR, LF and NUL. */
    private const val TEXT = "[^\\r\\n\\u0000]"

    private val statusLine = Regex("HTTP/1\\.([0-9])[ \t]+([1-9][0-9]{2})(?:[ \t]+($TEXT*?))?[ \t]*")
    private val fieldLine = Regex("($TCHAR+):[ \t]*($TEXT*?)[ \t]*")
    private val fold = Regex("[ \t]+($TEXT*?)[ \t]*")
    private val requestLine = Regex("($TCHAR+) ([!-~]+) (HTTP/1\\.[01])")
    private val strictFieldLine = Regex("($TCHAR+): ($TEXT*)")
    private val chunkSize = Regex("0|[1-9A-F][0-9A-F]*")

    data class Response(val minor: Int, val status: Int, val reason: String, val fields: List<Pair<String, String>>)

    data class Request(
        val method: String,
        val target: String,
        val version: String,
        val fields: List<Pair<String, String>>,
        val body: ByteString,
    )

    /** The head of a response, as leniently as the RFC lets a recipient be; null if the bytes do not begin with one. */
    fun response(bytes: ByteString): Response? {
        val lines = bytes.latin1().split('\n').map { it.removeSuffix("\r") }
        val empty = lines.indexOf("")
        // The last of the lines ended without LF.
        if (empty < 1 || empty == lines.size - 1) return null
        val (minor, status, reason) = statusLine.matchEntire(lines[0])?.destructured ?: return null
        val fields = mutableListOf<Pair<String, String>>()
        for (line in lines.subList(1, empty)) {
            val continued = fold.matchEntire(line)
            if (continued != null) {
                val (name, value) = fields.removeLastOrNull() ?: return null
                fields += name to "$value ${continued.groupValues[1]}".trim(' ', '\t')
            } else {
                val (name, value) = fieldLine.matchEntire(line)?.destructured ?: return null
                fields += name to value
            }
        }
        return Response(minor.toInt(), status.toInt(), reason, fields)
    }

    /** One request and nothing after it, in the strict form that a sender must keep to. */
    fun request(bytes: ByteString): Request {
        val text = bytes.latin1()
        val headEnd = text.indexOf("\r\n\r\n")
        require(headEnd >= 0) { "no end of the head" }
        val lines = text.substring(0, headEnd).split("\r\n")
        val (method, target, version) = requireNotNull(requestLine.matchEntire(lines[0])) { lines[0] }.destructured
        val fields = lines.drop(1).map { line ->
            val (name, value) = requireNotNull(strictFieldLine.matchEntire(line)) { line }.destructured
            name to value
        }
        val body = body(fields, bytes.substring(headEnd + 4))
        return Request(method, target, version, fields, body)
    }

    private fun body(fields: List<Pair<String, String>>, bytes: ByteString): ByteString {
        val lengths = fields.filter { it.first.equals("Content-Length", ignoreCase = true) }
        val codings = fields.filter { it.first.equals("Transfer-Encoding", ignoreCase = true) }
        require(lengths.size + codings.size <= 1) { "two kinds of framing" }
        if (codings.isNotEmpty()) {
            require(codings.single().second == "chunked")
            return chunked(bytes)
        }
        require(bytes.size == (lengths.singleOrNull()?.second?.toInt() ?: 0)) { "${bytes.size} bytes, not $lengths" }
        return bytes
    }

    /** A chunked body without extensions and trailers, nothing after it. */
    fun chunked(bytes: ByteString): ByteString = Buffer().also { body -> chunks(bytes).forEach { body.write(it) } }
        .readByteString()

    fun chunks(bytes: ByteString): List<ByteString> {
        val chunks = mutableListOf<ByteString>()
        var at = 0
        while (true) {
            val lineEnd = bytes.indexOf(latin1("\r\n"), at)
            val digits = bytes.substring(at, lineEnd).latin1()
            require(chunkSize.matches(digits)) { digits }
            val dataEnd = lineEnd + 2 + digits.toInt(16)
            require(bytes.substring(dataEnd, dataEnd + 2) == latin1("\r\n")) { "no CR LF after the data" }
            at = dataEnd + 2
            if (digits == "0") break
            chunks += bytes.substring(lineEnd + 2, dataEnd)
        }
        require(at == bytes.size) { "bytes after the last chunk" }
        return chunks
    }
}
