package httpwire.examples.recipes

import httpwire.HttpException.UnexpectedResponse
import httpwire.HttpUrl
import httpwire.client.HttpClient
import httpwire.examples.JavaPaging
import httpwire.testing.Answer
import httpwire.testing.AnsweringPeer
import httpwire.testing.Received
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.flow.take
import kotlinx.coroutines.flow.toList

private const val LAST = 3

/** Pages 1 to 3; each link is relative, and has others beside it. */
private fun paged(request: Received): Answer {
    val page = request.target.substringAfter("page=").toInt()
    val next = if (page < LAST) ", <?page=${page + 1}>; title=\"more, <all>\"; rel=\"last next\"" else ""
    return Answer.ok("page $page").header("Link", "</items?page=1>; rel=first$next")
}

private val all = (1..LAST).map { "page $it" }

private inline fun <R> serving(noinline answers: (Received) -> Answer, use: (AnsweringPeer) -> R): R =
    AnsweringPeer.start(answers).use(use)

class PagingTest : FunSpec({
    test("as a sequence: all pages, over one connection") {
        serving(::paged) { peer ->
            HttpClient.create().use { it.pages(peer.url("/items?page=1")).toList() shouldContainExactly all }
            peer.connectionCount() shouldBe 1
        }
    }

    test("as a flow") {
        serving(::paged) { peer ->
            httpwire.coroutines.httpClient().use { client ->
                client.pages(peer.url("/items?page=1")).toList() shouldContainExactly all
            }
        }
    }

    test("in Java") {
        serving(::paged) { peer ->
            HttpClient.create().use { client ->
                JavaPaging.pages(client, HttpUrl.parse(peer.url("/items?page=1"))) shouldContainExactly all
            }
        }
    }

    test("pages that nobody wants are not asked for") {
        serving(::paged) { peer ->
            HttpClient.create().use { it.pages(peer.url("/items?page=1")).first() shouldBe "page 1" }
            httpwire.coroutines.httpClient().use { client ->
                client.pages(peer.url("/items?page=1")).take(2).toList() shouldContainExactly all.take(2)
            }
            peer.received().map { it.target } shouldContainExactly
                listOf("/items?page=1", "/items?page=1", "/items?page=2")
        }
    }

    test("a page that is not there ends them with what the server says") {
        val problem = """{"title":"No such page"}"""
        val answers = { request: Received ->
            if (request.target.endsWith("1")) {
                paged(request)
            } else {
                Answer.of(404).header("Content-Type", "application/problem+json").body(problem)
            }
        }
        serving(answers) { peer ->
            HttpClient.create().use { client ->
                val pages = client.pages(peer.url("/items?page=1")).iterator()
                pages.next() shouldBe "page 1"
                shouldThrow<UnexpectedResponse> { pages.hasNext() }.problem?.title() shouldBe "No such page"
            }
        }
    }
})
