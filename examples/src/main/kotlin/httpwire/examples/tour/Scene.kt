package httpwire.examples.tour

import httpwire.Headers
import httpwire.connection.HttpConnection
import httpwire.connection.HttpConnectionBuilder
import httpwire.examples.recipes.Reply
import okio.ByteString
import java.io.PrintStream

/** One thing the tour shows. */
internal class Step(val title: String, val show: Scene.() -> Unit)

/**
 * What a step works with. It says what it asks and what came, then compares: the answer with what the site gives, and
 * the request with what the server saw. What differs is collected in [faults].
 */
internal class Scene(val internet: LocalInternet, private val out: PrintStream) {
    private val confirmed = mutableListOf<String>()
    val faults = mutableListOf<String>()

    /** A connection in this internet to one of its names. */
    fun builder(host: String): HttpConnectionBuilder = HttpConnection.builder(host).dialer(internet.dialer)

    fun http(host: String): HttpConnection = builder(host).build()

    fun https(host: String): HttpConnection = builder(host).tls(internet.tls).build()

    fun asked(what: String) = out.println("    asked     $what")

    fun answered(what: String) = out.println("    answered  $what")

    fun answered(reply: Reply) = answered("${reply.status} ${reply.reason}, ${reply.body.size} bytes")

    fun printed(line: String) = out.println("              $line")

    /** Compares; [what] names the thing in the report. */
    fun expect(what: String, actual: Any?, expected: Any?) {
        if (actual != expected) faults += "$what was ${shown(actual)} instead of ${shown(expected)}"
    }

    /** Like [expect], with a remark after the tick. */
    fun confirm(what: String, actual: Any?, expected: Any?) {
        expect(what, actual, expected)
        confirmed += what
    }

    /** The next request that a server saw must have been this one. A field that is null must not have been there. */
    fun serverSaw(
        method: String,
        target: String,
        vararg fields: Pair<String, String?>,
        body: ByteString = ByteString.EMPTY,
    ): Seen? {
        val seen = internet.seen.take()
        expect("what the server saw", seen?.run { "${this.method} ${this.target}" }, "$method $target")
        if (seen == null) return null
        expectFields("the server", seen.headers, fields)
        expect("the body that the server saw", seen.body, body)
        val transport = if (seen.from.isSecure) "over TLS" else "in clear"
        val content = if (body.size == 0) "no body" else "${body.size} bytes of body"
        confirmed +=
            (listOf("$method $target $transport") + described(fields) + content).joinToString(", ", "the server saw ")
        return seen
    }

    /** As [serverSaw], for the proxy. */
    fun proxySaw(requestLine: String, vararg fields: Pair<String, String?>) {
        val asked = internet.askedOfProxy.take()
        expect("what the proxy saw", asked?.requestLine, requestLine)
        if (asked == null) return
        expectFields("the proxy", asked.headers, fields)
        confirmed += (listOf(requestLine) + described(fields)).joinToString(", ", "the proxy saw ")
    }

    /** What is confirmed, once nothing is left that no check has asked for. */
    fun verdict(): List<String> {
        internet.seen.takeAll().forEach { faults += "the server also saw ${it.method} ${it.target}" }
        internet.askedOfProxy.takeAll().forEach { faults += "the proxy also saw ${it.requestLine}" }
        return confirmed
    }

    private fun expectFields(who: String, headers: Headers, fields: Array<out Pair<String, String?>>) {
        for ((name, value) in fields) expect("$name, as $who saw it,", headers.joined(name), value)
    }

    private fun described(fields: Array<out Pair<String, String?>>) = fields.map { (name, value) ->
        when {
            value == null -> "no $name"
            Headers.isSecret(name) -> "$name (a secret)"
            else -> "$name: $value"
        }
    }

    private fun shown(value: Any?): String = value.toString().let { if (it.length > LONG) it.take(LONG) + "…" else it }

    private companion object {
        const val LONG = 200
    }
}
