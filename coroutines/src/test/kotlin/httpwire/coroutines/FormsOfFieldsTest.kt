package httpwire.coroutines

import httpwire.Headers
import httpwire.HttpException.UnexpectedResponse
import httpwire.HttpUrl
import httpwire.RequestBody
import httpwire.body.progress.ProgressBody
import httpwire.body.progress.ProgressListener
import httpwire.body.progress.ProgressResponse
import httpwire.client.HttpClient
import httpwire.dsl.get
import httpwire.dsl.post
import httpwire.dsl.withProgress
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import okio.ByteString.Companion.encodeUtf8
import java.io.IOException
import java.time.Duration
import java.time.Instant

private class Got(val headers: Headers, val next: HttpUrl?)

/** One of the forms in which a client is used. */
private class Form(
    val name: String,
    val get: suspend (HttpClient, url: String) -> Got,
    val orThrow: suspend (HttpClient, url: String) -> Unit,
    val upload: suspend (HttpClient, url: String, ProgressListener) -> String,
    val download: suspend (HttpClient, url: String, ProgressListener) -> String,
)

private val FORMS = listOf(
    Form(
        "Java",
        { client, url -> client.get(url).use { Got(it.headers, it.linkedUrl("next")) } },
        { client, url -> client.get(url).orThrow() },
        { client, url, heard -> client.post(url, ProgressBody.of(RequestBody.of("0123"), heard)).text() },
        { client, url, heard -> ProgressResponse.of(client.get(url), heard).text() },
    ),
    Form(
        "the DSL",
        { client, url -> client.get(url) { header("A", "b") }.use { Got(it.headers, it.linkedUrl("next")) } },
        { client, url -> client.get(url) { header("A", "b") }.orThrow() },
        { client, url, heard ->
            client.post(url) {
                body("0123")
                onUpload(heard::progressed)
            }.text()
        },
        { client, url, heard -> client.get(url) { header("A", "b") }.withProgress(heard::progressed).text() },
    ),
    Form(
        "suspending",
        { client, url ->
            client.suspending().get(url).run {
                close()
                Got(headers, linkedUrl("next"))
            }
        },
        { client, url -> client.suspending().get(url).orThrow() },
        { client, url, heard ->
            client.suspending().post(url) {
                body("0123")
                onUpload(heard::progressed)
            }.text()
        },
        { client, url, heard -> client.suspending().get(url).withProgress(heard::progressed).text() },
    ),
)

private const val DIGEST = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
private val HELLO = "{\"hello\": \"world\"}\n".encodeUtf8()
private const val FIELDS = "HTTP/1.1 200 OK\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nRetry-After: 7\r\n" +
    "Link: </2>; rel=\"next\"\r\nLink: </s>; rel=stylesheet\r\n" +
    "Content-Disposition: attachment; filename=\"../a.txt\"\r\n" +
    "Content-Digest: $DIGEST\r\nRepr-Digest: $DIGEST\r\nContent-Length: 0\r\n\r\n"
private const val DETAILS = "{\"title\":\"No credit\",\"status\":403,\"balance\":30}"
private const val PROBLEM = "HTTP/1.1 403 No\r\nContent-Type: application/problem+json\r\n" +
    "Content-Length: ${DETAILS.length}\r\n\r\n$DETAILS"

private val FAILURES = listOf(Exception("plain"), IOException("io"), StackOverflowError("deep"))

private suspend fun withClient(reply: String, block: suspend (AnsweringPeer, HttpClient) -> Unit) {
    AnsweringPeer.start { Answer.raw(reply) }.use { peer -> HttpClient.create().use { block(peer, it) } }
}

/** Throws at the call with this index. */
private class Armed(private val at: Int, private val failure: Throwable) : ProgressListener {
    private var count = 0

    override fun progressed(progress: httpwire.body.progress.Progress) {
        if (count++ == at) throw failure
    }
}

/** What fields say, and the progress of bodies, in the three forms of a client. */
class FormsOfFieldsTest :
    FunSpec({
        withTests(nameFn = { "each reader of a field gives its value: ${it.name}" }, FORMS) { form ->
            withClient(FIELDS) { peer, client ->
                val got = form.get(client, peer.url("/1"))
                got.next.toString() shouldBe peer.url("/2")
                with(got.headers) {
                    date("Last-Modified") shouldBe Instant.parse("1994-11-06T08:49:37Z")
                    links().map { it.target() } shouldBe listOf("/2", "/s")
                    link("stylesheet")!!.target() shouldBe "/s"
                    contentDisposition()!!.safeFilename() shouldBe "a.txt"
                    retryAfter()!!.delay() shouldBe Duration.ofSeconds(7)
                    contentDigest()!!.matches(HELLO) shouldBe true
                    reprDigest()!!.matches(HELLO) shouldBe true
                }
            }
        }

        withTests(nameFn = { "orThrow() throws with the problem, and the connection is kept: ${it.name}" }, FORMS) {
            withClient(PROBLEM) { peer, client ->
                repeat(2) { _ ->
                    val thrown = shouldThrow<UnexpectedResponse> { it.orThrow(client, peer.url("/")) }
                    thrown.problem!!.run { "${title()} ${status()} ${extensions()}" } shouldBe
                        "No credit 403 {balance=30}"
                    thrown.message shouldContain "/: No credit"
                }
                client.statistics().leased() shouldBe 0
                peer.connectionCount() shouldBe 1
            }
        }

        for (failure in FAILURES) {
            withTests(
                nameFn = { "$failure of a listener ends the upload, whose connection is not used again: ${it.name}" },
                FORMS,
            ) { form ->
                for (at in 0..1) {
                    withClient(OK) { peer, client ->
                        val thrown = shouldThrow<Throwable> { form.upload(client, peer.url("/"), Armed(at, failure)) }
                        "${thrown::class} ${thrown.message}" shouldBe "${failure::class} ${failure.message}"
                        client.statistics().run { leased() to idle() } shouldBe (0 to 0)
                        form.upload(client, peer.url("/")) { } shouldBe "hi"
                        client.statistics().opened() shouldBe 2
                    }
                }
            }

            withTests(
                nameFn = { "$failure of a listener ends the download, and its connection is not lost: ${it.name}" },
                FORMS,
            ) { form ->
                for (at in 0..1) {
                    withClient(OK) { peer, client ->
                        val thrown = shouldThrow<Throwable> { form.download(client, peer.url("/"), Armed(at, failure)) }
                        "${thrown::class} ${thrown.message}" shouldBe "${failure::class} ${failure.message}"
                        client.statistics().leased() shouldBe 0
                        form.download(client, peer.url("/")) { } shouldBe "hi"
                        client.statistics().run { leased() to idle() } shouldBe (0 to 1)
                    }
                }
            }
        }
    })
