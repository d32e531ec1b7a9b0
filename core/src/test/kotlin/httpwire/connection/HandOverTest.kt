package httpwire.connection

import httpwire.CloseReason
import httpwire.Headers
import httpwire.HttpException
import httpwire.Request
import httpwire.RequestBody
import httpwire.Timeouts
import httpwire.state.ConnectionState
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.Identities
import httpwire.transport.Proxy
import httpwire.transport.Transport
import httpwire.transport.loopbackDialer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withContexts
import io.kotest.datatest.withTests
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.types.shouldBeSameInstanceAs
import okio.Buffer
import okio.IOException
import java.net.InetAddress
import java.time.Duration
import kotlin.concurrent.thread

/** What asks for a hand-over, and the head with which it is granted. */
private enum class Grant(val method: String, val target: String, val headers: Headers, val head: String) {
    UPGRADE(
        "GET",
        "/chat",
        Headers.of("Connection", "Upgrade", "Upgrade", "echo"),
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
    ),
    CONNECT("CONNECT", "b.test:443", Headers.EMPTY, "HTTP/1.1 200 Open\r\nContent-Length: 5\r\n\r\n"),
    ;

    fun ask(connection: HttpConnection): HttpResponse = connection.exchange(method, target, headers, null)
}

/** What the connection runs over; the peer has shown itself as far as that needs. */
private enum class Under(val lead: Script.() -> Script, val isSecure: Boolean, val proxy: (Int) -> Proxy? = { null }) {
    TCP({ this }, false),
    TLS_1_3({ startTls(Identities.good) }, true),
    TLS_1_2({ startTls(Identities.good) { it.enabledProtocols = arrayOf("TLSv1.2") } }, true),
    TUNNEL({ expectHead().reply(OPEN) }, false, { Proxy.http("p.test:$it").tunnelling() }),
    TLS_IN_TUNNEL({ expectHead().reply(OPEN).startTls(Identities.good) }, true, { Proxy.http("p.test:$it") }),
    TLS_IN_TLS(
        { startTls(Identities.good).expectHead().reply(OPEN).startTls(Identities.good) },
        true,
        { Proxy.https("proxy.test:$it").tls(Identities.trusting) },
    ),
    ;

    /** Whether the other half can go on after one of them has ended. */
    val endsByHalves get() = this != TLS_1_2

    fun connect(port: Int, timeouts: Timeouts): HttpConnection {
        val builder = HttpConnection.builder("a.test").timeouts(timeouts)
        if (isSecure) builder.tls(Identities.trusting)
        proxy(port)?.let { return builder.proxy(it).resolver { listOf(InetAddress.getLoopbackAddress()) }.build() }
        return builder.port(port).dialer(loopbackDialer).build()
    }

    /** Runs [block] with a connection whose peer plays [rest]. */
    fun run(rest: Script.() -> Script, timeouts: Timeouts = Timeouts.DEFAULT, block: (HttpConnection) -> Unit) {
        ScriptedPeer.listening(Script.start().run(lead).rest()).use { peer ->
            connect(peer.port(), timeouts).use(block)
        }
    }
}

private val SHORT = Duration.ofMillis(400)

/** Bounds that have long passed when the peer of a test goes on. */
private val TIGHT = Timeouts.NONE.withWrite(
    SHORT,
).withRead(SHORT).withFirstByte(SHORT).withDeadline(Duration.ofSeconds(1))

private fun handedOver(early: String, head: String = Grant.UPGRADE.head) =
    connectionOver(Wire(head + early)).let { it to Grant.UPGRADE.ask(it) }

