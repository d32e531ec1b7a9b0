package httpwire.examples.recipes

import httpwire.Headers
import httpwire.dsl.http
import httpwire.examples.JavaHints
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import java.util.concurrent.CompletableFuture
import java.util.concurrent.CountDownLatch

private const val HINTS = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n"
private const val PAGE = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

class EarlyHintsTest : FunSpec({
    test("what a 103 names is loaded while the server still makes the page") {
        val isAskedFor = CountDownLatch(1)
        val page = Script.start().expectHead().reply(HINTS).waitFor(isAskedFor).reply(PAGE).expectEnd()
        val style = Script.start().expect("GET /style.css HTTP/1.1\r\n").ignoreInput().signal(isAskedFor)
            .reply("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nb { }")
        ScriptedPeer.listening(page, style).use { peer ->
            val loaded = mutableListOf<CompletableFuture<String>>()
            val shown = pageWithHints(peer.address()) { target ->
                loaded += CompletableFuture.supplyAsync { http(peer.address()) { get(target).text() } }
            }
            shown shouldBe ("hi" to listOf("/style.css"))
            loaded.map { it.get() } shouldBe listOf("b { }")
        }
    }

    test("in Java: what a 103 names is told of while the server still makes the page") {
        val isTold = CountDownLatch(1)
        val script = Script.start().expectHead().reply(HINTS).waitFor(isTold).reply(PAGE).expectEnd()
        val links = mutableListOf<String>()
        ScriptedPeer.listening(script).use { peer ->
            JavaHints.page(peer.address()) {
                links += it
                isTold.countDown()
            } shouldBe "hi, after 1"
        }
        links shouldBe listOf("</style.css>; rel=preload; as=style")
    }

    test("no hints: neither another interim response, nor the Link of the final one") {
        val reply = "HTTP/1.1 102 Processing\r\nLink: </a>; rel=preload\r\n\r\n" +
            PAGE.replace("\r\n\r\n", "\r\nLink: </b>; rel=preload\r\n\r\n")
        ScriptedPeer.listening(Script.start().expectHead().reply(reply).expectEnd()).use { peer ->
            pageWithHints(peer.address()) { error("it loads $it") }.first shouldBe "hi"
        }
    }

    withTests(
        nameFn = { "Link: ${it.first}" },
        "</a>; rel=preload" to listOf("/a"),
        "</a>;as=style;rel=\"preload\"" to listOf("/a"),
        "</a>; rel=preload; as=style, </b>; REL=PRELOAD, </c>; rel=next" to listOf("/a", "/b"),
        "</a>; rel=preconnect, </b>; rel=preload" to listOf("/b"),
        "</a>; rel=preloaded" to listOf(),
        "" to listOf(),
    ) { (link, targets) -> preloads(Headers.of("Link", link)) shouldBe targets }
})
