package httpwire.connection

import httpwire.Headers
import httpwire.Request
import httpwire.RequestBody
import httpwire.client.HttpClient
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withContexts
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8

/** A request as its caller writes it, with nothing automatic, and what goes over the wire. */
private class SentAsIs(
    val method: String,
    val target: String,
    val fields: Headers = Headers.EMPTY,
    val body: String? = null,
) {
    val head = "$method $target HTTP/1.1\r\n" + fields.joinToString("") { "${it.key}: ${it.value}\r\n" } + "\r\n"

    /** Of a URL with this target at the host of [prefix]. */
    fun request(prefix: String = ""): Request {
        val builder = Request.builder(method, prefix + target).headers(fields).skipHost()
            .skipAcceptEncoding().withoutHeader("User-Agent").withoutHeader("Content-Type")
        if (body != null) builder.body(RequestBody.of(body))
        return builder.build()
    }

    override fun toString() = head.replace("\r\n", "|") + body.orEmpty()
}

private val fields = Headers.of("x-B", "1", "X-a", "", "Host", "other.test", "x-b", "1, 2", "X-A", "\u00e9 \t.")

/** Those that a URL can have too. */
private val PATHS = listOf(
    "/", "/a/../b/./c", "/..", "//b.test/c", "/a//b", "/%7Euser/%2e%2E/%2f", "/%zz", "/a;b=c,d", "/a?", "/a:80@b",
    "/a?b=c&&d=%20+e", "/a?http://b.test/", "/a|b^c`{d}", "/\"<>\\",
)

private val WRITTEN = PATHS.map { SentAsIs("GET", it) } + listOf(
    SentAsIs("GET", "/", fields),
    SentAsIs("GET", "/", Headers.of("Content-Length", "4"), "spam"),
    SentAsIs("HEAD", "/", Headers.of("X", "y", "Content-Length", "4"), "spam"),
    SentAsIs("DELETE", "/", Headers.of("content-length", "4"), "spam"),
    SentAsIs("POST", "/", Headers.of("Content-Length", "0")),
    SentAsIs("M-SEARCH", "/", Headers.of("ST", "ssdp:all")),
    SentAsIs("get", "/"),
    SentAsIs("!#$%&'*+-.^_`|~09azAZ", "/"),
)

/** Those that only a connection can send, since they name no origin or another one. */
private val FORMS = listOf(
    SentAsIs("OPTIONS", "*"),
    SentAsIs("GET", "http://b.test/c"),
    SentAsIs("GET", "http://b.test:81"),
    SentAsIs("GET", "https://b.test/a/../c?d"),
    SentAsIs("CONNECT", "b.test:443"),
    SentAsIs("CONNECT", "[::1]:443"),
)

private const val RAW = "HTTP/1.1 200  fine \r\nx-B:1\r\nX-a:   \r\nX-Folded: a\r\n  b\r\nx-b: 2\t\r\n"
private const val RAW_HEAD = "${RAW}content-LENGTH: 0\r\n\r\n"

private fun script(written: SentAsIs) = Script.start().expect(written.head + written.body.orEmpty())
    .reply(if (written.method == "CONNECT") "$RAW\r\n" else RAW_HEAD)

class AsWrittenTest : FunSpec({
    withContexts(WRITTEN + FORMS) { written ->
        test("as a value, and both heads byte for byte") {
            played(script(written).expectEnd(), { record() }) { connection ->
                val response = connection.exchange(written.request())
                response.sentHead() shouldBe written.head.latin1()
                response.rawHead().string(Charsets.ISO_8859_1) shouldBe
                    (if (written.method == "CONNECT") "$RAW\r\n" else RAW_HEAD)
                response.close()
            }
        }

        test("step by step, and both heads byte for byte") {
            played(script(written).expectEnd(), { record() }) { connection ->
                connection.putRequest(written.method, written.target, true, true)
                for (field in written.fields) connection.putHeader(field.key, field.value)
                connection.endHeaders()
                if (written.body != null) connection.send(written.body.encodeUtf8())
                val response = connection.readResponse()
                response.sentHead() shouldBe written.head.latin1()
                response.close()
            }
        }
    }

    withTests(nameFn = { "by a client: $it" }, WRITTEN) { written ->
        ScriptedPeer.listening(script(written)).use { peer ->
            HttpClient.builder().record().build().use { client ->
                val response = client.send(written.request("http://" + peer.address()))
                response.sentHead() shouldBe written.head.latin1()
                response.read().size shouldBe 0
            }
        }
    }

    withTests(
        nameFn = { "in a pipeline: $it" },
        (WRITTEN + FORMS).filter { it.method in setOf("GET", "HEAD", "OPTIONS") && it.body == null },
    ) { written ->
        played(script(written).expect(written.head).reply(RAW_HEAD).expectEnd(), { record() }) { connection ->
            val pipeline = connection.pipeline(List(2) { written.request() })
            repeat(2) { pipeline.readResponse().sentHead() shouldBe written.head.latin1() }
        }
    }
})

private fun String.latin1() = ByteString.of(*toByteArray(Charsets.ISO_8859_1))
