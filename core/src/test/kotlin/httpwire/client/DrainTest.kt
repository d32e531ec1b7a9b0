package httpwire.client

import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.Moment
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import java.time.Duration
import java.util.concurrent.atomic.AtomicLong

private const val END = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nend"

private fun moved(framing: String) =
    Script.start().expectHead().reply("HTTP/1.1 302 Found\r\nLocation: /\r\n$framing\r\n")

/** How many bytes of bodies the client has read for a redirect whose body is that of [first], and its end. */
private fun followed(first: Script, inspect: (ListeningPeer) -> Unit = {}): Long {
    val byteCount = AtomicLong()
    val listener = object : ClientListener {
        override fun bodyReceived(moment: Moment, byteCount_: Long) {
            byteCount.addAndGet(byteCount_)
        }
    }
    ScriptedPeer.listening(first, Script.start().expectHead().reply(END)).use { peer ->
        HttpClient.builder().redirects().listener(listener).deadline(Duration.ofSeconds(30)).build().use { client ->
            client.get("http://${peer.address()}/a").text() shouldBe "end"
            client.statistics().run { listOf(leased, idle) } shouldBe listOf(0, 1)
        }
        inspect(peer)
    }
    return byteCount.get()
}

class DrainTest : FunSpec({
    test("T32: a body that says that it is long is not read at all") {
        for (length in listOf(99_999, 200_000)) {
            followed(moved("Content-Length: $length\r\n").floodUntilClosed("x".repeat(1_024))) shouldBe 3L
        }
    }

    test("T32: a body whose connection is closed after it is not read either") {
        followed(moved("Connection: close\r\nContent-Length: 9\r\n").reply("unwanted").expectEnd()) shouldBe 3L
    }

    test("T32: one without an end is read up to a bound") {
        followed(moved("Transfer-Encoding: chunked\r\n").floodUntilClosed("400\r\n${"x".repeat(1_024)}\r\n"))
            .shouldBeLessThan(200_000L)
    }

    test("T32: one that comes byte by byte is read for a second at most") {
        followed(moved("Content-Length: 65000\r\n").dripUntilClosed("x", Duration.ofMillis(20))) shouldBeLessThan 1_000L
    }
})
