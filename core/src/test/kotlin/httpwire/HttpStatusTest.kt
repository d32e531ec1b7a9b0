package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

/** Code and phrase, from the registry; the constant's name is the phrase in capitals. */
private val PHRASES = """
    100 Continue
    101 Switching Protocols
    102 Processing
    103 Early Hints
    200 OK
    201 Created
    202 Accepted
    203 Non-Authoritative Information
    204 No Content
    205 Reset Content
    206 Partial Content
    207 Multi-Status
    208 Already Reported
    226 IM Used
    300 Multiple Choices
    301 Moved Permanently
    302 Found
    303 See Other
    304 Not Modified
    305 Use Proxy
    307 Temporary Redirect
    308 Permanent Redirect
    400 Bad Request
    401 Unauthorized
    402 Payment Required
    403 Forbidden
    404 Not Found
    405 Method Not Allowed
    406 Not Acceptable
    407 Proxy Authentication Required
    408 Request Timeout
    409 Conflict
    410 Gone
    411 Length Required
    412 Precondition Failed
    413 Content Too Large
    414 URI Too Long
    415 Unsupported Media Type
    416 Range Not Satisfiable
    417 Expectation Failed
    418 I'm a Teapot
    421 Misdirected Request
    422 Unprocessable Content
    423 Locked
    424 Failed Dependency
    425 Too Early
    426 Upgrade Required
    428 Precondition Required
    429 Too Many Requests
    431 Request Header Fields Too Large
    451 Unavailable For Legal Reasons
    500 Internal Server Error
    501 Not Implemented
    502 Bad Gateway
    503 Service Unavailable
    504 Gateway Timeout
    505 HTTP Version Not Supported
    506 Variant Also Negotiates
    507 Insufficient Storage
    508 Loop Detected
    510 Not Extended
    511 Network Authentication Required
""".trimIndent().lines()

class HttpStatusTest : FunSpec({
    test("every registered code has its phrase, and there is no other") {
        HttpStatus.entries.map { it.toString() } shouldBe PHRASES
        HttpStatus.entries.map { "${it.code} ${it.phrase}" } shouldBe PHRASES
    }

    test("a constant is called by its phrase") {
        for (status in HttpStatus.entries) {
            status.name shouldBe status.phrase.uppercase().replace(Regex("[ -]"), "_").replace("I'M", "IM")
        }
    }

    test("responses are code and phrase, ascending, and cannot be changed") {
        HttpStatus.responses().map { "${it.key} ${it.value}" } shouldBe PHRASES
        shouldThrow<UnsupportedOperationException> { HttpStatus.responses()[306] = "Unused" }
        shouldThrow<UnsupportedOperationException> { HttpStatus.responses().remove(200) }
    }

    test("a code finds its status, an unregistered one none") {
        val codes = PHRASES.map { it.substringBefore(' ').toInt() }
        for (code in -1..1_000) HttpStatus.of(code)?.code shouldBe code.takeIf { it in codes }
        for (code in listOf(306, 430, 509, 0, 99, 600)) HttpStatus.of(code) shouldBe null
    }

    test("P6: the first digit is the class") {
        for (status in HttpStatus.entries) {
            val isOfClass = listOf(
                status.isInformational,
                status.isSuccess,
                status.isRedirection,
                status.isClientError,
                status.isServerError,
            )
            isOfClass shouldBe (1..5).map { it == status.code.toString().first().digitToInt() }
        }
    }
})
