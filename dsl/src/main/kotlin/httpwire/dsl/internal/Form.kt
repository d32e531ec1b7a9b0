package httpwire.dsl.internal

import httpwire.RequestBody
import httpwire.dsl.FormScope

private const val KEPT = "*-._"

/** Encodes fields as application/x-www-form-urlencoded, by the rules of the WHATWG URL standard. */
internal class Form : FormScope {
    private val text = StringBuilder()

    override fun field(name: String, value: String) {
        val encoded = encode(name) + "=" + encode(value)
        if (text.isNotEmpty()) text.append('&')
        text.append(encoded)
    }

    fun toBody(): RequestBody = RequestBody.of(text.toString())

    private fun encode(text: String): String = text.percentEncoded(KEPT).replace("%20", "+")
}
