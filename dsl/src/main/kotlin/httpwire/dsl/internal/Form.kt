package httpwire.dsl.internal

import httpwire.RequestBody
import httpwire.dsl.FormScope

private const val UNCHANGED = "*-._"
private const val HEX = "0123456789ABCDEF"

/** Fields in application/x-www-form-urlencoded, as the URL standard of WHATWG serializes them. */
internal class Form : FormScope {
    private val text = StringBuilder()

    override fun field(name: String, value: String) {
        val encoded = encode(name) + "=" + encode(value)
        if (text.isNotEmpty()) text.append('&')
        text.append(encoded)
    }

    fun toBody(): RequestBody = RequestBody.of(text.toString())

    private fun encode(text: String): String = buildString { for (byte in utf8(text)) appendEncoded(byte) }

    private fun StringBuilder.appendEncoded(byte: Byte) {
        val code = byte.toInt() and 0xFF
        when (val char = code.toChar()) {
            in 'a'..'z', in 'A'..'Z', in '0'..'9', in UNCHANGED -> append(char)
            ' ' -> append('+')
            else -> append('%').append(HEX[code shr 4]).append(HEX[code and 0xF])
        }
    }

    /** Nothing is ever replaced by a question mark. */
    private fun utf8(text: String): ByteArray = try {
        text.encodeToByteArray(throwOnInvalidSequence = true)
    } catch (e: CharacterCodingException) {
        throw IllegalArgumentException("the field can't be encoded: half a surrogate pair", e)
    }
}
