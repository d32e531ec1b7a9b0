package httpwire.parity

/** A chunked body read by the letter of RFC 9112, section 7.1: the data, and what ends it. */
internal class Chunks(body: String) {
    enum class End { WHOLE, CUT, MALFORMED }

    private val read = StringBuilder()
    private val sizes = mutableListOf<Int>()

    /** How it ends: in order, before its end, or with something that is not a chunk. */
    val end: End

    /** The data up to there. */
    val data: String get() = read.toString()

    /** The offsets in [data] at which chunks begin. */
    val edges: List<Int> get() = sizes.runningFold(0, Int::plus)

    /** What comes after the last chunk and its trailers. */
    var rest = body
        private set

    init {
        var found: End?
        do {
            found = chunk()
        } while (found == null)
        end = found
    }

    /** Takes one chunk; the end if it was the last. */
    private fun chunk(): End? {
        val line = line() ?: return End.CUT
        val size = SIZE.matchEntire(line)?.groupValues?.get(1)?.trimStart('0') ?: return End.MALFORMED
        if (size.isEmpty()) return trailers()
        if (size.length > 16 || (size.length == 16 && size[0] >= '8')) return End.MALFORMED
        val count = if (size.length > 7) Int.MAX_VALUE else size.toInt(16)
        val data = rest.take(count)
        read.append(data)
        sizes += data.length
        rest = rest.drop(data.length)
        if (data.length < count) return End.CUT
        if (!"\r\n".startsWith(rest.take(2))) return End.MALFORMED
        if (rest.length < 2) return End.CUT
        rest = rest.drop(2)
        return null
    }

    /** Trailers are looked at when they have all come. */
    private fun trailers(): End {
        val lines = mutableListOf<String>()
        while (lines.lastOrNull() !in BLANK) lines += line() ?: return End.CUT
        val isWellFormed = lines.last() == "\r\n" && lines.dropLast(1).all { FIELD.matches(it) }
        return if (isWellFormed && lines[0][0] !in " \t") End.WHOLE else End.MALFORMED
    }

    private fun line(): String? {
        val lf = rest.indexOf('\n')
        if (lf < 0) return null
        return rest.substring(0, lf + 1).also { rest = rest.substring(lf + 1) }
    }

    private companion object {
        val SIZE = Regex("([0-9A-Fa-f]+)(?:[ \t]*;[^\r\n\u0000]*)?\r\n")
        val BLANK = setOf("\r\n", "\n")
        val FIELD = Regex("(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:|[ \t])[^\r\n\u0000]*\r\n")
    }
}
