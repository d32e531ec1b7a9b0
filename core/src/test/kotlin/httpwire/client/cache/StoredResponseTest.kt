package httpwire.client.cache

import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

class StoredResponseTest : FunSpec({
    test("RFC 9110 §6.6.1: its date is its Date; if that is no date, when it came") {
        storedResponse("Date: @5").date() shouldBe START.plusSeconds(5)
        for (none in listOf(arrayOf(), arrayOf("Date: x"), arrayOf("Date: @5", "Date: @5"))) {
            storedResponse(*none).date() shouldBe START
        }
    }

    test("it can be asked about if it has a validator") {
        storedResponse("ETag: \"1\"").hasValidator() shouldBe true
        storedResponse("Last-Modified: @0").hasValidator() shouldBe true
        storedResponse("Date: @0").hasValidator() shouldBe false
    }

    test("without fields, and as an invalid one, everything else stays") {
        val response =
            storedResponse("A: 1", "B: 2", "a: 3", requestTime = START.minusSeconds(1), status = 404, reason = "x")
        response.without(setOf("a")) shouldBe response.run {
            StoredResponse(url, requestTime, responseTime, variant, isInvalid, status, reason, fields("B: 2"))
        }
        response.asInvalid() shouldBe response.run {
            StoredResponse(url, requestTime, responseTime, variant, true, status, reason, headers)
        }
    }

    test("its directives are those of Cache-Control") {
        storedResponse("Cache-Control: max-age=5").directives().maxAgeSeconds shouldBe 5
    }
})
