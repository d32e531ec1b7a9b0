package httpwire.split

import httpwire.internal.wire.Printable
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldNotBeEmpty
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.arbitrary
import io.kotest.property.checkAll
import kotlin.random.Random

private val DIFFERENTIAL = RESPONSES.filter { it.message.size < 2_000 }

private const val CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

private val CHUNKS = listOf(
    CHUNKED + "5\r\nhello\r\n0\r\n\r\n",
    CHUNKED + "05 ;a=\"b\"\r\nhello\r\nA\r\n0123456789\r\n0;c\r\nD: e\r\n f\r\n\r\nNEXT",
)

/** Bytes that mean something to some parser. */
private const val TELLING = "\u0000\t\n\u000b\r\u001f !\"#+,-/0159:;=ABZ[\\]_afxz{|}~\u007f\u0080\u0085\u00a0\u00ff"

/** A part that makes sense, put in where it may not. */
private val PARTS = listOf(
    "\r\n", "\n", "\r", "\r\n\r\n", "0\r\n\r\n", "5\r\nhello\r\n", "Content-Length: 5\r\n",
    "Transfer-Encoding: chunked\r\n",
    "HTTP/1.1 200 OK\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "A: b\r\n c\r\n", ";a=\"b\"", "ffffffffffffffff", ", ",
)

private fun Random.mutated(text: String): String {
    val at = nextInt(text.length + 1)
    val to = minOf(text.length, at + 1 + nextInt(12))
    return when (nextInt(6)) {
        0 -> text.substring(0, at) + TELLING.random(this) + text.substring(at)
        1 -> text.substring(0, at) + TELLING.random(this) + text.substring(minOf(text.length, at + 1))
        2 -> text.substring(0, at) + text.substring(minOf(text.length, at + 1))
        3 -> text.substring(0, to) + text.substring(at)
        4 -> text.substring(0, at) + PARTS.random(this) + text.substring(at)
        else -> DIFFERENTIAL.random(this).text.let { text.substring(0, at) + it.substring(minOf(it.length, at)) }
    }
}

/** A message of the corpus with one to three changes. */
private class Mutation(val text: String, val method: String) {
    override fun toString() = Printable.of(text, 500)
}

private val mutations: Arb<Mutation> = arbitrary { source ->
    val random = source.random
    val sample = DIFFERENTIAL.random(random)
    var text = sample.text
    repeat(1 + random.nextInt(3)) { text = random.mutated(text) }
    Mutation(text, sample.method)
}

class ReferenceTest : FunSpec({
    test("T8 to T16: each response of the corpus is read as the second parser reads it") {
        for (sample in DIFFERENTIAL) requireAlike(sample.text, sample.method)
    }

    test("and 20,000 that are made of them, at once and byte by byte") {
        val counts = mutableMapOf<Class<*>, Int>()
        checkAll(20_000, mutations) { mutation ->
            counts.merge(theirs(mutation.text, mutation.method).javaClass, 1, Int::plus)
            requireAlike(mutation.text, mutation.method)
        }
        // Each of the three often enough.
        for (count in counts.values) count shouldBeGreaterThan 1_000
        counts.size shouldBe 3
    }

    test("T10: each byte of framing by chunks, replaced by every other") {
        for (text in CHUNKS) {
            for (at in text.indexOf("\r\n\r\n") until text.length) {
                for (byte in 0..255) requireAlike(text.replaceRange(at, at + 1, Char(byte).toString()), "GET")
            }
        }
    }

    withTests(nameFn = { "what was decided can be seen: ${it.decided}" }, Decision.entries) { decision ->
        val others = Decision.entries.toSet() - decision
        RESPONSES.filter {
            Reference(it.text, it.method, others).read() != Reference(it.text, it.method).read()
        }.shouldNotBeEmpty()
    }
})
