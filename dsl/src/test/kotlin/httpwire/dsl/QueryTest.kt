package httpwire.dsl

import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

private class Query(
    val target: String,
    val sent: String,
    vararg val parameters: Pair<String, String>,
)

private val queries =
    listOf(
        Query("/x", "/x?a=b", "a" to "b"),
        Query("/x", "/x?a=b&c=d&a=e", "a" to "b", "c" to "d", "a" to "e"),
        Query("/x?a=b", "/x?a=b&c=d", "c" to "d"),
        Query("/x?", "/x?c=d", "c" to "d"),
        Query("/x?a&", "/x?a&c=d", "c" to "d"),
        Query("", "/?a=b", "a" to "b"),
        Query("http://example.org/x", "http://example.org/x?a=b", "a" to "b"),
        Query("/x%2f?a=%20", "/x%2f?a=%20&c=%2520", "c" to "%20"),
        Query("/x", "/x?=", "" to ""),
        Query("/x", "/x?q=a%20b%2Bc", "q" to "a b+c"),
        Query("/x", "/x?q%3D=%26%3D%23%3F%2F%25", "q=" to "&=#?/%"),
        Query("/x", "/x?unreserved=AZaz09-._~", "unreserved" to "AZaz09-._~"),
        Query("/x", "/x?q=%21%2A%27%28%29", "q" to "!*'()"),
        Query("/x", "/x?q=%0D%0A%00", "q" to "\r\n\u0000"),
        Query("/x", "/x?%C3%BC=%E2%82%AC%F0%9F%98%80", "ü" to "€😀"),
    )

class QueryTest :
    FunSpec({
        withTests(nameFn = { "${it.target} becomes ${it.sent}" }, queries) { query ->
            talk(expecting(head("GET ${query.sent}") + "\r\n")) {
                get(query.target) { query.parameters.forEach { (name, value) -> query(name, value) } }.text()
            } shouldBe "hi"
        }

        test("with all verbs, a body and fields left out") {
            talk(expecting("PUT /x?a=b HTTP/1.1\r\nHost: example.org\r\nContent-Length: 2\r\n\r\nhi")) {
                put("/x") {
                    body("hi")
                    withoutHeader("Accept-Encoding")
                    query("a", "b")
                }.text()
            } shouldBe "hi"
        }

        test("the URL of the response has it") {
            talk(expecting(head("GET /x?a=b") + "\r\n")) {
                get("/x") { query("a", "b") }.url shouldBe "http://example.org/x?a=b"
            }
        }

        test("what has no query is refused") {
            talk(Script.start()) {
                shouldThrow<IllegalArgumentException> { options("*") { query("a", "b") } }.message shouldBe
                    "the target * has no query"
            }
        }
    })
