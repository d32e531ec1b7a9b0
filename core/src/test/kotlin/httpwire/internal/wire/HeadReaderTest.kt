package httpwire.internal.wire

import httpwire.HttpException.RemoteDisconnected
import httpwire.Limits
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import okio.ByteString

private class Moments : HeadReader.Watcher {
    val all = mutableListOf<String>()

    override fun awaitingHead() {
        all += "awaiting"
    }

    override fun headBegun() {
        all += "begun"
    }

    override fun interimReceived(head: ResponseHead) {
        all += "interim ${head.status()}"
    }
}

private fun reader(pieces: List<ByteString>) = HeadReader.ofHeads(pieces.arriving(), Limits.DEFAULT)

class HeadReaderTest : FunSpec({
    test("the watcher is told of each head before it is awaited, when it has begun, and if it was an interim one") {
        val wire = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 E\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\n\r\n"
        for (pieces in arrivals(latin1(wire))) {
            val moments = Moments()
            reader(pieces).readFinalHead(moments).status() shouldBe 200
            moments.all shouldBe
                listOf("awaiting", "begun", "interim 100", "awaiting", "begun", "interim 103", "awaiting", "begun")
        }
    }

    test("a head that does not come was awaited, and has not begun") {
        val moments = Moments()
        shouldThrow<RemoteDisconnected> { reader(listOf()).readHead(moments) }
        moments.all shouldBe listOf("awaiting")
    }
})
