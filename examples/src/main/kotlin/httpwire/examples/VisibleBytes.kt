package httpwire.examples

import okio.ByteString

/**
 * Bytes as text in which each of them can be seen: what is not printable ASCII is escaped. A head that comes from
 * a stranger cannot move the cursor of the terminal it is shown on.
 */
internal fun ByteString.visible(): String = buildString {
    for (byte in toByteArray()) {
        when (val code = byte.toInt() and 0xFF) {
            '\r'.code -> append("\\r")
            '\n'.code -> append("\\n")
            '\t'.code -> append("\\t")
            '\\'.code -> append("\\\\")
            in ' '.code..'~'.code -> append(code.toChar())
            else -> append("\\x").append(code.toString(16).padStart(2, '0'))
        }
    }
}

/** Text of the library in which secrets are blotted out, with the word that also stands in heads. */
internal fun String.hidden(): String = replace("\u2588\u2588", "[hidden]")

/** The bytes line by line, each with its line end; what follows the last line end is a line too. */
internal fun ByteString.wireLines(): List<ByteString> {
    val lines = mutableListOf<ByteString>()
    var from = 0
    while (from < size) {
        val lineFeed = indexOf(LINE_FEED, from)
        val to = if (lineFeed < 0) size else lineFeed + 1
        lines += substring(from, to)
        from = to
    }
    return lines
}

private val LINE_FEED = byteArrayOf('\n'.code.toByte())
