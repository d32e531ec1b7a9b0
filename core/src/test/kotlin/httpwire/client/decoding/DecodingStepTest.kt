package httpwire.client.decoding

import httpwire.Headers
import httpwire.HttpException.UnexpectedResponse
import httpwire.Request
import httpwire.connection.HttpResponse
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer

private fun get(configure: Request.Builder.() -> Unit): Request = GET.newBuilder().apply(configure).build()

class DecodingStepTest : FunSpec({
    test("asks for what it can decode, and changes nothing else") {
        val request = get { header("X-Name", "value") }
        val sent = checkNotNull(Decoding.DEFAULT.newStep().before(request).request)
        sent.headers.toList().map { it.toPair() } shouldBe
            listOf("X-Name" to "value", "Accept-Encoding" to "gzip, deflate, br, zstd")
        sent.target shouldBe request.target
    }

    withTests(
        nameFn = { "neither asks nor decodes with ${it.key}" },
        mapOf(
            "the caller's Accept-Encoding" to get { header("accept-encoding", "gzip") },
            "an empty Accept-Encoding" to get { header("Accept-Encoding", "") },
            "withoutHeader" to get { withoutHeader("Accept-Encoding") },
            "a Range" to get { header("Range", "bytes=0-9") },
        ).entries,
    ) { (_, request) ->
        val step = Decoding.DEFAULT.newStep()
        step.before(request).request shouldBeSameInstanceAs request
        val response = coded(Raw(Coding.GZIP.encode(HELLO)), "gzip")
        step.after(request, response).response shouldBeSameInstanceAs response
    }

    withTests(
        nameFn = { "leaves a response alone: ${it.key}" },
        mapOf(
            "no coding" to coded(Raw(HELLO)),
            "an empty field" to coded(Raw(HELLO), ""),
            "identity" to coded(Raw(HELLO), "identity", "Identity, ,"),
            "an unknown coding" to coded(Raw(HELLO), "unknown"),
            "an unknown coding under a known one" to coded(Raw(Coding.GZIP.encode(HELLO)), "unknown, gzip"),
            "a part" to coded(Raw(HELLO), "gzip").newBuilder().status(206).build(),
            "no body" to HttpResponse.builder(200).headers(Headers.of("Content-Encoding", "gzip")).build(),
        ).entries,
    ) { (_, response) -> Decoding.DEFAULT.newStep().passed(response) shouldBeSameInstanceAs response }

    test("T30: text of an unknown coding is refused, its bytes can be read") {
        val raw = Raw(HELLO)
        val response = decoded(raw, "unknown, gzip")
        shouldThrow<UnexpectedResponse> { response.text() }
        response.read() shouldBe HELLO
        raw.isClosed shouldBe true
    }

    test("fields that are true of the coded bytes only are gone, all others stay") {
        val kept = listOf("Content-Type", "ETag", "Vary", "Last-Modified")
        val gone = listOf("Content-Length", "Content-Digest", "Repr-Digest", "Digest", "Content-MD5")
        val base = coded(Raw(Coding.GZIP.encode(HELLO)), "gzip")
        val headers = base.headers.newBuilder()
        for (name in kept + gone) headers.add(name, "1")
        val response = Decoding.DEFAULT.newStep().passed(base.newBuilder().headers(headers.build()).build())
        response.headers.names() shouldBe kept
        response.getHeader("Content-Encoding").shouldBeNull()
        response.text() shouldBe HELLO.utf8()
    }

    test("names of codings have no case, and identity counts for nothing") {
        decoded(Coding.GZIP.encode(Coding.ZSTD.encode(HELLO)), "identity,ZSTD", "\tGZip ,, identity").read() shouldBe
            HELLO
    }

    test("after() reads nothing") {
        val raw = Raw(Coding.GZIP.encode(HELLO))
        val response = decoded(raw, "gzip")
        raw.takenByteCount shouldBe 0
        response.close()
        raw.takenByteCount shouldBe 0
        raw.isClosed shouldBe true
    }

    test("each call has a step of its own: the one that did not ask does not decode") {
        val first = Decoding.DEFAULT.newStep()
        first.before(GET)
        val second = Decoding.DEFAULT.newStep()
        second.before(get { header("Range", "bytes=0-1") })
        second.after(GET, coded(Buffer(), "gzip")).response!!.getHeader("Content-Encoding") shouldBe "gzip"
        first.after(GET, coded(Buffer(), "gzip")).response!!.getHeader("Content-Encoding").shouldBeNull()
    }
})
