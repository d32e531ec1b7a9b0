package httpwire.examples.recipes

import httpwire.HttpUrl
import httpwire.client.HttpClient
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import java.time.Duration
import java.time.Instant

private inline fun <R> serving(noinline answers: (Received) -> Answer, use: (AnsweringPeer, HttpClient) -> R): R =
    AnsweringPeer.start(answers).use { peer -> HttpClient.create().use { use(peer, it) } }

private val hi = "sha-256=:${"hi".encodeUtf8().sha256().base64()}:"

class TypedFieldsTest : FunSpec({
    test("what the fields of a response say") {
        val answer = Answer.ok("hi")
            .header("Last-Modified", "Sun, 06 Nov 1994 08:49:37 GMT")
            .header("Link", "<next>; rel=next, </a.css>; rel=stylesheet")
            .header("Content-Disposition", "attachment; filename=\"../a.txt\"")
            .header("Retry-After", "120")
            .header("Content-Digest", hi)
        serving({ answer }) { peer, client ->
            said(client, peer.url("/x/y")) shouldContainExactly listOf(
                Instant.parse("1994-11-06T08:49:37Z"),
                HttpUrl.parse(peer.url("/x/next")),
                listOf("/a.css"),
                "a.txt",
                Duration.ofSeconds(120),
                true,
            )
        }
    }

    test("what they do not say") {
        serving({ Answer.ok("hi") }) { peer, client ->
            said(client, peer.url("/")) shouldContainExactly listOf(null, null, listOf<String>(), null, null, null)
        }
    }

    test("what a server says of an error") {
        val problem = """{"type":"https://a.example/credit","detail":"It costs 50","balance":30}"""
        val refusal = Answer.of(403).header("Content-Type", "application/problem+json").body(problem)
        val answers = mapOf("/ok" to Answer.ok("hi"), "/no" to refusal, "/gone" to Answer.of(410).body("gone"))
        serving({ answers.getValue(it.target) }) { peer, client ->
            answers.keys.map { reasonFor(client, peer.url(it)) } shouldContainExactly
                listOf("hi", "https://a.example/credit: It costs 50, 30", "status 410")
        }
    }

    test("fields that are sent") {
        serving({ Answer.of(204) }) { peer, client ->
            upload(client, peer.url("/"), "hi".encodeUtf8()) shouldBe 204
            with(peer.received().single()) {
                field("Content-Digest") shouldBe hi
                field("Content-Disposition") shouldBe
                    "attachment; filename=\"na_ve.txt\"; filename*=UTF-8''na%C3%AFve.txt"
            }
        }
    }
})
