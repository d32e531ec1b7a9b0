package httpwire.connection

import httpwire.CloseReason
import httpwire.Delivery.Stage
import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpVersion
import httpwire.Phase
import httpwire.RequestBody
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.Running
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeInstanceOf
import okio.Buffer
import okio.BufferedSink
import okio.IOException
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit

private data class Kept(val name: String, val response: String, val reasons: Set<CloseReason>)

private val KEPT_OR_NOT =
    listOf(
        Kept("HTTP/1.1", ok("hi"), setOf()),
        Kept(
            "Connection: close",
            ok("connection: x, CLOSE\r\nContent-Length: 2\r\n", "hi"),
            setOf(CloseReason.CLOSE_ANSWERED),
        ),
        Kept(
            "in the second line",
            ok("Connection: x\r\nConnection: close\r\nContent-Length: 2\r\n", "hi"),
            setOf(CloseReason.CLOSE_ANSWERED),
        ),
        Kept("not a substring", ok("Connection: closed\r\nContent-Length: 2\r\n", "hi"), setOf()),
        Kept("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", setOf(CloseReason.HTTP_1_0)),
        Kept(
            "HTTP/1.0, Connection: keep-alive",
            "HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 2\r\n\r\nhi",
            setOf(),
        ),
        Kept(
            "HTTP/1.0, Keep-Alive",
            "HTTP/1.0 200 OK\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nhi",
            setOf(),
        ),
        Kept(
            "HTTP/1.0, Proxy-Connection",
            "HTTP/1.0 200 OK\r\nProxy-Connection: keep-alive\r\nContent-Length: 2\r\n\r\nhi",
            setOf(),
        ),
        Kept(
            "close wins over keep-alive",
            ok("Connection: keep-alive, close\r\nContent-Length: 2\r\n", "hi"),
            setOf(CloseReason.CLOSE_ANSWERED),
        ),
        Kept("until close", ok("", "hi"), setOf(CloseReason.BODY_UNTIL_CLOSE)),
    )

private data class Garbage(val name: String, val response: String, val fault: Class<out HttpException>)

private val GARBAGE =
    listOf(
        Garbage("nothing", "", HttpException.RemoteDisconnected::class.java),
        Garbage("another protocol", "220 smtp.example ready\r\n", HttpException.BadStatusLine::class.java),
        Garbage("HTTP/2", "HTTP/2.0 200\r\n\r\n", HttpException.UnknownProtocol::class.java),
        Garbage("a cut head", "HTTP/1.1 200 OK\r\nA: b\r\n", HttpException.IncompleteRead::class.java),
        Garbage("no colon", "HTTP/1.1 200 OK\r\nA b\r\n\r\n", HttpException.MalformedMessage::class.java),
        Garbage(
            "two lengths",
            ok("Content-Length: 1\r\nContent-Length: 2\r\n", "ab"),
            HttpException.MalformedMessage::class.java,
        ),
        Garbage(
            "both framings",
            ok("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", ""),
            HttpException.MalformedMessage::class.java,
        ),
        Garbage(
            "an unknown coding",
            ok("Transfer-Encoding: gzip, chunked\r\n", ""),
            HttpException.UnknownTransferEncoding::class.java,
        ),
        Garbage(
            "a long line",
            "HTTP/1.1 200 OK\r\nA: ${"x".repeat(65_536)}\r\n\r\n",
            HttpException.LineTooLong::class.java,
        ),
        Garbage(
            "an unasked 101",
            "HTTP/1.1 101 Switching Protocols\r\n\r\n",
            HttpException.MalformedMessage::class.java,
        ),
        Garbage(
            "101 interim heads",
            "HTTP/1.1 102 Processing\r\n\r\n".repeat(101),
            HttpException.LimitExceeded::class.java,
        ),
    )

