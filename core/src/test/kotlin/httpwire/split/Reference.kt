package httpwire.split

import httpwire.split.Decision.BARE_LF
import httpwire.split.Decision.BLANKS_IN_STATUS_LINE
import httpwire.split.Decision.BOTH_FRAMINGS_REFUSED
import httpwire.split.Decision.CONTROLS_KEPT
import httpwire.split.Decision.CR_AND_NUL_REFUSED
import httpwire.split.Decision.EQUAL_LENGTHS
import httpwire.split.Decision.EXTENSIONS_PASSED_OVER
import httpwire.split.Decision.LEADING_BLANKS_REFUSED
import httpwire.split.Decision.LOW_STATUS_REFUSED
import httpwire.split.Decision.OLD_CODINGS_REFUSED
import httpwire.split.Decision.OTHER_CODINGS_REFUSED
import httpwire.split.Decision.SIZES_BOUNDED
import java.math.BigInteger

/** A field line: its name and its value. */
internal typealias Field = Pair<String, String>

/** The head of a response. */
internal data class Head(val minor: Int, val status: Int, val reason: String, val fields: List<Field>) {
    /** The values of the fields of that name as the members of one list, RFC 9110 5.6.1; null if there is none. */
    fun list(name: String): List<String>? = fields.filter { it.first.equals(name, ignoreCase = true) }
        .ifEmpty { return null }
        .flatMap { it.second.split(',') }
        .map { it.trim(' ', '\t') }
}

/** What became of some bytes. */
internal sealed interface Reading {
    data class Whole(
        val interims: List<Head>,
        val head: Head,
        val body: String,
        val trailers: List<Field>,
        val rest: String,
    ) : Reading

    /** They end before the message does; [body] is what came of its body. */
    data class Cut(val body: String) : Reading

    /** They are no such message. */
    data class Refused(val body: String) : Reading
}

/**
 * A second parser of responses, written from the ABNF of RFC 9112 and RFC 9110: slow, with all bytes at hand, and with
 * nothing of ours in it.
 *
 * @param text the bytes, each as a character
 * @param method that of the request
 */
