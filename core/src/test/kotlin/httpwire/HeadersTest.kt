package httpwire

import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe

private val HEADERS = Headers.of("B", "1", "a", "2", "b", "3", "Set-Cookie", "x=1, y", "A", "", "B", "1")

class HeadersTest : FunSpec({
    test("fields keep their order, their case and their repeats") {
        HEADERS.size() shouldBe 6
        HEADERS.toList().map { "${it.key}=${it.value}" } shouldBe
            listOf("B=1", "a=2", "b=3", "Set-Cookie=x=1, y", "A=", "B=1")
        HEADERS.map { it.key } shouldBe HEADERS.toList().map { it.key }
        (0 until 6).map { HEADERS.name(it) to HEADERS.value(it) } shouldBe HEADERS.toList().map { it.key to it.value }
        HEADERS.names() shouldBe listOf("B", "a", "Set-Cookie")
    }

    test("names compare without case, by the letters of ASCII alone") {
        for (name in listOf("set-cookie", "SET-COOKIE", "sEt-cOOkiE")) {
            HEADERS.contains(name) shouldBe true
            HEADERS[name] shouldBe "x=1, y"
        }
        // U+212A, the Kelvin sign, is a k to those who fold all of Unicode.
        for (name in listOf("Set-Coo\u212aie", "Set-Cooki", "Set-Cookies", "", "\u00c1", "a\u0000")) {
            HEADERS.contains(name) shouldBe false
            HEADERS[name] shouldBe null
        }
    }

    test("the first value, all values, the joined values") {
        HEADERS["b"] shouldBe "1"
        HEADERS.getAll("b") shouldBe listOf("1", "3", "1")
        HEADERS.joined("b") shouldBe "1, 3, 1"
        HEADERS["A"] shouldBe "2"
        HEADERS.joined("A") shouldBe "2, "
        HEADERS.joined("Set-Cookie") shouldBe "x=1, y"
        HEADERS["c"] shouldBe null
        HEADERS.getAll("c") shouldBe emptyList()
        HEADERS.joined("c") shouldBe null
    }

    test("nothing that is handed out changes the fields") {
        shouldThrow<UnsupportedOperationException> { HEADERS.toList().clear() }
        shouldThrow<UnsupportedOperationException> { HEADERS.names().clear() }
        shouldThrow<UnsupportedOperationException> { HEADERS.getAll("b").clear() }
        shouldThrow<UnsupportedOperationException> { HEADERS.getAll("c").add("x") }
        shouldThrow<UnsupportedOperationException> { HEADERS.iterator().apply { next() }.remove() }
        shouldThrow<UnsupportedOperationException> { HEADERS.toList().first().setValue("x") }
        shouldThrow<UnsupportedOperationException> {
            Headers.of("Content-Type", "a; b=c").params("Content-Type")["b"] = "d"
        }
    }

    test("no fields at all") {
        for (none in listOf(Headers.EMPTY, Headers.of(), Headers.Builder().build())) {
            none.isEmpty shouldBe true
            none.size() shouldBe 0
            none.toList() shouldBe emptyList()
            none.names() shouldBe emptyList()
            none.toString() shouldBe ""
            none shouldBe Headers.EMPTY
        }
        HEADERS.isEmpty shouldBe false
    }

    test("a builder adds, sets and removes") {
        val builder = HEADERS.newBuilder()
        builder.build() shouldBe HEADERS
        builder.remove("B").set("a", "9").add("C", "7").remove("absent")
        builder.build() shouldBe Headers.of("Set-Cookie", "x=1, y", "a", "9", "C", "7")
        builder.addAll(Headers.of("D", "e", "c", "8"))
        builder.build().getAll("c") shouldBe listOf("7", "8")
        HEADERS.size() shouldBe 6
    }

    test("a builder goes on after build, and what was built does not") {
        val builder = Headers.Builder().add("A", "1")
        val first = builder.build()
        builder.add("B", "2")
        first.size() shouldBe 1
        builder.build().size() shouldBe 2
    }

    test("a refused field leaves the builder as it was") {
        val builder = Headers.Builder().add("A", "1")
        shouldThrow<IllegalArgumentException> { builder.set("A", "x\n") }
        shouldThrow<IllegalArgumentException> { builder.add("A b", "x") }
        builder.build() shouldBe Headers.of("A", "1")
    }

    test("equal are equal fields in equal order, names without case and values with it") {
        Headers.of("A", "1", "B", "2") shouldBe Headers.of("a", "1", "b", "2")
        Headers.of("A", "1", "B", "2").hashCode() shouldBe Headers.of("a", "1", "b", "2").hashCode()
        Headers.of("A", "1", "B", "2") shouldNotBe Headers.of("B", "2", "A", "1")
        Headers.of("A", "x") shouldNotBe Headers.of("A", "X")
        Headers.of("A", "1") shouldNotBe Headers.of("A", "1", "A", "1")
        Headers.of("A", "1") shouldNotBe Headers.of("AB", "1")
        HEADERS.equals("B: 1") shouldBe false
    }

    test("an odd count of names and values is refused without a value in the message") {
        shouldThrow<IllegalArgumentException> { Headers.of("A", "secret", "B") }.message shouldBe
            "odd count of names and values: 3"
    }
})
