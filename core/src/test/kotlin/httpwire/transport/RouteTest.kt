package httpwire.transport

import httpwire.HttpException
import httpwire.Origin
import httpwire.Timeouts
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.io.IOException

private fun open(route: Route, cancellation: Cancellation = Cancellation()) =
    route.open(TimeBudget(Timeouts.DEFAULT), cancellation)

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
            for (failure in listOf(IOException("refused"), IllegalStateException("bug"))) {
                ScriptedPeer.listening(Script.start().expect("hello").expectEnd()).use { peer ->
                    val greeting =
                        Layer { carrier, _ ->
                            carrier.sink.writeUtf8("hello").flush()
                            carrier
                        }
                    shouldThrow<Exception> { peer.open(greeting, { _, _ -> throw failure }) } shouldBe failure
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
    })