internal class Reference(
    private val text: String,
    private val method: String = "GET",
    private val decisions: Set<Decision> = Decision.entries.toSet(),
) {
    private class Ended : Exception()

    private class Malformed : Exception()

    private var at = 0
    private val body = StringBuilder()

    fun read(): Reading = try {
        message()
    } catch (_: Ended) {
        Reading.Cut(body.toString())
    } catch (_: Malformed) {
        Reading.Refused(body.toString())
    }

    /** `HTTP-message = start-line CRLF *( field-line CRLF ) CRLF [ message-body ]`, after any interim ones. */
    private fun message(): Reading.Whole {
        val interims = mutableListOf<Head>()
        var head = head()
        while (head.status in 100..199 && head.status != 101) {
            interims += head
            head = head()
        }
        val trailers = messageBody(head)
        return Reading.Whole(interims, head, body.toString(), trailers, text.substring(at))
    }

    // Heads.

    /** `status-line = HTTP-version SP status-code SP [ reason-phrase ]`. */
    private fun head(): Head {
        expect("HTTP/")
        val isLenient = BLANKS_IN_STATUS_LINE in decisions
        val statusLine = if (isLenient) LENIENT_STATUS_LINE else STATUS_LINE
        val (major, minor, status, words) = match(statusLine, line(BARE_LF in decisions))
        val reason = if (isLenient) words.trim(' ', '\t') else words
        require(major == "1")
        require(LOW_STATUS_REFUSED !in decisions || status >= "100")
        requireText(reason)
        return Head(minor.toInt(), status.toInt(), reason, fields(lines(BARE_LF in decisions)))
    }

    /** `field-line = field-name ":" OWS field-value OWS`, where `OWS CRLF RWS` may be in a value: obs-fold. */
    private fun fields(lines: List<String>): List<Field> {
        val fields = mutableListOf<Field>()
        for (line in lines) {
            val isContinued = line.startsWith(' ') || line.startsWith('\t')
            if (isContinued && fields.isEmpty() && LEADING_BLANKS_REFUSED !in decisions) continue
            require(!isContinued || fields.isNotEmpty())
            fields += if (isContinued) continued(fields.removeLast(), line) else field(line)
        }
        return fields
    }

    private fun field(line: String): Field {
        val (name, value) = match(FIELD_LINE, line)
        requireText(value)
        return name to value.trim(' ', '\t')
    }

    /** Each fold is one space, and none if there is nothing on one of its sides. */
    private fun continued(field: Field, line: String): Field {
        requireText(match(FOLDED_LINE, line).component1())
        return field.first to "${field.second} ${line.trim(' ', '\t')}".trim(' ', '\t')
    }

    private fun requireText(text: String) = require(CONTROLS_KEPT in decisions || text.none { it in CONTROLS })

    // Bodies, RFC 9112 6.3.

    private fun messageBody(head: Head): List<Field> {
        if (method == "HEAD" || head.status == 204 || head.status == 304) return emptyList()
        if (head.status == 101 || (method == "CONNECT" && head.status in 200..299)) return untilTheEnd()
        val codings = head.list("Transfer-Encoding")
        val lengths = head.list("Content-Length")
        if (codings == null) return if (lengths == null) untilTheEnd() else ofLength(lengths)
        require(OLD_CODINGS_REFUSED !in decisions || head.minor > 0)
        require(BOTH_FRAMINGS_REFUSED !in decisions || lengths == null)
        val named = codings.filter { it.isNotEmpty() }.map { it.lowercase() }
        require(OTHER_CODINGS_REFUSED !in decisions || named == listOf("chunked"))
        return if (named.lastOrNull() == "chunked") chunkedBody() else untilTheEnd()
    }

    private fun untilTheEnd(): List<Field> {
        take((text.length - at).toBigInteger())
        return emptyList()
    }

    /** `Content-Length = 1*DIGIT`. */
    private fun ofLength(lengths: List<String>): List<Field> {
        require(lengths.size == 1 || EQUAL_LENGTHS in decisions)
        val values = lengths.map { number(match(LENGTH, it).component1(), 10) }
        require(values.distinct().size == 1)
        take(values[0])
        return emptyList()
    }

    /**
     * `chunked-body = *chunk last-chunk trailer-section CRLF`, `chunk = chunk-size [ chunk-ext ] CRLF chunk-data CRLF`.
     */
    private fun chunkedBody(): List<Field> {
        val chunkLine = if (EXTENSIONS_PASSED_OVER in decisions) LENIENT_CHUNK_LINE else CHUNK_LINE
        while (true) {
            val size = number(match(chunkLine, line(isLfEnough = false)).component1(), 16)
            if (size == BigInteger.ZERO) return trailers()
            take(size)
            expect("\r\n")
        }
    }

    private fun trailers() = fields(lines(isLfEnough = true).also { require(isInCrLf) })

    private fun number(digits: String, radix: Int): BigInteger =
        digits.toBigInteger(radix).also { require(SIZES_BOUNDED !in decisions || it.bitLength() < Long.SIZE_BITS) }

    // Bytes.

    private fun take(byteCount: BigInteger) {
        val end = byteCount.min((text.length - at).toBigInteger()).toInt() + at
        val isWhole = byteCount == (end - at).toBigInteger()
        body.append(text, at, end)
        at = end
        if (!isWhole) throw Ended()
    }

    private fun expect(literal: String) {
        for (c in literal) {
            if (at == text.length) throw Ended()
            require(text[at++] == c)
        }
    }

    /** The lines up to the empty one, which is passed. */
    private fun lines(isLfEnough: Boolean): List<String> {
        isInCrLf = true
        return generateSequence { line(isLfEnough) }.takeWhile { it.isNotEmpty() }.toList()
    }

    /** Whether each of the latest [lines] ended with CR LF. */
    private var isInCrLf = true

    /** Up to the next line end, which is passed. */
    private fun line(isLfEnough: Boolean): String {
        val lf = text.indexOf('\n', at)
        if (lf < 0) throw Ended()
        val isCrLf = lf > at && text[lf - 1] == '\r'
        val line = text.substring(at, if (isCrLf) lf - 1 else lf)
        at = lf + 1
        isInCrLf = isInCrLf && isCrLf
        require(isCrLf || isLfEnough)
        return if (CR_AND_NUL_REFUSED in decisions) line else line.replace('\r', ' ').replace('\u0000', ' ')
    }

    private fun match(rule: Regex, text: String) = (rule.matchEntire(text) ?: throw Malformed()).destructured

    private fun require(isTrue: Boolean) {
        if (!isTrue) throw Malformed()
    }

    private companion object {
        const val OWS = "[ \t]*"
        const val TOKEN = "[-!#\$%&'*+.^_`|~0-9A-Za-z]+"
        const val QUOTED = "\"(?:[\t !#-\\[\\]-~\\x80-\\xFF]|\\\\[\t -~\\x80-\\xFF])*\""

        /** `field-content`, with the control characters that [requireText] may refuse. */
        const val TEXT = "[^\\x00\\r\\n]"
        val CONTROLS = ('\u0001'..'\u001f') + '\u007f' - '\t'

        val STATUS_LINE = Regex("([0-9])\\.([0-9]) ([0-9]{3}) ($TEXT*)")
        val LENIENT_STATUS_LINE = Regex("([0-9])\\.([0-9])[ \t]+([0-9]{3})(?:[ \t]+($TEXT*))?")
        val FIELD_LINE = Regex("($TOKEN):($TEXT*)")
        val FOLDED_LINE = Regex("($TEXT*)")
        val LENGTH = Regex("([0-9]+)")
        val CHUNK_LINE = Regex("([0-9A-Fa-f]+)(?:$OWS;$OWS$TOKEN(?:$OWS=$OWS(?:$TOKEN|$QUOTED))?)*")
        val LENIENT_CHUNK_LINE = Regex("([0-9A-Fa-f]+)(?:$OWS;$TEXT*)?")
    }
}
