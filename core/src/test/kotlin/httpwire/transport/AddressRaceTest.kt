package httpwire.transport

import httpwire.HttpException
import httpwire.Origin
import httpwire.Timeouts
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.collections.shouldHaveSize
import io.kotest.matchers.comparables.shouldBeBetween
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import java.io.IOException
import java.net.InetAddress
import java.net.ServerSocket
import java.net.SocketException
import java.nio.channels.SocketChannel

private fun addresses(text: String): List<InetAddress> =
    text.split(' ').filter { it.isNotEmpty() }.map(InetAddress::getByName)

private class Steps : ConnectionListener {
    val all = mutableListOf<String>()

    override fun tcpConnecting(moment: Moment, address: String) {
        all += "try ${address.substringBeforeLast(':')}"
    }

    override fun tcpFailed(moment: Moment, address: String, failure: IOException) {
        all += "failed ${address.substringBeforeLast(':')}"
    }

    override fun tcpConnected(moment: Moment, address: String) {
        all += "connected ${address.substringBeforeLast(':')}"
    }
}

private fun race(
    hosts: String,
    port: Int,
    listener: ConnectionListener? = null,
    timeouts: Timeouts = Timeouts.DEFAULT,
    cancellation: Cancellation = Cancellation(),
): Transport = TcpDialer({ addresses(hosts) }, null)
    .dial(Origin("http", "a.test", port), ConnectAttempt(TimeBudget(timeouts), cancellation, listener, 0))

/** Has no descriptor left for the attempt of this number. */
private class ShortOfDescriptors(private val failing: Int, attempt: ConnectAttempt) :
    AddressRace(SocketSettings.DEFAULT, attempt) {
    private var count = 0

    override fun newChannel(): SocketChannel =
        if (++count == failing) throw SocketException("Too many open files") else super.newChannel()
}

class AddressRaceTest :
    FunSpec({
        withTests(
            nameFn = { (given, tried) -> "$given are tried as $tried" },
            listOf(
                "::1 ::2 1.1.1.1 2.2.2.2" to "::1 1.1.1.1 ::2 2.2.2.2",
                "1.1.1.1 2.2.2.2 ::1 ::2 ::3" to "1.1.1.1 ::1 2.2.2.2 ::2 ::3",
                "1.1.1.1 2.2.2.2" to "1.1.1.1 2.2.2.2",
                "::1" to "::1",
            ),
        ) { (given, tried) -> AddressRace.byTurns(addresses(given)) shouldBe addresses(tried) }

        withTests(nameFn = {
            "in a $it thread: an address that refuses is followed at once by the next"
        }, Threads.available) {
            it.run {
                ScriptedPeer.listening(Script.start().expect("hi").reply("ho").expectEnd()).use { peer ->
                    val steps = Steps()
                    val started = System.nanoTime()
                    race("127.0.0.2 127.0.0.1", peer.port(), steps).use { transport ->
                        ((System.nanoTime() - started) / 1_000_000).shouldBeBetween(0L, 240L)
                        transport.sink.writeUtf8("hi").flush()
                        transport.source.readUtf8(2) shouldBe "ho"
                        transport.peer shouldBe "127.0.0.1:${peer.port()}"
                    }
                    steps.all shouldBe
                        listOf("try 127.0.0.2", "failed 127.0.0.2", "try 127.0.0.1", "connected 127.0.0.1")
                }
            }
        }

        test("F3: an address that does not answer is overtaken after 250 ms, and closed") {
            FullBacklog().use { silent ->
                ServerSocket(silent.port, 1, InetAddress.getByName("127.0.0.3")).use { server ->
                    val steps = Steps()
                    val started = System.nanoTime()
                    race("127.0.0.1 127.0.0.3", silent.port, steps).use {
                        ((System.nanoTime() - started) / 1_000_000).shouldBeBetween(245L, 2_000L)
                        it.peer shouldBe "127.0.0.3:${silent.port}"
                        server.accept().close()
                    }
                    steps.all shouldBe listOf("try 127.0.0.1", "try 127.0.0.3", "connected 127.0.0.3")
                }
            }
        }

        withTests(nameFn = { "F58: address $it, for which no descriptor is left, is one that has failed" }, 1, 2) {
            ServerSocket(0, 1, LOOPBACK).use { server ->
                val hosts = if (it == 1) "127.0.0.2 127.0.0.1" else "127.0.0.2 127.0.0.3 127.0.0.1"
                val failures = mutableListOf<IOException>()
                val race = ShortOfDescriptors(it, attempt())
                race.connectToOne(addresses(hosts), server.localPort, failures)!!.run {
                    remote().address shouldBe LOOPBACK
                    channel().close()
                }
                failures.last().message shouldBe "127.0.0.${it + 1}:${server.localPort}: Too many open files"
            }
        }

        test("F1: if all fail, the failure names each with its reason") {
            val port = ServerSocket(0, 1, LOOPBACK).use { it.localPort }
            val failed = shouldThrow<HttpException.ConnectFailed> { race("127.0.0.1 127.0.0.2 ::1", port) }
            failed.suppressed.toList() shouldHaveSize 3
            for (text in listOf("127.0.0.1:$port", "127.0.0.2:$port", "[0:0:0:0:0:0:0:1]:$port", "a.test:$port")) {
                failed.message!! shouldContain text
            }
        }

        test("F4: the time for connecting bounds each address") {
            FullBacklog().use { silent ->
                val timeouts = Timeouts.NONE.withConnect(millis(400))
                val started = System.nanoTime()
                val late = shouldThrow<HttpException.Timeout> {
                    race("127.0.0.1 127.0.0.2 127.0.0.1", silent.port, timeouts = timeouts)
                }
                late.suppressed.map { it.message!!.substringBefore(": ") } shouldBe
                    listOf("127.0.0.2:${silent.port}", "127.0.0.1:${silent.port}")
                ((System.nanoTime() - started) / 1_000_000).shouldBeBetween(640L, 3_000L)
            }
        }

        withTests(nameFn = { "a race in a $it thread is cancelled at once" }, Threads.available) {
            it.run {
                FullBacklog().use { silent ->
                    val cancellation = Cancellation()
                    val call = Running { race("127.0.0.1 127.0.0.1", silent.port, cancellation = cancellation) }
                    call.awaitInside("select")
                    cancellation.cancel()
                    call.failure()::class shouldBe HttpException.Cancelled::class
                }
            }
        }

        test("an interrupt ends it, and stays") {
            FullBacklog().use { silent ->
                val call = Running { race("127.0.0.1 127.0.0.1", silent.port) }
                call.awaitInside("select")
                call.thread.interrupt()
                call.failure()::class shouldBe HttpException.Cancelled::class
                call.endedInterrupted() shouldBe true
            }
        }

        test("a listener that throws leaves nothing open") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                val thrower = object : ConnectionListener {
                    override fun tcpConnected(moment: Moment, address: String): Unit =
                        throw IllegalStateException("mine")
                }
                shouldThrow<IllegalStateException> {
                    race("127.0.0.1 127.0.0.1", peer.port(), thrower)
                }.message shouldBe
                    "mine"
            }
        }
    })
