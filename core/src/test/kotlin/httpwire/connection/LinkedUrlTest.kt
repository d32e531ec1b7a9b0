package httpwire.connection

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.Buffer

private fun next(target: String, vararg links: String): String? {
    val fields = links.joinToString("") { "Link: $it\r\n" }
    val connection = connectionOver(Wire(ok("${fields}Content-Length: 0\r\n", "")))
    connection.request("GET", target)
    return connection.readResponse().linkedUrl("next")?.toString()
}

class LinkedUrlTest : FunSpec({
    test("RFC 8288 §3.1: a link is resolved against the URL of the request") {
        next("/items/all?page=1", "<?page=2>; rel=\"next\"") shouldBe "http://a/items/all?page=2"
        next("/items/all?page=1", "<b>; rel=prev", "<c#d>; rel=\"last Next\"") shouldBe "http://a/items/c"
        next("/items/", "<https://b.example/x>; rel=next") shouldBe "https://b.example/x"
    }

    test("no link, and none that is a URL, lead nowhere") {
        next("/") shouldBe null
        next("/", "<b>; rel=prev") shouldBe null
        next("/", "<mailto:a@b.example>; rel=next") shouldBe null
        next("/", "<b>; rel=next; anchor=\"/c\"") shouldBe null
    }

    test("a response that was parsed has no URL: only a whole one is found") {
        for ((target, expected) in listOf("http://b.example/" to "http://b.example/", "/b" to null)) {
            val source = Buffer().writeUtf8("HTTP/1.1 200 OK\r\nLink: <$target>; rel=next\r\n\r\n")
            HttpResponse.parse(source, "GET").linkedUrl("next")?.toString() shouldBe expected
        }
    }
})
