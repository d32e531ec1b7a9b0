package httpwire.dsl.internal

private const val HEX = "0123456789ABCDEF"

/** This text in UTF-8, with every byte except letters, digits and [kept] as `%` and two digits. */
internal fun String.percentEncoded(kept: String): String = buildString {
    for (byte in utf8(this@percentEncoded)) {
        val code = byte.toInt() and 0xFF
        when (val char = code.toChar()) {
            in 'a'..'z', in 'A'..'Z', in '0'..'9', in kept -> append(char)
            else -> append('%').append(HEX[code shr 4]).append(HEX[code and 0xF])
        }
    }
}

/** Throws for half a surrogate pair instead of replacing it by a question mark. */
private fun utf8(text: String): ByteArray = try {
    text.encodeToByteArray(throwOnInvalidSequence = true)
} catch (e: CharacterCodingException) {
    throw IllegalArgumentException("the text can't be encoded: half a surrogate pair", e)
}
