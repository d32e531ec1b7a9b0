package httpwire

import httpwire.HttpMethod.Body
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe

/** Name, safe, idempotent, body: RFC 9110 section 9.3, RFC 5789 section 2, RFC 10008 section 2. */
private val TABLE = """
    GET     safe   idempotent UNDEFINED
    HEAD    safe   idempotent UNDEFINED
    POST    unsafe once       EXPECTED
    PUT     unsafe idempotent EXPECTED
    DELETE  unsafe idempotent UNDEFINED
    CONNECT unsafe once       FORBIDDEN
    OPTIONS safe   idempotent UNDEFINED
    TRACE   safe   idempotent FORBIDDEN
    PATCH   unsafe once       EXPECTED
    QUERY   safe   idempotent EXPECTED
""".trimIndent().lines().map {
    it.split(Regex(" +"))
}

class HttpMethodTest :
    FunSpec({
        test("the methods are those of the table") {
            HttpMethod.entries.map { it.name } shouldBe TABLE.map { it[0] }
        }

        context("each method means what its RFC says") {
            withTests(nameFn = { it[0] }, TABLE) { (name, safety, repeat, body) ->
                val method = checkNotNull(HttpMethod.of(name))
                method.toString() shouldBe name
                method.isSafe shouldBe (safety == "safe")
                method.isIdempotent shouldBe (repeat == "idempotent")
                method.body shouldBe Body.valueOf(body)
                HttpMethod.expectsBody(name) shouldBe (body == "EXPECTED")
            }
        }

        test("every safe method is idempotent") {
            HttpMethod.entries.filter { it.isSafe && !it.isIdempotent } shouldBe emptyList()
        }

        test("methods are looked up by their exact name") {
            for (name in listOf("get", "Get", "GET ", "", "PROPFIND", "QUERY\u0000", "P\u00d6ST")) {
                HttpMethod.of(name) shouldBe null
            }
        }

        test("whether a body is expected does not depend on case, as in http.client") {
            for (name in listOf("post", "Put", "pATCH", "query")) HttpMethod.expectsBody(name) shouldBe true
            for (name in listOf("get", "PROPFIND", "", "POSTS", " POST")) HttpMethod.expectsBody(name) shouldBe false
        }
    })
