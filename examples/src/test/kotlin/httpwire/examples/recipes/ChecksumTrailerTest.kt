package httpwire.examples.recipes

import httpwire.HttpException
import httpwire.examples.JavaTrailers
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import okio.IOException

private val digest = "sha-256=:${"spam".encodeUtf8().sha256().base64()}:"
private val other = "sha-256=:${"eggs".encodeUtf8().sha256().base64()}:"

private fun chunked(trailers: String) =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nsp\r\n2\r\nam\r\n0\r\n$trailers\r\n"

private fun plain(fields: String) = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n$fields\r\nspam"

class ChecksumTrailerTest : FunSpec({
    val sends = listOf<Pair<String, (String) -> Int>>(
        "Kotlin" to { uploadDigested(it, Buffer().writeUtf8("spam")) },
        "Java" to { JavaTrailers.upload(it, "spam".byteInputStream()) },
    )
    withTests(nameFn = { (language) -> "$language: the digest of what was sent follows it" }, sends) { (_, send) ->
        val script = Script.start().expectHead().expect("4\r\nspam\r\n0\r\nContent-Digest: $digest\r\n\r\n")
            .reply("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n").expectEnd()
        ScriptedPeer.listening(script).use { peer ->
            send(peer.address()) shouldBe 201
            peer.transcript().received() shouldContain "\r\nTrailer: Content-Digest\r\n"
        }
    }

    val receives = listOf<Pair<String, (String) -> String>>(
        "Kotlin" to { host -> Buffer().also { download(host, it) }.readUtf8() },
        "Java" to { host -> JavaTrailers.download(host) },
    )
    val good = listOf(
        chunked("Repr-Digest: $digest\r\n"),
        chunked("Repr-Digest: md5=:AAAA:, $digest\r\n"),
        chunked(""),
        plain("Repr-Digest: $digest\r\n"),
    )
    val bad = listOf(
        chunked("Repr-Digest: $other\r\n"),
        chunked("Repr-Digest: sha-256=:spam:\r\n"),
        chunked("Repr-Digest: md5=:AAAA:,$other\r\n"),
        plain("Repr-Digest: $other\r\n"),
    )
    for ((language, receive) in receives) {
        withTests(nameFn = { "$language: it is what its digest says, or has none: ${it.takeLast(90)}" }, good) {
            ScriptedPeer.listening(Script.start().expectHead().reply(it).expectEnd()).use { peer ->
                receive(peer.address()) shouldBe "spam"
                peer.transcript().received() shouldContain "\r\nTE: trailers\r\n"
            }
        }

        withTests(nameFn = { "$language: it is not what its digest says: ${it.takeLast(90)}" }, bad) {
            ScriptedPeer.listening(Script.start().expectHead().reply(it).expectEnd()).use { peer ->
                shouldThrow<IOException> { receive(peer.address()) }.message shouldBe
                    "the body is not what its sender has hashed"
            }
        }

        test("$language: a body that is cut before its digest") {
            val cut = chunked("Repr-Digest: $digest\r\n")
            for (at in cut.indexOf("sp")..<cut.length) {
                ScriptedPeer.listening(Script.start().expectHead().replyCutAfter(cut, at)).use { peer ->
                    shouldThrow<HttpException> { receive(peer.address()) }
                }
            }
        }
    }
})
