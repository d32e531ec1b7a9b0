package httpwire.sse

import httpwire.HttpException.LimitExceeded
import httpwire.HttpException.UnexpectedResponse
import httpwire.connection.Wire
import httpwire.connection.connectionOver
import httpwire.internal.wire.Ending
import httpwire.internal.wire.EndlessSource
import httpwire.internal.wire.arrivals
import httpwire.internal.wire.arriving
import httpwire.internal.wire.byteByByte
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.comparables.shouldBeLessThan
import io.kotest.matchers.shouldBe
import io.kotest.property.Arb
import io.kotest.property.arbitrary.element
import io.kotest.property.arbitrary.int
import io.kotest.property.arbitrary.list
import io.kotest.property.checkAll
import okio.Buffer
import okio.BufferedSource
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import okio.ByteString.Companion.encodeUtf8
import okio.buffer

private class Stream(val bytes: ByteString, vararg val events: String) {
    constructor(text: String, vararg events: String) : this(text.encodeUtf8(), *events)
}

/** Each event as `type[id]+retry:data`, its line ends as `⏎`. */
private val STREAMS =
    listOf(
        Stream(""),
        Stream("\n\n\r\n\r"),
        Stream("data: YHOO\ndata: +2\ndata: 10\n\n", "message[]:YHOO⏎+2⏎10"),
        Stream(
            ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            "message[1]:first event",
            "message[]:second event",
            "message[]: third event",
        ),
        Stream("data\n\ndata\ndata\n\ndata:", "message[]:", "message[]:⏎"),
        Stream("data:test\n\ndata: test\n\n", "message[]:test", "message[]:test"),
        Stream("data: a\rdata: b\r\rdata: c\r\n\r\ndata: d\n\r", "message[]:a⏎b", "message[]:c", "message[]:d"),
        Stream("data: a\r\n\rdata: b\r\r\ndata: c\n\r\n", "message[]:a", "message[]:b", "message[]:c"),
        Stream("event: add\ndata: 1\n\ndata: 2\n\nevent:\ndata: 3\n\n", "add[]:1", "message[]:2", "message[]:3"),
        Stream("event: lost\n\ndata: 1\n\n", "message[]:1"),
        Stream("event: a\nevent: b\ndata: 1\n\n", "b[]:1"),
        Stream("id: 1\n\ndata: a\n\nid: 2\ndata: b\n\ndata: c\n\n", "message[1]:a", "message[2]:b", "message[2]:c"),
        Stream("id: a\u0000b\ndata: 1\n\n", "message[]:1"),
        Stream("id: ü€\ndata: ü€\n\n", "message[ü€]:ü€"),
        Stream("retry: 10\ndata: a\n\ndata: b\n\n", "message[]+10:a", "message[]+10:b"),
        Stream("retry: 10\n\nretry: 1x\nretry: -1\nretry:\nretry: +5\nretry:  7\ndata: a\n\n", "message[]+10:a"),
        Stream("retry: 00012\nretry: 99999999999999999999999\ndata: a\n\n", "message[]+12:a"),
        Stream("Data: a\n data: b\ndata : c\nDATA\nnonsense: 1\nnonsense\n:data: d\n\n"),
        Stream("data: a:b: c\n\n", "message[]:a:b: c"),
        Stream("data: cut off\n"),
        Stream("data: whole\n\ndata: cut off", "message[]:whole"),
        Stream("\uFEFFdata: a\n\n", "message[]:a"),
        Stream("\uFEFF\uFEFFdata: a\n\ndata: b\n\n", "message[]:b"),
        Stream("\n\uFEFFdata: a\n\ndata: \uFEFFb\n\n", "message[]:\uFEFFb"),
        Stream("efbb646174613a20610a0a".decodeHex()),
        Stream("646174613a20c328e282f09f98800a0a".decodeHex(), "message[]:\uFFFD(\uFFFD😀"),
        // Half a surrogate pair: one character for each of its bytes (Encoding standard, 8.1.1).
        Stream("646174613aeda0800a0a".decodeHex(), "message[]:\uFFFD\uFFFD\uFFFD"),
    )

private fun events(source: BufferedSource): List<String> {
    val reader = ServerSentEventReader(source)
    return generateSequence { reader.readEvent()?.spelt() }.toList()
}

private fun limited(text: String, maxEventBytes: Long) =
    ServerSentEventReader(Buffer().writeUtf8(text), maxEventBytes, "")

