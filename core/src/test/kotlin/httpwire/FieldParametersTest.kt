package httpwire

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll

/** The value of a Content-Type, its media type, and its parameters. */
private val TABLE: List<Triple<String, String, Map<String, String>>> = listOf(
    Triple("text/html", "text/html", mapOf()),
    Triple("Text/HTML ; Charset=UTF-8", "text/html", mapOf("charset" to "UTF-8")),
    Triple("a/b;c=d;e=f", "a/b", mapOf("c" to "d", "e" to "f")),
    Triple("a/b; c=\"d e\"; f=g", "a/b", mapOf("c" to "d e", "f" to "g")),
    Triple("a/b; c=\"d;e=f\"; g=h", "a/b", mapOf("c" to "d;e=f", "g" to "h")),
    Triple("a/b; c=\"d\\\"e\\\\f\\g\"", "a/b", mapOf("c" to "d\"e\\fg")),
    Triple("a/b; c=\"\"", "a/b", mapOf("c" to "")),
    Triple("a/b; c = d ; e =\t\"f\" ", "a/b", mapOf("c" to "d", "e" to "f")),
    Triple("a/b; c=d; C=e; c=\"f\"", "a/b", mapOf("c" to "d")),
    // Broken ones: as much as there is, and never a failure.
    Triple("", "", mapOf()),
    Triple(";", "", mapOf()),
    Triple("a/b;", "a/b", mapOf()),
    Triple("a/b;;;c=d", "a/b", mapOf("c" to "d")),
    Triple("a/b; c", "a/b", mapOf("c" to "")),
    Triple("a/b; c; d=e", "a/b", mapOf("c" to "", "d" to "e")),
    Triple("a/b; c=", "a/b", mapOf("c" to "")),
    Triple("a/b; =d; e=f", "a/b", mapOf("e" to "f")),
    Triple("a/b; =; =", "a/b", mapOf()),
    Triple("a/b; c=d=e", "a/b", mapOf("c" to "d=e")),
    Triple("a/b; c=\"d", "a/b", mapOf("c" to "d")),
    Triple("a/b; c=\"d\\", "a/b", mapOf("c" to "d")),
    Triple("a/b; c=\"d; e=f", "a/b", mapOf("c" to "d; e=f")),
    Triple("a/b; c=\"d\"junk; e=f", "a/b", mapOf("c" to "d", "e" to "f")),
    Triple("a/b; c=d\"e\"", "a/b", mapOf("c" to "d\"e\"")),
    Triple("a/b c=d", "a/b c=d", mapOf()),
)

private val charsets = listOf(
    "text/html; charset=utf-8" to "UTF-8",
    "text/html; charset=\"ISO-8859-1\"" to "ISO-8859-1",
    "text/html; CHARSET=us-ascii" to "US-ASCII",
    "text/html" to null,
    "text/html; charset=" to null,
    "text/html; charset=\"\"" to null,
    "text/html; charset=x-no-such-charset" to null,
    "text/html; charset=\"not a name\"" to null,
    "text/html; charset=\u00e9" to null,
    "text/html; charset=../../etc" to null,
)

private const val TELLING = "a=b\"\\; \t\u00e9C/"

private val anything: Arb<String> = arbitrary { source ->
    (0 until source.random.nextInt(30)).map { TELLING[source.random.nextInt(TELLING.length)] }.joinToString("")
}

class FieldParametersTest : FunSpec({
    for ((value, type, parameters) in TABLE) {
        test("Content-Type: $value") {
            val headers = Headers.of("Content-Type", value)
            headers.contentType() shouldBe type
            headers.params("content-type") shouldBe parameters
            headers.params("Content-Type").keys.toList() shouldBe parameters.keys.toList()
        }
    }

    for ((value, name) in charsets) {
        test("charset of $value") {
            Headers.of("Content-Type", value).charset()?.name() shouldBe name
        }
    }

    test("without the field there is nothing to take apart") {
        Headers.EMPTY.contentType() shouldBe null
        Headers.EMPTY.charset() shouldBe null
        Headers.EMPTY.params("Content-Type") shouldBe emptyMap()
    }

    test("the first field of the name counts, other names have parameters too") {
        Headers.of("Content-Type", "a/b; c=d", "Content-Type", "e/f; g=h").params("Content-Type") shouldBe
            mapOf("c" to "d")
        Headers.of("Content-Disposition", "attachment; filename=\"a b.txt\"").params("content-disposition") shouldBe
            mapOf("filename" to "a b.txt")
    }

    test("a quoted parameter of any text comes back") {
        checkAll(1_000, anything) { text ->
            val quoted = text.replace("\\", "\\\\").replace("\"", "\\\"")
            Headers.of("X", "y; a=\"$quoted\"; z=1").params("X") shouldBe mapOf("a" to text, "z" to "1")
        }
    }

    test("any value has some parameters, and never a failure") {
        checkAll(5_000, anything) { text ->
            val headers = Headers.of("Content-Type", text)
            headers.params("Content-Type").keys.none { it.isEmpty() } shouldBe true
            headers.charset()
        }
    }
})
