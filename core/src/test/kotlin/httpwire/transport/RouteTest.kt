package httpwire.transport

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Limits
import httpwire.Origin
import httpwire.Timeouts
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.io.IOException

private fun open(route: Route, cancellation: Cancellation = Cancellation()) =
    route.open(attempt(cancellation = cancellation))

class RouteTest :
    FunSpec({
        test("layers are opened bottom first, each over the one below") {
            val script = Script.start().expect("first").reply("1").expect("second").reply("2").expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                fun greeting(text: String) = Layer { carrier, _ ->
                    carrier.sink.writeUtf8(text).flush()
                    carrier.source.readByte()
                    carrier
                }
                peer.open(greeting("first"), greeting("second")).close()
            }
        }

        test("what is open is not bound by the time of the handshakes any more") {
            ScriptedPeer.listening(Identities.good, Script.start().expectEnd()).use { peer ->
                peer.open(*SecurePath.DIRECT.layers("a.test")).use {
                    for (timeout in listOf(it.source.timeout(), it.sink.timeout())) timeout.hasDeadline() shouldBe false
                }
            }
        }

        test("when a layer fails, what is below is closed and the peer sees it") {
            val failures =
                listOf(
                    IOException("refused"),
                    IllegalStateException("bug"),
                    Exception("checked"),
                    AssertionError("error"),
                )
            for (failure in failures) {
                ScriptedPeer.listening(Script.start().expect("hello").expectEnd()).use { peer ->
                    val greeting =
                        Layer { carrier, _ ->
                            carrier.sink.writeUtf8("hello").flush()
                            carrier
                        }
                    shouldThrow<Throwable> { peer.open(greeting, { _, _ -> throw failure }) } shouldBe failure
                    peer.verify()
                    peer.transcript().events() shouldBe listOf("client ended")
                }
            }
        }

        test("what was dialed too late, after a cancel, is closed") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                val cancellation = Cancellation()
                val unaware = Dialer { loopbackDialer.dial(it).also { cancellation.cancel() } }
                shouldThrow<HttpException.Cancelled> { open(Route(unaware, peer.origin(), listOf()), cancellation) }
            }
        }

        test("cancelling while a layer waits makes it fail") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                val cancellation = Cancellation()
                val waiting =
                    Layer { carrier, _ ->
                        carrier.source.readByte()
                        carrier
                    }
                val call = Running { open(Route(loopbackDialer, peer.origin(), listOf(waiting)), cancellation) }
                call.awaitInside("readByte")
                cancellation.cancel()
                (call.failure() is IOException) shouldBe true
            }
        }

        test("an open transport is cut by a later cancel") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                val cancellation = Cancellation()
                val transport = open(Route(loopbackDialer, peer.origin(), listOf()), cancellation)
                cancellation.cancel()
                shouldThrow<IOException> { transport.source.readByte() }
                transport.close()
            }
        }

        test("the layers are the route's own copy") {
            val layers = mutableListOf<Layer>()
            val route = Route(loopbackDialer, Origin("http", "a.test", 80), layers)
            layers += Layer { _, _ -> error("opened") }
            route.layers shouldBe listOf()
        }

        test("who is dialed, and what runs on top of it") {
            val one = Proxy.http("p.test:81")
            val two = Proxy.http("q.test:82")
            val rows =
                listOf(
                    "http://a.test" to listOf<Proxy>() to "http://a.test",
                    "https://a.test" to listOf<Proxy>() to "https://a.test, TLS",
                    "http://a.test" to listOf(one) to "http://p.test:81",
                    "https://a.test" to listOf(one) to "http://p.test:81, CONNECT a.test:443, TLS",
                    "http://a.test" to listOf(one.tunnelling()) to "http://p.test:81, CONNECT a.test:80",
                    "https://a.test" to listOf(one.tunnelling()) to "http://p.test:81, CONNECT a.test:443, TLS",
                    "http://a.test" to listOf(one, two) to "http://p.test:81, CONNECT q.test:82",
                    "http://a.test" to listOf(one.tunnelling(), two) to "http://p.test:81, CONNECT q.test:82",
                    "http://a.test" to listOf(one, two.tunnelling()) to
                        "http://p.test:81, CONNECT q.test:82, CONNECT a.test:80",
                    "https://a.test" to listOf(one, two) to
                        "http://p.test:81, CONNECT q.test:82, CONNECT a.test:443, TLS",
                )
            for ((way, shown) in rows) {
                val origin = HttpUrl.parse(way.first).origin
                val route = Route.of(loopbackDialer, origin, way.second, Identities.trusting, Limits.DEFAULT)
                withClue(way) { route.shown() shouldBe shown }
            }
        }

        test("a chain of proxies is opened hop by hop, and each answer can be seen") {
            val script = Script
                .start()
                .expect("CONNECT q.test:82 HTTP/1.1\r\nA: b\r\nHost: q.test:82\r\n\r\n")
                .reply("HTTP/1.1 200 One\r\nVia: p\r\n\r\n")
                .expect("CONNECT a.test:443 HTTP/1.1\r\nHost: a.test:443\r\n\r\n")
                .reply("HTTP/1.1 202 Two\r\n\r\n")
                .startTls(Identities.good)
                .expect("hello")
                .expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                val proxies = listOf(
                    Proxy.http("p.test:${peer.port()}").headers(Headers.of("A", "b")),
                    Proxy.http("q.test:82"),
                )
                val origin = Origin.https("a.test")
                val route = Route.of(loopbackDialer, origin, proxies, Identities.trusting, Limits.DEFAULT)
                open(route).use { it.sink.writeUtf8("hello").flush() }
                route.tunnels().map { it.answerHeaders } shouldBe listOf(Headers.of("Via", "p"), Headers.EMPTY)
            }
        }
    })

/** The dialed origin and the layers, in words. */
private fun Route.shown(): String {
    val tunnels = tunnels().iterator()
    val words = layers.map { if (it is TunnelLayer) tunnels.next().request() else "TLS" }
    return (listOf("$peer") + words).joinToString()
}

/** The first two words of CONNECT, for which the layer has to be opened. */
private fun TunnelLayer.request(): String {
    var target = ""
    val listener =
        object : ConnectionListener {
            override fun tunnelRequested(moment: Moment, origin: Origin) {
                target = origin.authority()
            }
        }
    val attempt = ConnectAttempt(TimeBudget(Timeouts.DEFAULT), Cancellation(), listener, 0)
    runCatching { over(Transport.of(Sponge()), attempt) }
    return "CONNECT $target"
}