class ConnectionLifeTest :
    FunSpec({
        context("F15, P16, C3, C13: kept or not") {
            withTests(nameFn = { it.name }, KEPT_OR_NOT) { case ->
                val connection = connectionOver(Wire(case.response))
                connection.request("GET", "/")
                val response = connection.readResponse()
                response.willClose() shouldBe case.reasons.isNotEmpty()
                connection.closeReasons shouldBe case.reasons
                connection.state shouldBe
                    if (case.reasons.isEmpty()) ConnectionState.UNREAD_RESPONSE else ConnectionState.IDLE
                response.text() shouldBe "hi"
                connection.state shouldBe ConnectionState.IDLE
            }
        }

        context("T24, F27, F29: an answer that cannot be read is an error, and the connection is closed") {
            withTests(nameFn = { it.name }, GARBAGE) { case ->
                val good = Wire(ok("hi"))
                val bad = Wire(case.response)
                val connection = connectionOver(bad, good)
                connection.request("GET", "/")
                val thrown = shouldThrow<HttpException> { connection.readResponse() }
                thrown::class.java shouldBe case.fault
                thrown.circumstances!!.phase shouldBe Phase.HEAD
                connection.state shouldBe ConnectionState.IDLE
                bad.isClosed shouldBe true
                connection.request("GET", "/")
                connection.readResponse().text() shouldBe "hi"
            }
        }

        test("C1: a second request may be sent while the first response is unread, its answer read after it") {
            val wire = Wire(ok("one"))
            val connection = connectionOver(wire)
            connection.request("GET", "/1")
            val first = connection.readResponse()
            connection.putRequest("GET", "/2")
            connection.state shouldBe ConnectionState.REQUEST_STARTED_UNREAD_RESPONSE
            connection.endHeaders()
            connection.state shouldBe ConnectionState.REQUEST_SENT_UNREAD_RESPONSE
            wire.answers.writeUtf8(ok("two"))
            shouldThrow<HttpException.ResponseNotReady> { connection.readResponse() }
            first.text() shouldBe "one"
            connection.state shouldBe ConnectionState.REQUEST_SENT
            connection.readResponse().text() shouldBe "two"
            connection.state shouldBe ConnectionState.IDLE
        }

        test("P28: interim answers are skipped and shown") {
            val seen = mutableListOf<Int>()
            val listener =
                object : ConnectionListener {
                    override fun interimReceived(moment: Moment, status: Int, reason: String, headers: Headers) {
                        seen += status
                    }
                }
            val answer = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + ok("hi")
            val connection = connectionOver(Wire(answer)) { listener(listener) }
            connection.request("GET", "/")
            connection.readResponse().text() shouldBe "hi"
            seen shouldBe listOf(100, 103)
        }

        test("T20: 101 that was asked for hands the connection over, with the bytes that came after it") {
            val wire = Wire("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nearly")
            val connection = connectionOver(wire)
            connection.request("GET", "/", Headers.of("Connection", "upgrade", "Upgrade", "x"))
            val response = connection.readResponse()
            val transport = response.upgrade()
            transport.source.readUtf8() shouldBe "early"
            connection.close()
            response.close()
            wire.isClosed shouldBe false
            connection.transport shouldBe null
        }

        test("T18, P23: bytes after a response never belong to the next one") {
            val first = Wire(ok("one") + ok("planted"))
            val connection = connectionOver(first, Wire(ok("two")))
            connection.request("GET", "/")
            connection.readResponse().text() shouldBe "one"
            connection.closeReasons shouldBe setOf(CloseReason.SURPLUS_BYTES)
            first.isClosed shouldBe true
            connection.request("GET", "/")
            connection.readResponse().text() shouldBe "two"
        }

        test("a request that was not sent whole does not keep its connection") {
            val connection = connectionOver(Wire(ok("early")))
            connection.putRequest("PUT", "/")
            connection.putHeader("Content-Length", "10")
            connection.endHeaders()
            connection.send("12345".toByteArray())
            connection.readResponse().text() shouldBe "early"
            connection.closeReasons shouldBe setOf(CloseReason.REQUEST_INCOMPLETE)
        }

        test("C5: Connection: close of ours is a reason too") {
            val connection = connectionOver(Wire(ok("hi")))
            connection.request("GET", "/", Headers.of("Connection", "close"))
            connection.readResponse().text() shouldBe "hi"
            connection.closeReasons shouldBe setOf(CloseReason.CLOSE_REQUESTED)
        }

        context("F48, C5, C13: after close nothing more is sent, though the server keeps the connection open") {
            withTests(
                nameFn = { it.first },
                Triple("the server says it", "Connection: close\r\n", Headers.EMPTY),
                Triple("among others", "Connection: keep-alive, CLOSE\r\n", Headers.EMPTY),
                Triple("the request says it", "", Headers.of("Connection", "close")),
            ) { (_, field, asked) ->
                val kept = Script.start().expectHead().reply(ok(field + "Content-Length: 3\r\n", "one"))
                    .reply(ok("evil")).expectEnd()
                ScriptedPeer.listening(kept, Script.start().expectHead().reply(ok("two"))).use { peer ->
                    connectionTo(peer).use { connection ->
                        connection.request("GET", "/1", asked)
                        val first = connection.readResponse()
                        first.willClose() shouldBe true
                        // The response before is unread; it has the connection to itself.
                        connection.request("GET", "/2")
                        first.text() shouldBe "one"
                        connection.readResponse().text() shouldBe "two"
                    }
                    peer.transcript(1).received().split("GET /").size shouldBe 2
                }
            }
        }

        test("a body that fails is the caller's failure, and what was sent is not a request") {
            val wire = Wire()
            val connection = connectionOver(wire)
            val broken =
                object : RequestBody {
                    override fun length() = -1L

                    override fun writeTo(sink: BufferedSink) {
                        sink.writeUtf8("half").flush()
                        throw IOException("disk")
                    }
                }
            shouldThrow<IOException> { connection.request("POST", "/", Headers.EMPTY, broken) }.message shouldBe "disk"
            wire.isClosed shouldBe true
            connection.state shouldBe ConnectionState.IDLE
        }

        test("F17, F39: an answer that came before the request was sent whole is found in spite of the broken pipe") {
            val wire = BreakingWire("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\n\r\ntoo much")
            val connection = connectionOver(wire)
            val body = RequestBody.of(Buffer().write(ByteArray(1_000_000)) as okio.Source)
            val response = connection.exchange("POST", "/", Headers.EMPTY, body)
            response.status shouldBe 413
            response.text() shouldBe "too much"

            val silent = connectionOver(BreakingWire(""))
            val lost =
                shouldThrow<HttpException.ConnectionLost> {
                    silent.exchange(
                        "POST",
                        "/",
                        Headers.EMPTY,
                        RequestBody.of(Buffer().write(ByteArray(1_000_000)) as okio.Source),
                    )
                }
            lost.circumstances!!.delivery.stage shouldBe Stage.BODY_SENT
            lost.circumstances!!.delivery.isResendSafe shouldBe false
            lost.suppressed.single().shouldBeInstanceOf<HttpException.RemoteDisconnected>()
        }

        test("delivery: nothing sent, head sent, response begun") {
            val refused = HttpConnection.builder("a").dialer { throw IOException("no") }.build()
            val nothing = shouldThrow<HttpException> { refused.request("GET", "/") }
            nothing.circumstances!!.delivery.stage shouldBe Stage.NOTHING_SENT
            nothing.circumstances!!.delivery.isResendSafe shouldBe true
            refused.state shouldBe ConnectionState.IDLE

            for ((answer, stage) in listOf("" to Stage.HEAD_SENT, "HTTP" to Stage.RESPONSE_BEGUN)) {
                val connection = connectionOver(Wire(answer))
                connection.request("GET", "/")
                val thrown = shouldThrow<HttpException> { connection.readResponse() }
                thrown.circumstances!!.delivery.stage shouldBe stage
                thrown.toString() shouldContain "while reading the response head"
            }
        }

        test("closing with an unread response closes both; a detached response lives on") {
            val connection = connectionOver(Wire(ok("one")), Wire(ok("", "two")))
            connection.request("GET", "/")
            val kept = connection.readResponse()
            connection.close()
            kept.isClosed shouldBe true
            shouldThrow<HttpException.Cancelled> { kept.read() }
            connection.request("GET", "/")
            val detached = connection.readResponse()
            connection.close()
            detached.text() shouldBe "two"
        }

        test("closeWhenRead leaves the response and closes at its end") {
            val wire = Wire(ok("one"))
            val connection = connectionOver(wire)
            connection.request("GET", "/")
            val response = connection.readResponse()
            connection.closeWhenRead()
            connection.state shouldBe ConnectionState.IDLE
            wire.isClosed shouldBe false
            response.text() shouldBe "one"
            wire.isClosed shouldBe true
        }

        test("closeWhenRead while another thread uses the connection closes it, as close does") {
            val wire = Wire(ok("one"))
            val isAsked = CountDownLatch(1)
            val isClosing = CountDownLatch(1)
            val listener = object : ConnectionListener {
                override fun bodyReceived(moment: Moment, byteCount: Long) {
                    isAsked.countDown()
                    isClosing.await(10, TimeUnit.SECONDS)
                }
            }
            val connection = connectionOver(wire) { listener(listener) }
            connection.request("GET", "/")
            val response = connection.readResponse()
            val reader = Running { response.read(1) }
            isAsked.await(10, TimeUnit.SECONDS)
            connection.closeWhenRead()
            connection.state shouldBe ConnectionState.UNREAD_RESPONSE
            isClosing.countDown()
            reader.outcome()
            connection.state shouldBe ConnectionState.IDLE
            wire.isClosed shouldBe true
            shouldThrow<HttpException.Cancelled> { response.read(1) }
        }

        test("a cancel between request and readResponse is not lost, though the answer is there") {
            val connection = connectionOver(Wire(ok("hi")), Wire(ok("again")))
            connection.request("GET", "/")
            connection.cancel()
            shouldThrow<HttpException.Cancelled> { connection.readResponse() }
            shouldThrow<HttpException.Cancelled> { connection.request("GET", "/") }
            connection.close()
            connection.request("GET", "/")
            connection.readResponse().text() shouldBe "again"
        }

        test("without autoOpen a request needs connect()") {
            val connection = connectionOver(Wire(ok("hi"))) { autoOpen(false) }
            shouldThrow<HttpException.NotConnected> { connection.request("GET", "/") }
            connection.connect()
            connection.request("GET", "/")
            connection.readResponse().text() shouldBe "hi"
        }

        test("R2: over a real conversation: two exchanges on one connection, byte for byte") {
            val request = "GET / HTTP/1.1\r\nHost: a\r\nAccept-Encoding: identity\r\n\r\n"
            played(
                Script.start().expect(request).reply(ok("one")).expect(request).replyInPieces(ok("two"), 1),
            ) { connection ->
                connection.request("GET", "/")
                connection.readResponse().text() shouldBe "one"
                connection.request("GET", "/")
                val second = connection.readResponse()
                second.version shouldBe HttpVersion.HTTP_1_1
                second.url shouldBe "http://a/"
                second.text() shouldBe "two"
            }
        }
    })
