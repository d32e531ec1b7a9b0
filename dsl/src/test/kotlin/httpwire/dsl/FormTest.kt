package httpwire.dsl

import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

private class Case(
    val encoded: String,
    vararg val fields: Pair<String, String>,
)

/** The serializer of the URL standard; urllib's `urlencode` differs in `*` and `~` only. */
private val cases =
    listOf(
        Case("spam=1&eggs=2", "spam" to "1", "eggs" to "2"),
        Case("a=1&a=2", "a" to "1", "a" to "2"),
        Case("", *emptyArray()),
        Case("=", "" to ""),
        Case("a+b=c%2Bd", "a b" to "c+d"),
        Case("x=%26%3D%23%3F%25", "x" to "&=#?%"),
        Case("x=*-._%7E", "x" to "*-._~"),
        Case("x=AZaz09", "x" to "AZaz09"),
        Case("x=%0D%0A%00", "x" to "\r\n\u0000"),
        Case("%C3%BC=%E2%82%AC%F0%9F%98%80", "ü" to "€😀"),
    )

private const val TYPE = "Content-Type: application/x-www-form-urlencoded\r\n"

private fun sent(body: String, type: String = TYPE) =
    head("POST /x") + "Content-Length: ${body.length}\r\n$type\r\n$body"

class FormTest :
    FunSpec({
        withTests(nameFn = { "'${it.encoded}'" }, cases) { case ->
            talk(expecting(sent(case.encoded))) { post("/x") { form(*case.fields) }.text() } shouldBe "hi"
        }

        test("field by field") {
            talk(expecting(sent("a=b&c=d"))) {
                post("/x") {
                    form {
                        field("a", "b")
                        field("c", "d")
                    }
                }.text()
            } shouldBe "hi"
        }

        test("a Content-Type that is given stays, before the form or after it; left out, it is left out") {
            val own = "Content-Type: text/x\r\n"
            talk(expecting(sent("a=b", own)).expect(sent("a=b", own)).reply(OK).expect(sent("a=b", "")).reply(OK)) {
                post("/x") {
                    header("Content-Type", "text/x")
                    form("a" to "b")
                }.text()
                post("/x") {
                    form("a" to "b")
                    header("Content-Type", "text/x")
                }.text()
                post("/x") {
                    withoutHeader("Content-Type")
                    form("a" to "b")
                }.text()
            } shouldBe "hi"
        }

        test("half a surrogate pair is refused at its line") {
            talk(Script.start()) {
                shouldThrow<IllegalArgumentException> {
                    post("/x") {
                        form {
                            field("a", "b")
                            field("c", "\ud83d")
                        }
                    }
                }.sourceLine() shouldBe "field(\"c\", \"\\ud83d\")"
            }
        }
    })
