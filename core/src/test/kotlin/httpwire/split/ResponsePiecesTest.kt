package httpwire.split

import httpwire.HttpException
import httpwire.internal.wire.Ending
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.comparables.shouldBeGreaterThan
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer

private fun HttpException?.isCut() = this is HttpException.IncompleteRead || this is HttpException.RemoteDisconnected

class ResponsePiecesTest : FunSpec({
    test("the corpus has at least 150 messages, half of them bad, and each is met") {
        RESPONSES.size shouldBeGreaterThan 149
        RESPONSES.count { !it.isGood } shouldBeGreaterThan 75
        RESPONSES.mapNotNull { sample ->
            val verdict = parse(Buffer().write(sample.message), sample.method).verdict
            if (sample.isMet(verdict)) null else "$sample\n    but was $verdict"
        }.shouldBeEmpty()
    }

    test("F60: each response is read as the same, or refused in the same words, however its bytes arrive") {
        for (sample in RESPONSES) {
            val whole = parse(Buffer().write(sample.message), sample.method)
            for (arrival in arrivals(sample.message)) {
                withClue("$sample, $arrival") {
                    parse(arrival.open(Ending.CLOSED), sample.method).all shouldBe whole.all
                }
            }
        }
    }

    test("T19, F60: a response that is cut after any byte is read as nothing that its whole does not begin with") {
        for (sample in RESPONSES) {
            val whole = parse(Buffer().write(sample.message), sample.method)
            for (byteCount in 0 until minOf(sample.message.size, 2_000)) {
                val beginning = sample.message.substring(0, byteCount)
                val cut = parse(Buffer().write(beginning), sample.method)
                withClue("$sample, cut after $byteCount: ${cut.verdict}") {
                    whole.body shouldStartWith cut.body
                    val isWhole = whole.failure == null && whole.body == cut.body
                    if (cut.failure == null) (whole.isEndless || isWhole) shouldBe true
                    if (cut.failure != null && !cut.failure.isCut()) {
                        cut.failure.javaClass shouldBe whole.failure?.javaClass
                    }
                }
            }
        }
    }
})
