package httpwire.connection

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import java.util.concurrent.atomic.AtomicReference
import javax.net.ssl.SSLSocket

class IdleTlsTest :
    FunSpec({
        test("F35: key updates while idle leave the connection as it is: it carries every exchange") {
            val server = AtomicReference<SSLSocket>()
            var script = Script.start().startTls(Identities.good) { server.set(it) }
            for (round in 1..5) script = script.expectHead().reply(ok("$round"))
            ScriptedPeer.listening(script.expectEnd()).use { peer ->
                secureConnectionTo(peer).use { connection ->
                    for (round in 1..5) {
                        exchanged(connection) shouldBe "$round"
                        connection.transport!!.tlsSession!!.protocol shouldBe "TLSv1.3"
                        server.get().startHandshake()
                    }
                }
                peer.connectionCount() shouldBe 1
            }
        }
    })
