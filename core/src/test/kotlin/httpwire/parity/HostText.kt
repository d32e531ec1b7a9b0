package httpwire.parity

import java.net.IDN

/** What a host with or without a port may look like: RFC 9110, section 4.2, RFC 3986, section 3.2.2. */
internal object HostText {
    private const val NAMED = "[A-Za-z0-9._~!$&'()*+,;=-]"
    private const val IPV6 = "[0-9A-Fa-f:.]*::[0-9A-Fa-f:.]*|([0-9A-Fa-f]+:){7}[0-9A-Fa-f]+"
    private val AUTHORITY = Regex("(\\[[^\\[\\]]*]|[^\\[\\]:]*)(?::(\\d*))?")
    private val NAME = Regex("$NAMED{1,255}")
    private val ADDRESS = Regex("\\[($IPV6)(%$NAMED+)?]")

    /** Whether the text is `host` or `host:port`. */
    fun isStrict(text: String): Boolean {
        val (host, port) = AUTHORITY.matchEntire(text)?.destructured ?: return false
        return isHost(host) && (port.isEmpty() || port.toIntOrNull() in 1..65535)
    }

    /** Whether the text is a host alone, an IPv6 address with brackets or without. */
    fun isHost(text: String): Boolean = NAME.matches(ascii(text)) || ADDRESS.matches(text) || ADDRESS.matches("[$text]")

    /** The host in US-ASCII; empty if there is none. */
    fun ascii(host: String): String {
        if (host.all { it.code < 128 }) return host
        return runCatching { IDN.toASCII(host, IDN.USE_STD3_ASCII_RULES) }.getOrDefault("")
    }

    /** An authority of http without what goes without saying. */
    fun normal(authority: String): String {
        val (host, port) = AUTHORITY.matchEntire(authority)?.destructured ?: return authority
        val number = port.trimStart('0')
        return if (number.isEmpty() || (number == "80" && port != "80")) host else "$host:$number"
    }
}
