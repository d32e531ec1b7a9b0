package httpwire.parity

import httpwire.parity.Aspect.DEBUG

/** Where the debug output differs. */
internal object DebugRules {
    private val PYTHON_WORDS =
        listOf(
            "reading a readable",
            "sending a readable",
            // 3.11.2 has it so.
            "sendIng a read()able",
            "encoding file using iso-8859-1",
            "Zero length chunk ignored",
            "Unable to determine size of ",
            "send: <",
            "send: [",
        )
    private val SECRET = Regex("(Authorization|Proxy-Authorization|Cookie|Set-Cookie): .*?(?=\\\\r|\n)")
    private val ESCAPE = Regex("""\\(x([0-9a-f]{2})|.)""")
    private val CONTROLS = mapOf("r" to "\r", "n" to "\n", "t" to "\t")

    val ALL: List<Rule> =
        listOf(
            rule("debug-tunnel-reply", "the proxy's status line is printed, and its fields even if it refuses", DEBUG) {
                val reply = jvm.debug.lines().firstOrNull { !it.startsWith("send: ") }.orEmpty()
                val hasTunnel = callsSoFar.any { it.name == "set_tunnel" }
                hasTunnel && reply.startsWith("reply: 'HTTP/") && shown(jvm.debug) == jvm.allSent
            },
            rule(
                "debug-bytes-only",
                "the bytes sent are printed, not Python's objects nor remarks on reading them",
                DEBUG,
            ) {
                val lines = python.debug.lines().filterNot { line -> PYTHON_WORDS.any { line.startsWith(it) } }
                jvm.debug.lines() == lines || (lines == listOf("") && shown(jvm.debug) == jvm.allSent)
            },
            rule("debug-shows-ours", "where our side sends other bytes, these are printed", DEBUG) {
                jvm.allSent != python.allSent && shown(jvm.debug) == jvm.allSent
            },
            rule("debug-secrets", "level 1 hides the values of fields that carry secrets", DEBUG) {
                val hasLevel1 = callsSoFar.any { it.name == "debug" && it.text(0) == "1" }
                hasLevel1 && "[hidden]" in jvm.debug && jvm.debug == SECRET.replace(python.debug, "$1: [hidden]")
            },
            rule("debug-no-reply", "a reply that did not come is not printed as ''", DEBUG) {
                jvm.error == "RemoteDisconnected" && python.debug == "reply: ''\n" && jvm.debug.isEmpty()
            },
        )

    /** The bytes that the printed lines show as sent. */
    private fun shown(debug: String): String = debug
        .lines()
        .filter { it.startsWith("send: b") }
        .joinToString("") { unescaped(it.substring(8, it.length - 1)) }

    private fun unescaped(text: String): String = ESCAPE.replace(text) {
        val (escape, hex) = it.destructured
        if (hex.isEmpty()) CONTROLS[escape] ?: escape else hex.toInt(16).toChar().toString()
    }
}
