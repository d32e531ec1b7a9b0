package httpwire.dsl

import httpwire.HttpException.CannotSendRequest
import httpwire.testing.Script
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain

private class Asking(
    val name: String,
    val ask: HttpScope.() -> Unit,
)

private val asking =
    listOf(
        Asking("GET") { get("/charge") },
        Asking("POST") { post("/charge") { body("1 EUR") } },
        Asking("fields left out") { get("/charge") { withoutHeader("Host") } },
        Asking("exchange") {
            exchange("PUT", "/charge", head = { header("Content-Length", "1") }) { error("never run") }
        },
    )

class UnreadTest :
    FunSpec({
        withTests(nameFn = { "${it.name} is refused before a byte while a response is unread" }, asking) { asking ->
            // The script has nothing between the two requests.
            talk(Script.start().expectHead().reply(OK).expectHead().reply(OK)) {
                val first = get("/")
                val message = shouldThrow<CannotSendRequest> { asking.ask(this) }.message!!
                message.substringAfter("/charge ") shouldBe
                    "was not sent, because the previous response has not been read to its end: read it to its end or close it"
                message shouldNotContain "state"
                first.text() shouldBe "hi"
                get("/").text() shouldBe "hi"
            }
        }
    })