class HandOverTest : FunSpec({
    withContexts(Grant.entries) { grant ->
        test("F45: bytes that came with the head are the first ones, however they are cut") {
            val answer = grant.head + "early bytes"
            for (cut in 1..answer.length) {
                val script = Script.start().expectHead().replySplitAt(answer, cut).shutdownOutput().expectEnd()
                played(script) { connection ->
                    grant.ask(connection).upgrade().use { it.source.readUtf8() shouldBe "early bytes" }
                }
            }
        }

        test("F59: a listener that throws when the connection is handed over: it is closed, since nobody has it") {
            val thrown = Exception("planted")
            val listener = object : ConnectionListener {
                override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) = throw thrown
            }
            val wire = Wire(grant.head)
            val response = grant.ask(connectionOver(wire) { listener(listener) })
            runCatching { response.upgrade() }.exceptionOrNull() shouldBeSameInstanceAs thrown
            wire.isClosed shouldBe true
        }

        test("F45: many bytes that came with the head, some of which were peeked at") {
            val early = "0123456789abcdef".repeat(20_000)
            val connection = connectionOver(Wire(grant.head + early))
            val response = grant.ask(connection)
            response.peek(3).utf8() shouldBe "012"
            response.upgrade().source.readUtf8() shouldBe early
        }

        withContexts(Under.entries) { under ->
            test("bytes go both ways, at first without ours") {
                val play: Script.() -> Script = {
                    expectHead().reply(grant.head + "early").expect("ping").reply("pong")
                }
                under.run({ play().expectEnd() }) { connection ->
                    grant.ask(connection).upgrade().use {
                        it.source.readUtf8(5) shouldBe "early"
                        it.sink.writeUtf8("ping").flush()
                        it.source.readUtf8(4) shouldBe "pong"
                    }
                }
            }

            test("none of the connection's bounds holds any longer") {
                val script: Script.() -> Script = {
                    expectHead().reply(
                        grant.head,
                    ).pause(Duration.ofMillis(1_500)).expect("ping").reply("pong").expectEnd()
                }
                under.run(script, TIGHT) { connection ->
                    grant.ask(connection).upgrade().use { transport ->
                        for (timeout in listOf(transport.source.timeout(), transport.sink.timeout())) {
                            timeout.timeoutNanos() shouldBe 0
                            timeout.hasDeadline() shouldBe false
                        }
                        transport.sink.writeUtf8("ping").flush()
                        transport.source.readUtf8(4) shouldBe "pong"
                    }
                }
            }

            if (under.endsByHalves) {
                test("our half can end first") {
                    under.run({
                        expectHead().reply(grant.head).expect("ping").expectEnd().reply("pong").shutdownOutput()
                    }) {
                        grant.ask(it).upgrade().use { transport ->
                            transport.sink.writeUtf8("ping").close()
                            transport.source.readUtf8() shouldBe "pong"
                        }
                    }
                }
            }

            test("the peer's half can end first") {
                val late = if (under.endsByHalves) "ping" else ""
                under.run({ expectHead().reply(grant.head + "bye").shutdownOutput().expect(late).expectEnd() }) {
                    grant.ask(it).upgrade().use { transport ->
                        transport.source.readUtf8() shouldBe "bye"
                        transport.sink.writeUtf8(late).flush()
                    }
                }
            }
        }
    }

    withTests(nameFn = { "two threads send and receive at once: $it" }, Under.entries) { under ->
        val mass = Buffer().write(ByteArray(3 shl 20)).readByteString()
        under.run({ expectHead().reply(Grant.UPGRADE.head).reply(mass).expectBytes(mass.size.toLong()).expectEnd() }) {
            Grant.UPGRADE.ask(it).upgrade().use { transport ->
                val writer = thread { transport.sink.write(mass).flush() }
                transport.source.readByteString(mass.size.toLong()) shouldBe mass
                writer.join()
            }
        }
    }

    test("what is done with the connection afterwards does not touch the transport") {
        for (after in listOf<HttpConnection.() -> Unit>({ close() }, { cancel() }, { closeWhenRead() })) {
            val wire = Wire(Grant.UPGRADE.head + "early")
            val connection = connectionOver(wire)
            val transport = Grant.UPGRADE.ask(connection).upgrade()
            connection.after()
            wire.isClosed shouldBe false
            transport.source.readUtf8() shouldBe "early"
            transport.sink.writeUtf8("late").flush()
            wire.sent() shouldContain "late"
        }
    }

    test("the connection is Idle, and its next request opens another one") {
        val connection = connectionOver(Wire(Grant.UPGRADE.head), Wire(ok("hi")))
        Grant.UPGRADE.ask(connection).upgrade()
        connection.state shouldBe ConnectionState.IDLE
        connection.transport.shouldBeNull()
        connection.closeReasons shouldBe setOf(CloseReason.PROTOCOL_SWITCHED)
        connection.exchange("GET", "/", Headers.EMPTY, null).text() shouldBe "hi"
    }

    test("the exchange ends with the hand-over, once, and the connection is not said to be closed") {
        val told = mutableListOf<String>()
        val listener = object : ConnectionListener {
            override fun exchangeEnded(moment: Moment, reasons: Set<CloseReason>) {
                told += "ended $reasons"
            }

            override fun closed(moment: Moment, reasons: Set<CloseReason>) {
                told += "closed"
            }
        }
        val connection = connectionOver(Wire(Grant.UPGRADE.head)) { listener(listener) }
        val response = Grant.UPGRADE.ask(connection)
        told shouldBe emptyList()
        response.upgrade()
        response.close()
        connection.close()
        told shouldBe listOf("ended [${CloseReason.PROTOCOL_SWITCHED}]")
    }

    test("a response that is closed instead closes what it has") {
        val wire = Wire(Grant.UPGRADE.head + "early")
        val response = Grant.UPGRADE.ask(connectionOver(wire))
        response.close()
        wire.isClosed shouldBe true
        shouldThrow<IllegalStateException> { response.upgrade() }.message shouldContain "closed"
    }

    test("the body of such a response is empty, and reading it leaves the bytes to the next owner") {
        val (_, response) = handedOver("early")
        response.peek(100).utf8() shouldBe "early"
        response.upgrade().source.readUtf8() shouldBe "early"
    }

    test("R27: the protocol does not change in the middle of a request") {
        val wire = Wire(Grant.UPGRADE.head + "early")
        connectionOver(wire).use { connection ->
            connection.putRequest("POST", "/")
            for ((name, value) in Grant.UPGRADE.headers) connection.putHeader(name, value)
            connection.putHeader("Content-Length", "4")
            connection.endHeaders()
            connection.send("sp".toByteArray())
            val response = connection.readResponse()
            response.status shouldBe 101
            shouldThrow<IllegalStateException> { response.upgrade() }.message shouldContain "not sent whole"
            response.close()
            wire.isClosed shouldBe true
        }
    }

    test("a refused hand-over is a response like any other") {
        val connection = connectionOver(Wire("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno" + ok("hi")))
        val refused = Grant.UPGRADE.ask(connection)
        shouldThrow<IllegalStateException> { refused.upgrade() }.message shouldContain "426"
        refused.closeReasons shouldBe emptySet()
    }

    context("T20, F45, P29: 101 that was not asked for") {
        val fields = mapOf(
            "no field" to Headers.EMPTY,
            "Connection only" to Headers.of("Connection", "Upgrade"),
        )
        withTests(fields) { headers ->
            val wire = Wire(Grant.UPGRADE.head + ok("planted"))
            val connection = connectionOver(wire)
            connection.request("GET", "/", headers)
            shouldThrow<HttpException.MalformedMessage> { connection.readResponse() }.message shouldContain "101"
            wire.isClosed shouldBe true
            connection.state shouldBe ConnectionState.IDLE
        }

        test("to a body that is being sent") {
            val connection = connectionOver(Wire(Grant.UPGRADE.head))
            connection.request("POST", "/", Headers.EMPTY, RequestBody.of("spam"))
            shouldThrow<HttpException.MalformedMessage> { connection.readResponse() }
        }

        test("in a pipeline, whose other requests are over") {
            val connection = connectionOver(Wire(ok("a") + Grant.UPGRADE.head + ok("b")))
            val pipeline = connection.pipeline(List(3) { Request.get("/$it") })
            pipeline.readResponse().text() shouldBe "a"
            shouldThrow<HttpException.MalformedMessage> { pipeline.readResponse() }
            shouldThrow<IOException> { pipeline.readResponse() }
            pipeline.fates().map { it.name } shouldBe listOf("ANSWERED", "MAYBE_PROCESSED", "MAYBE_PROCESSED")
        }
    }
})
