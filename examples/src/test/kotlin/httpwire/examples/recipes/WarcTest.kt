package httpwire.examples.recipes

import httpwire.HttpException
import httpwire.Origin
import httpwire.Request
import httpwire.RequestBody
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.testing.SelfSigned
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldContainExactly
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldStartWith
import okio.Buffer
import okio.ByteString.Companion.encodeUtf8
import org.netpreserve.jwarc.MessageBody
import org.netpreserve.jwarc.WarcCaptureRecord
import org.netpreserve.jwarc.WarcDigest
import org.netpreserve.jwarc.WarcReader
import org.netpreserve.jwarc.WarcRequest
import org.netpreserve.jwarc.WarcResponse
import org.netpreserve.jwarc.WarcTruncationReason

/** A record as jwarc has read it, whose digests are those of its bytes. */
private class Archived(record: WarcCaptureRecord, val block: String) {
    val type: String = record.type()
    val id: String = "${record.id()}"
    val concurrentTo = record.concurrentTo().map { "$it" }
    val target: String = record.target()
    val address: String = record.ipAddress().get().hostAddress
    val truncated: WarcTruncationReason = record.truncated()
    val way = record.headers().all("WARC-Protocol") + record.headers().all("WARC-Cipher-Suite")
}

private fun MessageBody.text() = stream().readAllBytes().toString(Charsets.ISO_8859_1)

/** The records in [warc], parsed by jwarc, which fails for what is not WARC or HTTP. */
private fun archived(warc: Buffer): List<Archived> {
    val bytes = warc.readByteString()
    val blocks = WarcReader(Buffer().write(bytes).inputStream()).use { reader ->
        reader.calculateBlockDigest()
        reader.map { record ->
            record.body().text().also { record.calculatedBlockDigest() shouldBe record.blockDigest() }
        }
    }
    return WarcReader(Buffer().write(bytes).inputStream()).use { reader ->
        reader.mapIndexed { i, record ->
            requirePayloadIsDigested(record as WarcCaptureRecord)
            Archived(record, blocks[i])
        }
    }
}

private fun requirePayloadIsDigested(record: WarcCaptureRecord) {
    when (record) {
        is WarcRequest -> record.http().target() shouldStartWith "/"

        is WarcResponse -> {
            val isWhole = record.truncated() == WarcTruncationReason.NOT_TRUNCATED
            record.payloadDigest().isPresent shouldBe isWhole
            if (!isWhole) return
            val payload = Buffer().readFrom(record.http().body().stream())
            record.payloadDigest().get() shouldBe WarcDigest("sha1", payload.sha1().toByteArray())
        }
    }
}

private class Case(val name: String, val response: String, val request: Request = Request.get("/a?b=c"))

class WarcTest : FunSpec({
    val stream = RequestBody.of("spam and eggs".byteInputStream())
    val cases = listOf(
        Case("with a length", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nspam"),
        Case("up to the end of the connection", "HTTP/1.1 200 OK\r\n\r\nspam"),
        Case("nothing", "HTTP/1.1 204 No Content\r\n\r\n"),
        Case(
            "chunks with extensions and trailers",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                "02;a=b\r\nsp\r\n2\r\nam\r\n000\r\nDigest: eggs\r\n\r\n",
        ),
        Case(
            "a head with oddities",
            "HTTP/1.1 404  not \u00E9 here\r\ncontent-LENGTH:4\r\nX:   a \r\n\t b\r\nx: \r\n\r\nspam",
        ),
        Case("after a body in chunks", "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n", Request.post("/", stream)),
        Case("to HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n", Request.head("/")),
    )
    withTests(nameFn = { "byte for byte: ${it.name}" }, cases) { case ->
        val received = Script.start().expectHead().run {
            if (case.request.body == null) this else expect("D\r\nspam and eggs\r\n0\r\n\r\n")
        }
        val warc = Buffer()
        ScriptedPeer.listening(received.reply(case.response).shutdownOutput().expectEnd()).use { peer ->
            val origin = Origin.http(peer.address())
            archive(origin, case.request, warc)
            val (response, request) = archived(warc)
            response.block shouldBe case.response
            request.block shouldBe peer.transcript().received()
            for (record in listOf(response, request)) {
                record.target shouldBe "$origin${case.request.target}"
                record.address shouldBe "127.0.0.1"
                record.way shouldContainExactly listOf("http/1.1")
                record.truncated shouldBe WarcTruncationReason.NOT_TRUNCATED
            }
            listOf(response.type, request.type) shouldBe listOf("response", "request")
            request.concurrentTo shouldBe listOf(response.id)
        }
    }

    test("over TLS: its version and cipher suite") {
        val identity = SelfSigned.forLocalhost()
        val script = Script.start().expectHead().reply(cases.first().response).expectEnd()
        val warc = Buffer()
        ScriptedPeer.listening(identity.serverContext(), script).use { peer ->
            val origin = Origin.of("https", "localhost", peer.port())
            archive(origin, Request.get("/"), warc, TlsOptions.trusting(identity.certificatePem()))
        }
        val (response, request) = archived(warc)
        response.target shouldStartWith "https://localhost:"
        response.way shouldBe request.way
        response.way.map { it.substringBefore('_') } shouldContainExactly listOf("http/1.1", "tls/1.3", "TLS")
    }

    test("a response that is cut is archived as far as it came, and marked") {
        val whole = cases.first().response
        val warc = Buffer()
        ScriptedPeer.listening(Script.start().expectHead().replyCutAfter(whole, whole.length - 1)).use { peer ->
            shouldThrow<HttpException.IncompleteRead> { archive(Origin.http(peer.address()), Request.get("/"), warc) }
        }
        val (response, request) = archived(warc)
        response.block shouldBe whole.dropLast(1)
        response.truncated shouldBe WarcTruncationReason.DISCONNECT
        request.concurrentTo shouldBe listOf(response.id)
    }

    test("the digest that archives know for nothing") {
        val warc = Buffer()
        ScriptedPeer.listening(Script.start().expectHead().reply(cases[2].response).expectEnd()).use { peer ->
            archive(Origin.http(peer.address()), Request.get("/"), warc)
        }
        warc.indexOf("\r\nWARC-Payload-Digest: sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ\r\n".encodeUtf8()) shouldBe
            warc.indexOf("\r\nWARC-Payload-Digest:".encodeUtf8())
    }
})
