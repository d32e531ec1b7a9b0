package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldNotContain
import io.kotest.matchers.types.shouldBeSameInstanceAs
import java.time.Duration

private val BODY = RequestBody.of("hi")

private val SHORT = mapOf<String, (String) -> Request>(
    "GET" to Request::get,
    "HEAD" to Request::head,
    "DELETE" to Request::delete,
    "OPTIONS" to Request::options,
)

private val SHORT_WITH_BODY = mapOf<String, (String, RequestBody) -> Request>(
    "POST" to Request::post,
    "PUT" to Request::put,
    "PATCH" to Request::patch,
    "QUERY" to Request::query,
)

/** A method and what is said about it. CPython says "method can't contain control characters". */
private val BAD_METHODS = listOf(
    "" to "method can't be empty",
    "GET\r\nX: y" to "method can't contain control characters: 0x0D at offset 3",
    "\u0000GET" to "method can't contain control characters: 0x00 at offset 0",
    "G\tET" to "method can't contain control characters: 0x09 at offset 1",
    "GET " to "method can't contain 0x20 at offset 3: it must be a token (RFC 9110 section 9.1)",
    "G(T" to "method can't contain '(' at offset 1: it must be a token (RFC 9110 section 9.1)",
    "G\u00cbT" to "method can't contain 0xCB at offset 1: it must be a token (RFC 9110 section 9.1)",
    "GET\u007f" to "method can't contain 0x7F at offset 3: it must be a token (RFC 9110 section 9.1)",
)

/** A target, the target with parameters, the parameters. */
private class Query(val target: String, val sent: String, vararg val parameters: Pair<String, String>)

private val QUERIES = listOf(
    Query("/x", "/x?a=b", "a" to "b"),
    Query("/x", "/x?a=b&c=d&a=e", "a" to "b", "c" to "d", "a" to "e"),
    Query("/x?a=b", "/x?a=b&c=d", "c" to "d"),
    Query("/x?", "/x?c=d", "c" to "d"),
    Query("/x?a&", "/x?a&c=d", "c" to "d"),
    Query("", "/?a=b", "a" to "b"),
    Query("users/1", "users/1?a=b", "a" to "b"),
    Query("http://a.test", "http://a.test?a=b", "a" to "b"),
    Query("http://a.test/x#y?z", "http://a.test/x?a=b#y?z", "a" to "b"),
    Query("/x?a#", "/x?a&c=d#", "c" to "d"),
    Query("#y", "/?a=b#y", "a" to "b"),
    Query("/x%2f?a=%20", "/x%2f?a=%20&c=%2520", "c" to "%20"),
    Query("/x", "/x?=", "" to ""),
    Query("/x", "/x?q=a%20b%2Bc", "q" to "a b+c"),
    Query("/x", "/x?q%3D=%26%3D%23%3F%2F%25", "q=" to "&=#?/%"),
    Query("/x", "/x?unreserved=AZaz09-._~", "unreserved" to "AZaz09-._~"),
    Query("/x", "/x?q=%21%2A%27%28%29", "q" to "!*'()"),
    Query("/x", "/x?q=%0D%0A%00%7F", "q" to "\r\n\u0000\u007f"),
    Query("/x", "/x?%C3%BC=%E2%82%AC%F0%9F%98%80", "\u00fc" to "\u20ac\ud83d\ude00"),
)

private fun builder(method: String = "GET") = Request.builder(method, "/")

