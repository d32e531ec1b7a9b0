package httpwire.examples.samples.dsl

import httpwire.examples.fenced
import httpwire.examples.regions
import httpwire.examples.root
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.matchers.shouldBe
import javax.net.ssl.SSLContext

internal fun ok(body: String, fields: String = "") =
    "HTTP/1.1 200 OK\r\n${fields}Content-Length: ${body.length}\r\n\r\n$body"

internal const val GET = "GET / HTTP/1.1\r\nHost: example.org\r\nAccept-Encoding: identity\r\n\r\n"

/**
 * A function of the samples: what it is run with, what it is answered, and what it gives then.
 *
 * @param replies one to each request that the page shows for it
 * @param requests in place of the page's, for one that is not on it
 */
internal class Sample(
    val name: String,
    val found: Any?,
    val replies: List<String> = listOf(ok("hi")),
    val requests: List<String>? = null,
    val tls: SSLContext? = null,
    val run: (peer: ListeningPeer) -> Any?,
)

/** The page's name for the server, and as many characters as an address with its port has. */
private val server = Regex("example\\.org(:8080)?")
private const val ADDRESS = "127.0.0.1:00000"

/** What `docs/kotlin.md` says of the wire, by the sample's region; each request in bytes as ISO-8859-1 has them. */
internal val wires: Map<String, List<String>> = buildMap<String, MutableList<String>> {
    val names = regions().filterKeys { it.startsWith("kotlin-") }.entries.associate { it.value to it.key }
    var requests = mutableListOf<String>()
    for (piece in fenced(root.resolve("docs/kotlin.md"))) {
        when (piece.language) {
            "kotlin" -> requests = mutableListOf<String>().also { names[piece.text]?.let { name -> put(name, it) } }
            "http" -> requests += if (piece.text.endsWith("\n")) piece.text + "\n" else piece.text
        }
    }
}.mapValues { (_, requests) -> requests.map { it.replace("\n", "\r\n") } }

internal fun Sample.requests(): List<String> = requests ?: wires.getValue(region)

/** `setHeader` is `kotlin-set-header`. */
internal val Sample.region: String
    get() = "kotlin-" + name.replace(Regex("[A-Z]")) { "-" + it.value.lowercase() }

/** Runs it against a server that counts the bytes it is sent, and holds it to each of them. */
internal fun Sample.play() {
    val script = requests().zip(replies).fold(Script.start()) { script, (request, reply) ->
        script.expectBytes(request.replace(server, ADDRESS).length.toLong()).reply(reply)
    }
    val listening = if (tls == null) ScriptedPeer.listening(script) else ScriptedPeer.listening(tls, script)
    listening.use { peer ->
        run(peer) shouldBe found
        val address = if (tls == null) peer.address() else "localhost:${peer.port()}"
        peer.transcript().received() shouldBe requests().joinToString("").replace(server, address)
    }
}
