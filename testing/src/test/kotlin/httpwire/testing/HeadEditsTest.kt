package httpwire.testing

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.property.Arb
import io.kotest.property.arbitrary.bind
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.list
import io.kotest.property.arbitrary.map
import io.kotest.property.checkAll
import okio.ByteString.Companion.encodeUtf8

private const val SECRET = "c2VjcmV0"

/** What heads and bodies are made of, in any order. */
private val part: Arb<String> = Arb.element(
    listOf("GET / HTTP/1.1\r\n", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 101 Switch\r\n", "CONNECT a:1 HTTP/1.1\r\n") +
        listOf("\r\n", "\n", "Content-Length: 3\r\n", "Content-Length: x\r\n", "Transfer-Encoding: chunked\r\n") +
        listOf("Cookie: $SECRET\r\n", "cookie:$SECRET\n", "A: b\r\n", " folded $SECRET\r\n", "Host: 127.0.0.1:80\r\n") +
        listOf("3\r\nabc\r\n", "0\r\n\r\n", "abc", "Referer: http://127.0.0.1:801/\r\n", "A: [peer]\r\n", ":\r\n"),
)

private val entry: Arb<Exchanged> = Arb.bind(
    Arb.element(Exchanged.Kind.RECEIVED, Exchanged.Kind.SENT),
    Arb.list(part, 0..8).map { it.joinToString("") },
) { kind, text -> Exchanged(1, kind, text.encodeUtf8()) }

class HeadEditsTest : FunSpec({
    test("whatever was recorded, nothing is lost but what is to be hidden") {
        checkAll(2_000, Arb.list(entry, 0..6)) { entries ->
            val recording = Recording(entries)
            HeadEdits.hide(recording, setOf(), listOf()) shouldBe recording
            val edited = HeadEdits.forReplay(recording, 1, "[peer]")
            val replayed = recording.entries().map { entry ->
                // Each field that matches any value is one that says so.
                val text = edited.pieces(entry).joinToString("") { it?.utf8() ?: "[peer]" }
                Exchanged(1, entry.kind(), text.encodeUtf8())
            }
            Recording(replayed) shouldBe recording
        }
    }

    test("a secret is hidden in whole heads, however they are cut into turns") {
        val fields = "A: b\r\nCookie: $SECRET\r\n folded $SECRET\r\nHost: 127.0.0.1:80\r\nB: 127.0.0.1:801\r\n\r\n"
        val head = "GET / HTTP/1.1\r\n$fields"
        for (cut in 0..head.length) {
            val entries = listOf(
                Exchanged.received(1, head.take(cut).encodeUtf8()),
                Exchanged.sent(1, "HTTP/1.1 100 Continue\r\n\r\n".encodeUtf8()),
                Exchanged.received(1, head.drop(cut).encodeUtf8()),
            )
            val hidden = HeadEdits.hide(Recording(entries), setOf("cookie"), listOf("127.0.0.1:80"))
            "$hidden" shouldNotContain "secret"
            "$hidden" shouldNotContain SECRET
            hidden.stream(1, Exchanged.Kind.RECEIVED).utf8() shouldBe
                "GET / HTTP/1.1\r\nA: b\r\nCookie: [hidden]\r\nHost: [peer]\r\nB: 127.0.0.1:801\r\n\r\n"
        }
    }
})
