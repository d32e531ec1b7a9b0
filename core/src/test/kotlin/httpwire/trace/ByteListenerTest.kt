package httpwire.trace

import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import okio.ByteString.Companion.encodeUtf8
import okio.ByteString.Companion.toByteString

/** A head, and what is shown of it. */
private val HEADS =
    mapOf(
        "GET /x?token=abc&q=1 HTTP/1.1\r\nHost: a\r\n\r\n" to "GET /x?token=[hidden]&q=1 HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /x?token=abc HTTP/1.1\r\n\r\n" to "GET /x?token=[hidden] HTTP/1.1\r\n\r\n",
        "GET http://u:p@a/?key=b HTTP/1.1\r\n\r\n" to "GET http://[hidden]@a/?key=[hidden] HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\ncookie: a=b\r\nA: b\r\n\r\n" to "GET / HTTP/1.1\r\ncookie: [hidden]\r\nA: b\r\n\r\n",
        "GET / HTTP/1.1\r\nReferer: /?pin=1\r\nVia: /?pin=1\r\n\r\n" to
            "GET / HTTP/1.1\r\nReferer: /?pin=[hidden]\r\nVia: /?pin=1\r\n\r\n",
        "CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: Basic x\r\n\r\n" to
            "CONNECT a:443 HTTP/1.1\r\nProxy-Authorization: [hidden]\r\n\r\n",
        "HTTP/1.1 200 a ?token=b c\r\nLocation:/?sig=b&c=d \r\nset-cookie:\r\n\r\n" to
            "HTTP/1.1 200 a ?token=b c\r\nLocation: /?sig=[hidden]&c=d\r\nset-cookie: [hidden]\r\n\r\n",
        "HTTP/1.1 200\nX-Api-Key: a\nB: c\n\n" to "HTTP/1.1 200\nX-Api-Key: [hidden]\nB: c\n\n",
        "" to "",
    )

class ByteListenerTest :
    FunSpec({
        context("a head without its secrets") {
            withTests(nameFn = { "'${it.replace("\r\n", "\\r\\n")}'" }, HEADS.keys) {
                ByteListener.redacted(it.encodeUtf8()).utf8() shouldBe HEADS.getValue(it)
            }
        }

        test("bytes beyond ASCII stay what they are") {
            val head = "HTTP/1.1 200 é\r\nA: \u00e9\u0085\r\n\r\n".toByteArray(Charsets.ISO_8859_1).toByteString()
            ByteListener.redacted(head) shouldBe head
        }
    })