class ServerSentEventReaderTest :
    FunSpec({
        withTests(nameFn = {
            "the stream " + it.bytes.utf8().replace("\n", "\\n").replace("\r", "\\r")
        }, STREAMS) { stream ->
            referenceEvents(stream.bytes) shouldBe stream.events.toList()
            for (pieces in arrivals(stream.bytes)) {
                withClue("in ${pieces.size} pieces, ${pieces.firstOrNull()?.size} bytes first") {
                    events(pieces.arriving()) shouldBe stream.events.toList()
                }
            }
        }

        test("any stream, however it is cut, is read as the standard's algorithm reads it") {
            val words =
                listOf("data", "event", "id", "retry", ":", " ", "\n", "\r", "\r\n", "\n\n", "x", "7", "ü", "\u0000")
            checkAll(Arb.list(Arb.element(words), 0..60), Arb.int(1..9)) { parts, size ->
                val bytes = parts.joinToString("").encodeUtf8()
                val pieces = (0 until bytes.size step size).map { bytes.substring(it, minOf(it + size, bytes.size)) }
                events(pieces.arriving()) shouldBe referenceEvents(bytes)
            }
        }

        test("an event is there as soon as its empty line is, also one that ends with CR") {
            for (end in listOf("\n\n", "\r\r", "\r\n\r")) {
                val pieces = byteByByte("data: a$end".encodeUtf8())
                ServerSentEventReader(pieces.arriving(Ending.OPEN)).readEvent()?.spelt() shouldBe "message[]:a"
            }
        }

        test("reading goes on where it was when a source that ended gets more") {
            val bytes = "\uFEFFid: 1\r\ndata: a\r\n\r\ndata: b\n\n".encodeUtf8()
            val buffer = Buffer()
            val reader = ServerSentEventReader(buffer)
            val seen = byteByByte(bytes).flatMap { byte ->
                buffer.write(byte)
                listOfNotNull(reader.readEvent()?.spelt())
            }
            seen shouldBe listOf("message[1]:a", "message[1]:b")
        }

        test("an ID counts once its event is whole, and is the one before until then") {
            val buffer = Buffer().writeUtf8("data: a\n\nid: 8\nretry: 5\ndata: b\n")
            val reader = ServerSentEventReader(buffer, 100, "7")
            reader.lastEventId shouldBe "7"
            reader.retry shouldBe null
            reader.readEvent()?.spelt() shouldBe "message[7]:a"
            reader.readEvent() shouldBe null
            reader.lastEventId shouldBe "7"
            reader.retry?.toMillis() shouldBe 5
            buffer.writeUtf8("\n")
            reader.readEvent()?.spelt() shouldBe "message[8]+5:b"
            reader.lastEventId shouldBe "8"
        }

        test("a line, and the data of an event, have a bound; comments and many events have none") {
            limited("data: 78901\n\n", 11).readEvent()?.data shouldBe "78901"
            shouldThrow<LimitExceeded> { limited("data: 789012\n\n", 11).readEvent() }.message shouldBe
                "a line of the event stream is longer than 11 bytes"
            shouldThrow<LimitExceeded> { limited("data: 789012", 11).readEvent() }
            limited("data:12345\ndata:78901\n\n", 11).readEvent()?.data shouldBe "12345\n78901"
            shouldThrow<LimitExceeded> { limited("data:12345\ndata:789012\n\n", 11).readEvent() }.message shouldBe
                "the data of an event is longer than 11 bytes"
            val chatter = ": 45678901\n".repeat(50) + "data: a\n\n".repeat(50)
            val reader = limited(chatter, 11)
            generateSequence { reader.readEvent() }.count() shouldBe 50
            shouldThrow<IllegalArgumentException> { limited("", 0) }
        }

        test("a line without end is not taken in beyond the bound") {
            val endless = EndlessSource("data: ", "x")
            shouldThrow<LimitExceeded> { ServerSentEventReader(endless.buffer()).readEvent() }
            endless.takenByteCount shouldBeLessThan ServerSentEventReader.DEFAULT_MAX_EVENT_BYTES + 16_384
        }

        test("an event stream is 200 and of its type") {
            val heads =
                mapOf(
                    "200 OK\r\nContent-Type: Text/Event-Stream;charset=utf-8" to null,
                    "200 OK\r\nContent-Type: text/html" to "not an event stream: Content-Type is not text/event-stream",
                    "200 OK\r\nA: b" to "not an event stream: Content-Type is not text/event-stream",
                    "204 No Content\r\nContent-Type: text/event-stream" to "not an event stream: the status is 204",
                    "404 Not Found\r\nA: b" to "not an event stream: the status is 404",
                )
            for ((head, fault) in heads) {
                val connection = connectionOver(Wire("HTTP/1.1 $head\r\n\r\ndata: a\n\n"))
                connection.request("GET", "/")
                val response = connection.readResponse()
                val thrown = runCatching { ServerSentEventReader.requireEventStream(response) }.exceptionOrNull()
                thrown?.message shouldBe fault
                if (thrown is UnexpectedResponse) thrown.status shouldBe response.status
                if (thrown == null) events(response.source()) shouldBe listOf("message[]:a")
            }
        }

        test("the wait that a stream asks for may be the longest there is") {
            limited("retry: ${Long.MAX_VALUE}\ndata: a\n\n", 100).readEvent()?.retry?.toMillis() shouldBe Long.MAX_VALUE
        }
    })
