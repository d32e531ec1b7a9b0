package httpwire.coroutines.contract

import httpwire.dsl.OptionsScope
import httpwire.dsl.RequestScope
import httpwire.testing.Script

/**
 * A conversation: what goes over the wire, what is said, and what comes of it.
 *
 * Of the wire's lines `>` expects one from the client, `<` sends one; both end with CR LF unless they end with `|`.
 * A line with `!` is a step: `!head` takes a head whatever it says; `!hang up`, `!reset`, `!tls` and the like say
 * themselves, and `!never` is a connection that is not opened. A conversation that does not say how it ends is ended by
 * the client. `␊` is an LF without its CR.
 */
class Case(
    val name: String,
    wire: String,
    val isSecure: Boolean = false,
    val options: OptionsScope.() -> Unit = {},
    val isPipelined: Boolean = false,
    vararg val exchanges: Pair<Ask, String>,
) {
    private val lines = wire.trimIndent().lines().filter { it.isNotEmpty() }

    val asks = exchanges.map { it.first }

    val isOpened = lines != listOf("!never")
    val isReset = "!reset" in lines

    /** What the peer does, [before] being how the connection to it comes about. */
    fun script(before: Script = Script.start()): Script = if (isOpened) scriptOf(before, lines) else Script.start()
}

infix fun Ask.gives(outcome: String) = this to outcome

fun get(fill: RequestScope.() -> Unit = {}) = Ask("GET", "/", fill = fill)

fun post(fill: RequestScope.() -> Unit = {}) = Ask("POST", "/", fill = fill)

private fun scriptOf(before: Script, lines: List<String>): Script {
    var script = before
    var i = 0
    while (i < lines.size) {
        val kind = lines[i].first()
        val run = lines.drop(i).takeWhile { it.first() == kind && (kind != '!' || it === lines[i]) }
        script = when (kind) {
            '>' -> script.expect(textOf(run))
            '<' -> script.reply(textOf(run))
            else -> script.step(lines[i])
        }
        i += run.size
    }
    val isEnded = lines.lastOrNull() in setOf("!shut", "!hang up", "!hang up below TLS", "!reset", "!refused")
    return if (isEnded) script else script.expectEnd()
}

private fun textOf(lines: List<String>) = lines.joinToString("") { line ->
    val text = line.drop(1).removePrefix(" ").replace("␊", "\n")
    if (text.endsWith("|")) text.dropLast(1) else text + "\r\n"
}

private fun Script.step(line: String): Script = when (line) {
    "!head" -> expectHead()
    "!end" -> expectEnd()
    "!shut" -> shutdownOutput()
    "!hang up" -> hangUp()
    "!hang up below TLS" -> hangUpBelowTls()
    "!reset" -> reset()
    "!tls" -> startTls(Tls.server)
    "!refused" -> expectTlsRefusal(Tls.another)
    "!silence" -> ignoreInput()
    else -> error("no such step: $line")
}
