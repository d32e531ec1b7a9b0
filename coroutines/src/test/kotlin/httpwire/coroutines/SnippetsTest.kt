package httpwire.coroutines

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Transport
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

/** A snippet as a user would write it: the test is that it compiles. */
@Suppress("unused")
private object AsItStands {
    suspend fun load() = httpwire.coroutines.http("www.python.org") { get("/").text() } // same words, suspending
}

class SnippetsTest :
    FunSpec({
        test("a page in one line") {
            val script = Script.start().expect(
                "GET / HTTP/1.1\r\nHost: www.python.org\r\nAccept-Encoding: identity\r\n\r\n",
            )
            ScriptedPeer.inMemory(script.reply(OK)).use { peer ->
                http("www.python.org") {
                    dialer = Dialer { Transport.of(peer.socket()) }
                    get("/").text()
                } shouldBe "hi"
            }
        }
    })
