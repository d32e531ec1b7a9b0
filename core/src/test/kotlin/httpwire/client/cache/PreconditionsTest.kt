package httpwire.client.cache

import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class PreconditionsTest : FunSpec({
    test("which fields are conditions, and which of them only the server can tell") {
        val rows = listOf(
            Triple(listOf("A: 1"), false, false),
            Triple(listOf("If-Match: \"1\""), true, true),
            Triple(listOf("If-Unmodified-Since: @0"), true, true),
            Triple(listOf("If-Modified-Since: @0"), true, false),
            Triple(listOf("If-Modified-Since: x"), true, false),
            Triple(listOf("If-Range: \"1\""), true, false),
            Triple(listOf("If-None-Match: *"), true, false),
            Triple(listOf("If-None-Match: \"1\""), true, false),
            Triple(listOf("If-None-Match:"), true, false),
            Triple(listOf("If-None-Match: , \"1\" \t,W/\"2\",,"), true, false),
            Triple(listOf("If-None-Match: \"1\"", "If-None-Match: \"2\""), true, false),
            Triple(listOf("If-None-Match: *", "If-None-Match: \"1\""), true, true),
            Triple(listOf("If-None-Match: \"1\"", "If-None-Match: 2"), true, true),
            Triple(listOf("If-None-Match: \"1\" \"2\""), true, true),
            Triple(listOf("If-None-Match: \"1\", *"), true, true),
        )
        for ((lines, areGiven, areForServer) in rows) {
            withClue(lines) {
                val request = fields(*lines.toTypedArray())
                Preconditions.areGiven(request) shouldBe areGiven
                Preconditions.areForServer(request) shouldBe areForServer
            }
        }
    }

    test("RFC 9111 §4.3.2: whether a stored response answers with 304") {
        val tagged = storedResponse("ETag: \"1\"", "Last-Modified: @-100", "Date: @0")
        val weak = storedResponse("ETag: W/\"1\"", "Date: @0")
        val dated = storedResponse("Date: @-50")
        val undated = storedResponse()
        val rows = listOf(
            Triple(listOf("A: 1"), tagged, false),
            Triple(listOf("If-None-Match: \"1\""), tagged, true),
            Triple(listOf("If-None-Match: W/\"1\""), tagged, true),
            Triple(listOf("If-None-Match: \"1\""), weak, true),
            Triple(listOf("If-None-Match: \"2\""), tagged, false),
            Triple(listOf("If-None-Match: \"1\""), dated, false),
            Triple(listOf("If-None-Match: \"2\", \t\"1\""), tagged, true),
            Triple(listOf("If-None-Match: \"2\"", "If-None-Match: \"1\""), tagged, true),
            Triple(listOf("If-None-Match: \"1\", 2"), tagged, false),
            Triple(listOf("If-None-Match: *"), dated, true),
            // It goes before a date, whatever that says.
            Triple(listOf("If-None-Match: \"2\"", "If-Modified-Since: @0"), tagged, false),
            Triple(listOf("If-Modified-Since: @-101"), tagged, false),
            Triple(listOf("If-Modified-Since: @-100"), tagged, true),
            Triple(listOf("If-Modified-Since: @-99"), tagged, true),
            Triple(listOf("If-Modified-Since: @-51"), dated, false),
            Triple(listOf("If-Modified-Since: @-50"), dated, true),
            // When it came.
            Triple(listOf("If-Modified-Since: @-1"), undated, false),
            Triple(listOf("If-Modified-Since: @0"), undated, true),
            Triple(listOf("If-Modified-Since: x"), tagged, false),
            Triple(listOf("If-Modified-Since: @0", "If-Modified-Since: @0"), tagged, false),
        )
        for ((lines, stored, isNotModified) in rows) {
            withClue(lines to stored) {
                Preconditions.isNotModified(fields(*lines.toTypedArray()), stored) shouldBe isNotModified
            }
        }
    }

    test("RFC 9110 §13.1.5: whether If-Range wants a part") {
        val stored = storedResponse("ETag: \"1\"", "Last-Modified: @-1", "Date: @0")
        val weak = storedResponse("ETag: W/\"1\"", "Last-Modified: @0", "Date: @0")
        val rows = listOf(
            Triple(listOf(), stored, true),
            Triple(listOf("If-Range: \"1\""), stored, true),
            Triple(listOf("If-Range: \"2\""), stored, false),
            Triple(listOf("If-Range: W/\"1\""), stored, false),
            Triple(listOf("If-Range: W/\"1\""), weak, false),
            Triple(listOf("If-Range: \"1\"", "If-Range: \"1\""), stored, false),
            Triple(listOf("If-Range: @-1"), stored, true),
            Triple(listOf("If-Range: @-2"), stored, false),
            // It may have changed again in the same second.
            Triple(listOf("If-Range: @0"), weak, false),
            Triple(listOf("If-Range: @0"), storedResponse("Date: @9"), false),
        )
        for ((lines, response, isMeant) in rows) {
            withClue(lines to response) {
                Preconditions.isRangeMeant(fields(*lines.toTypedArray()), response) shouldBe isMeant
            }
        }
    }
})
