package httpwire.parity

import java.net.IDN

/** What a host with or without a port may look like: RFC 9110, section 4.2, RFC 3986, section 3.2.2. */
internal object HostText {
    private const val NAMED = "[A-Za-z0-9._~!$&'()*+,;=-]"
    private const val NAMED_NO_DOT = "[A-Za-z0-9_~!$&'()*+,;=-]"
    private const val IPV6 = "[0-9A-Fa-f:.]*::[0-9A-Fa-f:.]*|([0-9A-Fa-f]+:){7}[0-9A-Fa-f]+"
    private val AUTHORITY = Regex("(\\[[^\\[\\]]*]|[^\\[\\]:]*)(?::(\\d*))?")
    private val NAME = Regex("(?=.{1,253}[.]?$)($NAMED_NO_DOT{1,63}[.])*$NAMED_NO_DOT{1,63}[.]?")
    private val NUMBER = Regex("\\d*|0[xX][0-9A-Fa-f]*")
    private val QUAD = Regex("((25[0-5]|(2[0-4]|1\\d|[1-9])?\\d)([.](?!$)|$)){4}")
    private val ADDRESS = Regex("\\[($IPV6)(%$NAMED+)?]")

    /** Whether the text is `host` or `host:port`. */
    fun isStrict(text: String): Boolean {
        val (host, port) = AUTHORITY.matchEntire(text)?.destructured ?: return false
        return isHost(host) && (port.isEmpty() || port.toIntOrNull() in 1..65535)
    }

    /** Whether the text is a host alone, an IPv6 address with brackets or without. */
    fun isHost(text: String): Boolean = isName(ascii(text)) || ADDRESS.matches(text) || ADDRESS.matches("[$text]")

    /** A name that DNS can hold. If its last label is a number, it must be an IPv4 address in strict form. */
    private fun isName(host: String): Boolean = NAME.matches(host) &&
        (QUAD.matches(host) || !NUMBER.matches(host.removeSuffix(".").substringAfterLast('.'))) &&
        host.split('.').none { it.startsWith("xn--", ignoreCase = true) && IDN.toUnicode(it) == it }

    /** The host in US-ASCII; empty if there is none. */
    fun ascii(host: String): String {
        if (host.all { it.code < 128 }) return host
        // IDNA 2003, which the JDK knows, makes another name of these than browsers do.
        if (host.any { it in "\u00df\u03c2\u200c\u200d" }) return ""
        return runCatching { IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES) }.getOrDefault("")
    }

    /** An authority of http without an empty or default port. */
    fun normal(authority: String): String {
        val (host, port) = AUTHORITY.matchEntire(authority)?.destructured ?: return authority
        val number = port.trimStart('0')
        return if (number.isEmpty() || (number == "80" && port != "80")) host else "$host:$number"
    }
}