class RequestTest : FunSpec({
    context("methods without a body") {
        withTests(nameFn = { it }, SHORT.keys) { method ->
            val request = SHORT.getValue(method)("/x")
            request.method shouldBe method
            request.target shouldBe "/x"
            request.body shouldBe null
            request.headers.isEmpty shouldBe true
        }
    }

    context("methods with a body") {
        withTests(nameFn = { it }, SHORT_WITH_BODY.keys) { method ->
            val request = SHORT_WITH_BODY.getValue(method)("/x", BODY)
            request.method shouldBe method
            request.target shouldBe "/x"
            request.body shouldBeSameInstanceAs BODY
        }
    }

    test("nothing is set unless somebody sets it") {
        val request = Request.get("/")
        request.isHostSkipped shouldBe false
        request.isAcceptEncodingSkipped shouldBe false
        request.isHeaderSkipped("User-Agent") shouldBe false
        request.isEncodeChunked shouldBe false
        request.secretHeaderNames shouldBe emptySet()
        request.timeouts shouldBe null
        request.deadline shouldBe null
        request.getTag(String::class.java) shouldBe null
    }

    context("T3: a method that is not a token is refused") {
        withTests(nameFn = { it.second }, BAD_METHODS) { (method, message) ->
            shouldThrow<IllegalArgumentException> { Request.builder(method, "/") }.message shouldBe message
            shouldThrow<IllegalArgumentException> { builder().method(method) }.message shouldBe message
        }
    }

    test("a method of one's own keeps its case") {
        Request.builder("pRoPfInD", "/").build().method shouldBe "pRoPfInD"
    }

    test("targets are taken as they are: what may be sent is seen when it is sent") {
        for (target in listOf("", "*", "/a b", "/\r\n", "a:443", "http://u:p@h/", "/\u00e9", "/#x")) {
            Request.get(target).target shouldBe target
        }
    }

    context("parameters are encoded into the target") {
        withTests(nameFn = { "${it.target} becomes ${it.sent}" }, QUERIES) { query ->
            val builder = Request.builder("GET", query.target)
            for ((name, value) in query.parameters) builder.parameter(name, value)
            builder.build().target shouldBe query.sent
        }
    }

    test("the target * has no query") {
        shouldThrow<IllegalArgumentException> { Request.builder("OPTIONS", "*").parameter("a", "b") }.message shouldBe
            "the target * has no query"
    }

    test("half a surrogate pair has no form in UTF-8") {
        for ((text, at) in listOf("\ud83d" to 0, "a\ude00" to 1, "\ud83d\ude00\ud83d" to 2, "a\ud83db" to 1)) {
            shouldThrow<IllegalArgumentException> { builder().parameter(text, "x") }.message shouldBe
                "the parameter's name has half a surrogate pair at offset $at"
            shouldThrow<IllegalArgumentException> { builder().parameter("x", text) }.message shouldBe
                "the parameter's value has half a surrogate pair at offset $at"
        }
    }

    test("header adds, setHeader replaces, headers appends, withoutHeader removes") {
        val builder = builder().header("A", "1").header("a", "2").header("B", "3")
        builder.headers(Headers.of("A", "4", "C", "5")).build().headers shouldBe
            Headers.of("A", "1", "a", "2", "B", "3", "A", "4", "C", "5")
        builder.setHeader("A", "6").build().headers shouldBe Headers.of("B", "3", "C", "5", "A", "6")
        builder.withoutHeader("b").build().headers shouldBe Headers.of("C", "5", "A", "6")
    }

    test("a wrong field is refused where it is given, and leaves the builder as it was") {
        val builder = builder().header("A", "1")
        for (add in listOf(builder::header, builder::setHeader, builder::secretHeader)) {
            shouldThrow<IllegalArgumentException> { add("A b", "x") }.message shouldBe
                "Invalid header name: 0x20 at offset 1"
            shouldThrow<IllegalArgumentException> { add("A", "se\ncret") }.message!! shouldNotContain "cret"
        }
        shouldThrow<IllegalArgumentException> { builder.withoutHeader("A:") }
        val request = builder.build()
        request.headers shouldBe Headers.of("A", "1")
        request.secretHeaderNames shouldBe emptySet()
        request.isHeaderSkipped("A:") shouldBe false
    }

    test("withoutHeader keeps the sender from adding the field, whatever its case") {
        val request = builder().withoutHeader(
            "HOST",
        ).withoutHeader("accept-Encoding").withoutHeader("User-Agent").build()
        request.isHostSkipped shouldBe true
        request.isAcceptEncodingSkipped shouldBe true
        for (name in listOf("user-agent", "User-Agent")) request.isHeaderSkipped(name) shouldBe true
        request.isHeaderSkipped("Accept") shouldBe false
        builder().skipHost().build().isHostSkipped shouldBe true
        builder().skipHost().build().isAcceptEncodingSkipped shouldBe false
        builder().skipAcceptEncoding().build().isAcceptEncodingSkipped shouldBe true
        builder().withoutHeader("Host").header("Host", "b").build().headers["host"] shouldBe "b"
    }

    test("a secret field is sent, and never shown") {
        val request = builder(
            "POST",
        ).header("Accept", "text/plain").secretHeader("X-Mine", "pw1").header("x-mine", "pw2")
            .header("Cookie", "pw3").build()
        request.toString() shouldBe "POST /\nAccept: text/plain\nX-Mine: ██\nx-mine: ██\nCookie: ██\n"
        request.headers.getAll("X-Mine") shouldBe listOf("pw1", "pw2")
        request.secretHeaderNames shouldBe setOf("x-mine")
        for (name in listOf("X-MINE", "Cookie", "authorization")) request.isSecretHeader(name) shouldBe true
        request.isSecretHeader("Accept") shouldBe false
        request.newBuilder().setHeader("X-Mine", "pw4").build().toString() shouldNotContain "pw"
    }

    test("secrets in the target and in other fields' URLs are not shown either") {
        val request = Request.builder("GET", "http://u:pw1@a/x").parameter("access_token", "pw2").parameter("q", "1")
            .header("Referer", "/y?sig=pw3").build()
        request.toString() shouldBe "GET http://██@a/x?access_token=██&q=1\nReferer: /y?sig=██\n"
        request.target shouldBe "http://u:pw1@a/x?access_token=pw2&q=1"
    }

    test("idempotent by its method, by the caller's word or by its key") {
        for (method in listOf("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "QUERY")) {
            builder(method).build().isIdempotent shouldBe true
        }
        for (method in listOf("POST", "PATCH", "CONNECT", "get", "PROPFIND")) {
            builder(method).build().isIdempotent shouldBe false
            builder(method).idempotent().build().isIdempotent shouldBe true
            builder(method).idempotencyKey("k").build().isIdempotent shouldBe true
            builder(method).header("idempotency-key", "k").build().isIdempotent shouldBe true
        }
    }

    test("there is one idempotency key, and it is never empty") {
        builder("POST").idempotencyKey("a").idempotencyKey("\"b\"").build().headers shouldBe
            Headers.of("Idempotency-Key", "\"b\"")
        shouldThrow<IllegalArgumentException> { builder().idempotencyKey("") }.message shouldBe
            "an idempotency key can't be empty"
        shouldThrow<IllegalArgumentException> { builder().idempotencyKey("a\n") }
        builder("POST").idempotencyKey("a").withoutHeader("Idempotency-Key").build().isIdempotent shouldBe false
    }

    test("a tag is found under its type, and nowhere else") {
        val builder = builder().tag(CharSequence::class.java, "a").tag(Int::class.javaObjectType, 5)
        val request = builder.build()
        request.getTag(CharSequence::class.java) shouldBe "a"
        request.getTag(Int::class.javaObjectType) shouldBe 5
        request.getTag(String::class.java) shouldBe null
        builder.tag(CharSequence::class.java, "b").build().getTag(CharSequence::class.java) shouldBe "b"
        builder.tag(CharSequence::class.java, null).build().getTag(CharSequence::class.java) shouldBe null
        shouldThrow<IllegalArgumentException> { builder.tag(Int::class.java, 5) }.message shouldBe
            "a tag can't be of the primitive type int"
    }

    test("a deadline is positive, and may be taken back") {
        for (bad in listOf(Duration.ZERO, Duration.ofNanos(-1))) {
            shouldThrow<IllegalArgumentException> { builder().deadline(bad) }.message shouldBe
                "deadline is not positive: $bad"
        }
        builder().deadline(Duration.ofSeconds(1)).deadline(null).build().deadline shouldBe null
        builder().timeouts(Timeouts.NONE).timeouts(null).build().timeouts shouldBe null
    }

    test("a builder of a request starts with all that it has") {
        val request = Request.builder("PUT", "/x").header("A", "b").secretHeader("C", "d").body(BODY).skipHost()
            .encodeChunked(true).idempotent().tag(String::class.java, "t").timeouts(Timeouts.NONE)
            .deadline(Duration.ofSeconds(3)).build()
        val again = request.newBuilder().build()
        with(again) {
            listOf(method, target, headers, body, isHostSkipped, isEncodeChunked, timeouts, deadline) shouldBe
                listOf(
                    "PUT",
                    "/x",
                    Headers.of("A", "b", "C", "d"),
                    BODY,
                    true,
                    true,
                    Timeouts.NONE,
                    Duration.ofSeconds(3),
                )
            getTag(String::class.java) shouldBe "t"
            secretHeaderNames shouldBe setOf("c")
        }
        request.newBuilder().method("POST").build().isIdempotent shouldBe true
        request.newBuilder().method("GET").target("/y").body(null).build().run { "$method $target $body" } shouldBe
            "GET /y null"
    }

    test("a builder goes on after build, and what was built does not") {
        val builder = builder()
        val first = builder.build()
        builder.header("A", "b").skipHost().secretHeader("C", "d").tag(String::class.java, "t").parameter("a", "b")
            .method("POST").body(BODY).encodeChunked(true).deadline(Duration.ofSeconds(1)).idempotent().build()
        first.toString() shouldBe "GET /\n"
        first.isHostSkipped shouldBe false
        first.secretHeaderNames shouldBe emptySet()
        first.getTag(String::class.java) shouldBe null
        shouldThrow<UnsupportedOperationException> { (first.secretHeaderNames as MutableSet).add("x") }
    }
})
