package httpwire.transport

import httpwire.Headers
import httpwire.HttpException
import httpwire.HttpUrl
import httpwire.Limits
import httpwire.Origin
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import java.io.IOException
import java.nio.file.Path

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

        test("F37: when a layer fails, what is below is closed and the peer sees it") {
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

        test("a failure while closing does not take the place of the one that led to it") {
            val dialer = Dialer {
                Transport.of(object : okio.Socket {
                    override val source: okio.Source = okio.Buffer()
                    override val sink = object : okio.ForwardingSink(okio.Buffer()) {
                        override fun close() = throw IOException("cannot be closed")
                    }

                    override fun cancel() = Unit
                })
            }
            val refused = IOException("refused")
            val refusing = Layer { _, _ -> throw refused }
            shouldThrow<IOException> { open(Route(dialer, Origin.http("a.test"), listOf(refusing))) } shouldBe refused
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
            route.layers() shouldBe listOf()
        }

        withTests(
            nameFn = { (way, shown) -> "$way is $shown" },
            listOf(
                listOf("http://a.test") to "tcp a.test:80",
                listOf("https://a.test") to "tcp a.test:443 > tls a.test",
                listOf("http://a.test", "p.test") to "tcp p.test:1080",
                listOf("https://a.test", "p.test") to "tcp p.test:1080 > connect a.test:443 > tls a.test",
                listOf("http://a.test", "p.test tunnelling") to "tcp p.test:1080 > connect a.test:80",
                listOf("https://a.test", "p.test tunnelling") to
                    "tcp p.test:1080 > connect a.test:443 > tls a.test",
                listOf("http://a.test", "https://p.test") to "tcp p.test:443 > tls p.test",
                listOf("https://a.test", "https://p.test") to
                    "tcp p.test:443 > tls p.test > connect a.test:443 > tls a.test",
                listOf("http://a.test", "socks5h://p.test") to "tcp p.test:1080 > socks5h a.test:80",
                listOf("https://a.test", "socks4a://p.test") to "tcp p.test:1080 > socks4a a.test:443 > tls a.test",
                listOf("http://a.test", "p.test:1", "q.test:2") to "tcp p.test:1 > connect q.test:2",
                listOf("http://a.test", "p.test:1", "q.test:2 tunnelling") to
                    "tcp p.test:1 > connect q.test:2 > connect a.test:80",
                listOf("https://a.test", "socks5h://p.test", "https://q.test", "r.test:3") to
                    "tcp p.test:1080 > socks5h q.test:443 > tls q.test > connect r.test:3 > connect a.test:443 > tls a.test",
                listOf("http://a.test", "https://q.test", "socks5://p.test") to
                    "tcp q.test:443 > tls q.test > connect p.test:1080 > socks5 a.test:80",
            ),
        ) { (way, shown) ->
            val proxies = way.drop(1).map { words ->
                val proxy = Proxy.parse(words.substringBefore(' '))
                if (words.endsWith(" tunnelling")) proxy.tunnelling() else proxy
            }
            val origin = HttpUrl.parse(way.first()).origin
            Route.of(onLoopback(), origin, proxies, Identities.trusting, Limits.DEFAULT).toString() shouldBe shown
        }

        test("a route to a Unix domain socket says its path") {
            val options = DialOptions(null, Path.of("/run/a.sock"), NameResolver.SYSTEM, null, SocketSettings.DEFAULT)
            val route = Route.of(options, Origin.https("a.test"), listOf(), Identities.trusting, Limits.DEFAULT)
            route.toString() shouldBe "unix:/run/a.sock > tls a.test"
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
                val route = Route.of(onLoopback(), origin, proxies, Identities.trusting, Limits.DEFAULT)
                open(route).use { it.sink.writeUtf8("hello").flush() }
                route.answers() shouldBe listOf(Headers.of("Via", "p"), Headers.EMPTY)
            }
        }
    })
