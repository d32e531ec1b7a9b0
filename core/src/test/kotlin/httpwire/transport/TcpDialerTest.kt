package httpwire.transport

import httpwire.HttpException
import httpwire.Origin
import httpwire.Phase
import httpwire.Timeouts
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.comparables.shouldBeBetween
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldStartWith
import io.kotest.matchers.types.shouldBeInstanceOf
import java.io.IOException
import java.net.InetAddress
import java.net.InetSocketAddress
import java.net.NetworkInterface
import java.net.ServerSocket
import java.net.UnknownHostException
import java.time.Duration

private fun address(text: String): InetAddress = InetAddress.getByName(text)

private fun dialer(vararg addresses: String) = TcpDialer({ addresses.map(::address) }, null)

private fun TcpDialer.dial(
    peer: Origin,
    timeouts: Timeouts = Timeouts.DEFAULT,
    cancellation: Cancellation = Cancellation(),
) = dial(peer, attempt(timeouts, cancellation))

/** A port where nobody listens. */
private fun deadPort(): Int = ServerSocket(0, 1, LOOPBACK).use { it.localPort }

class TcpDialerTest :
    FunSpec({
        test("a connection says whom it goes to, and sends small pieces at once") {
            val peer = ScriptedPeer.listening(Script.start().expect("a").reply("b").expect("c").reply("d").expectEnd())
            peer.use {
                loopbackDialer.dial(peer.origin("a.test")).use { transport ->
                    transport.peer shouldBe peer.address()
                    transport.sink.writeUtf8("a").flush()
                    transport.source.readUtf8(1) shouldBe "b"
                    transport.sink.writeUtf8("c").flush()
                    transport.source.readUtf8(1) shouldBe "d"
                }
            }
        }

        test("the plain call dials within the default times") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                loopbackDialer.dial(peer.origin()).close()
            }
        }

        test("F1: refused: the failure names the address") {
            val port = deadPort()
            val failed =
                shouldThrow<HttpException.ConnectFailed> { loopbackDialer.dial(Origin("http", "a.test", port)) }
            failed.message!! shouldStartWith "can't connect to a.test:$port; 127.0.0.1:$port: "
            failed.message!! shouldContain "refused"
            failed.suppressed.size shouldBe 1
            failed.fault shouldBe HttpException.Fault.NETWORK
        }

        test("F2: the next address is tried when the first one refuses, and only then") {
            val peer = ScriptedPeer.listening(Script.start().expectEnd(), Script.start().expectEnd())
            peer.use {
                dialer("127.0.0.2", "127.0.0.1").dial(peer.origin("a.test")).use { it.peer shouldBe peer.address() }
                dialer("127.0.0.1", "127.0.0.2").dial(peer.origin("a.test")).use { it.peer shouldBe peer.address() }
                peer.verify()
                peer.connectionCount() shouldBe 2
            }
        }

        test("when all refuse, all are named in order") {
            val port = deadPort()
            val failed =
                shouldThrow<HttpException.ConnectFailed> {
                    dialer("127.0.0.3", "127.0.0.1").dial(Origin("http", "a.test", port))
                }
            failed.message!!.split("; ").drop(1).map { it.substringBefore(':') } shouldBe
                listOf("127.0.0.3", "127.0.0.1")
            failed.suppressed.size shouldBe 2
        }

        test("F5: a host without an address, unknown or empty, cannot be connected to") {
            for (resolver in listOf(NameResolver { throw UnknownHostException(it) }, NameResolver { listOf() })) {
                val failed =
                    shouldThrow<HttpException.ConnectFailed> {
                        TcpDialer(resolver, null).dial(Origin("http", "a.test", 80))
                    }
                failed.message shouldBe "no address for host a.test"
            }
        }

        test("a resolver that breaks is a failure to connect too") {
            val failed =
                shouldThrow<HttpException.ConnectFailed> {
                    TcpDialer({ throw IOException("no answer") }, null).dial(Origin("http", "a.test", 80))
                }
            failed.message!! shouldContain "no answer"
        }

        test("the source address is what the peer sees") {
            ServerSocket(0, 8, LOOPBACK).use { server ->
                val origin = Origin("http", "a.test", server.localPort)
                val source = InetSocketAddress("127.0.0.4", 0)
                TcpDialer({ listOf(LOOPBACK) }, source).dial(origin).use {
                    server.accept().use { it.inetAddress.hostAddress shouldBe "127.0.0.4" }
                }
            }
        }

        test("a source address that is not ours cannot be connected from") {
            val failed =
                shouldThrow<HttpException.ConnectFailed> {
                    TcpDialer({
                        listOf(LOOPBACK)
                    }, InetSocketAddress("192.0.2.1", 0)).dial(Origin("http", "a.test", 80))
                }
            failed.suppressed.size shouldBe 1
        }

        test("a source address that was never looked up is refused") {
            shouldThrow<IllegalArgumentException> {
                TcpDialer({ listOf(LOOPBACK) }, InetSocketAddress.createUnresolved("a.test", 0))
            }.message!! shouldContain "the source address is not resolved"
        }

        test("an address of a kind that the socket does not have is given up for the next one") {
            val ipv4 = InetSocketAddress("127.0.0.1", 0)
            ServerSocket(0, 8, LOOPBACK).use { server ->
                TcpDialer({ listOf(address("::1"), LOOPBACK) }, ipv4)
                    .dial(Origin("http", "a.test", server.localPort))
                    .use { it.peer shouldBe "127.0.0.1:${server.localPort}" }
            }
        }

        test("an IPv6 address is dialed in its zone") {
            ServerSocket(0, 8, address("::1")).use { server ->
                val zone = NetworkInterface.getByInetAddress(address("::1"))
                for (text in listOf(zone.name, "${zone.index}")) {
                    TcpDialer(NameResolver.SYSTEM, null)
                        .dial(Origin("http", "::1%$text", server.localPort))
                        .use { it.peer shouldContain "%$text" }
                }
            }
        }

        test("a zone that this machine does not have cannot be connected to") {
            for (host in listOf("::1%nosuch9", "fe80::1%nosuch9")) {
                val failed =
                    shouldThrow<HttpException.ConnectFailed> {
                        TcpDialer(NameResolver.SYSTEM, null).dial(Origin("http", host, 80))
                    }
                failed.message shouldBe "no address for host $host: no such interface nosuch9"
            }
        }

        test("connecting has its own bound for each address") {
            FullBacklog().use { full ->
                val origin = Origin("http", "a.test", full.port)
                val start = System.nanoTime()
                val timeout =
                    shouldThrow<HttpException.Timeout> {
                        loopbackDialer.dial(origin, Timeouts.NONE.withConnect(millis(100)))
                    }
                timeout.phase shouldBe Phase.CONNECT
                ((System.nanoTime() - start) / 1_000_000).shouldBeBetween(95L, 3000L)
                shouldThrow<HttpException.Timeout> {
                    loopbackDialer.dial(origin, Timeouts.NONE.withDeadline(millis(100)))
                }.message!! shouldStartWith "the deadline, while connecting,"
            }
        }

        test("an address that does not answer is given up for the next one") {
            FullBacklog().use { full ->
                ServerSocket(full.port, 8, address("127.0.0.2")).use { server ->
                    dialer("127.0.0.1", "127.0.0.2")
                        .dial(Origin("http", "a.test", full.port), Timeouts.NONE.withConnect(millis(100)))
                        .use { it.peer shouldBe "127.0.0.2:${server.localPort}" }
                }
            }
        }

        test("cancelling ends an attempt, and no other address is tried") {
            FullBacklog().use { full ->
                val cancellation = Cancellation()
                val origin = Origin("http", "a.test", full.port)
                val call = Running { dialer("127.0.0.1", "127.0.0.1").dial(origin, Timeouts.NONE, cancellation) }
                call.awaitInside("select")
                cancellation.cancel()
                call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                shouldThrow<HttpException.Cancelled> { loopbackDialer.dial(origin, Timeouts.NONE, cancellation) }
            }
        }

        test("so does an interrupt, whose flag is kept") {
            FullBacklog().use { full ->
                val call =
                    Running {
                        dialer("127.0.0.1", "127.0.0.1").dial(Origin("http", "a.test", full.port), Timeouts.NONE)
                    }
                call.awaitInside("select")
                call.thread.interrupt()
                call.failure().shouldBeInstanceOf<HttpException.Cancelled>()
                call.endedInterrupted() shouldBe true
            }
        }

        test("times that say for ever mean it") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                val forEver = Duration.ofSeconds(Long.MAX_VALUE)
                loopbackDialer.dial(peer.origin("a.test"), Timeouts.of(forEver).withDeadline(forEver)).close()
            }
        }
    })
