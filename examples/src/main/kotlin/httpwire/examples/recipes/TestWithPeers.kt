package httpwire.examples.recipes

import httpwire.client.HttpClient
import httpwire.dsl.get
import httpwire.dsl.httpClient
import httpwire.dsl.post
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Recording
import httpwire.testing.RecordingPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.testing.SelfSigned
import java.nio.file.Path
import java.time.Duration
import kotlin.time.Duration.Companion.seconds

// How do I test code that speaks HTTP? With a server of the test's own, which has expectations too.

// region test-subject
internal class Users(private val client: HttpClient, private val url: String) {
    fun names(): List<String> = client.get("$url/users").text().lines()

    fun add(name: String): String? = client.post("$url/users") { body(name) }.orThrow().use { it.headers["Location"] }

    fun name(id: Int): String =
        client.get("$url/users/$id").use { if (it.status == 503) null else it.orThrow().text() } ?: name(id)
}
// endregion

internal fun byRules(): List<String> {
    // region test-rules
    val seen = AnsweringPeer.start().use { peer ->
        peer.on("GET /users").reply(200, "spam\neggs", "Content-Type: text/plain")
        peer.on("POST /users").reply { Answer.of(201).header("Location", "/users/${it.text()}") }
        peer.on("GET /users/*").reply(503).reply(200, "spam").times(2)
        peer.verify {
            httpClient().use { client ->
                val users = Users(client, peer.url(""))
                users.names() + users.add("ham") + users.name(1)
            }
        } + peer.received().map { "$it" }
    }
    // endregion
    return seen.map { "$it" }
}

internal fun atFault(answer: Answer): String {
    AnsweringPeer.start().use { peer ->
        // region test-faults
        val seconds = Duration.ofSeconds(2)
        peer.on("GET /late").reply(Answer.ok("spam").delay(seconds))
        peer.on("GET /slow").reply(Answer.ok("spam").throttle(1_000)) // In bytes per second.
        peer.on("GET /cut").reply(Answer.ok("spam").cutAfter(2)) // The head, and two bytes of the body.
        peer.on("GET /chunks").reply(Answer.ok("spam").chunked(2).drip(Duration.ofMillis(5)))
        peer.on("GET /gone").reply(Answer.reset())
        peer.on("GET /silent").reply(Answer.stall())
        // endregion
        peer.abandon()
        peer.on("GET /").reply(answer)
        return httpClient { timeout = 5.seconds }.use { client -> client.get(peer.url("/")).text() }
    }
}

internal fun byScript(): String {
    // region test-script
    val script = Script.start()
        .expectHead()
        .reply("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        .drip("4\r\nspam\r\n", Duration.ofMillis(1))
        .hangUp() // Where the last chunk would be.
    ScriptedPeer.listening(script).use { peer ->
        return peer.verify { httpClient().use { Users(it, peer.url("")).names().single() } }
    }
    // endregion
}

internal fun overTls(): String {
    // region test-tls
    val identity = SelfSigned.forLocalhost()
    AnsweringPeer.start(identity.serverContext()).use { peer ->
        peer.on("GET /users").reply(200, "spam")
        val client = httpClient { tls { trusting(identity.certificatePem()) } }
        return client.use { Users(it, peer.url("")).names().single() }
    }
    // endregion
}

// region test-inline
inline fun <R> answering(use: (AnsweringPeer) -> R): R = AnsweringPeer.start().use { peer ->
    val outcome = runCatching { use(peer) } // May suspend where the caller may.
    peer.verify { outcome.getOrThrow() }
}
// endregion

internal fun record(server: String, file: Path): List<String> {
    // region test-record
    RecordingPeer.start(server, file).use { peer ->
        return httpClient { header("Authorization", "Bearer c2VjcmV0") }.use { Users(it, peer.url("")).names() }
    }
    // endregion
}

internal fun replay(file: Path): List<String> {
    // region test-replay
    val recording = Recording.read(file)
    val exact = recording.replay().use { peer ->
        peer.verify {
            httpClient { header("Authorization", "Bearer another") }.use { Users(it, peer.url("")).names() }
        }
    }
    val loose = recording.replayLoosely().use { peer ->
        peer.verify { httpClient().use { Users(it, peer.url("")).names() } } // Without Authorization.
    }
    // endregion
    return exact + loose
}
