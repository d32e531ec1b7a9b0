package httpwire.dsl

import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.Transport
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe
import kotlin.time.Duration.Companion.seconds

/** Snippets as a user would write them: the test is that they compile. */
@Suppress("unused")
private object AsTheyStand {
    fun first() {
        val page: String = http("www.python.org") { get("/").text() }
        page.length
    }

    fun second() {
        val answer =
            http("localhost:8080") {
                // the proxy, as in http.client
                tunnel("www.python.org", 443) { header("Proxy-Authorization", basic("user", "secret")) }
                timeout = 10.seconds
                post("/x") {
                    header("Accept", "text/plain")
                    body("spam=1&eggs=2")
                }.text()
            }
        answer.length
    }

    fun third() {
        http {
            host = "localhost:8080"
            post("/x") {
                header("A", "b")
                body("hi")
            }
        }
    }
}

class SnippetsTest :
    FunSpec({
        test("a page in one line") {
            val script = Script.start().expect(
                "GET / HTTP/1.1\r\nHost: www.python.org\r\nAccept-Encoding: identity\r\n\r\n",
            )
            ScriptedPeer.inMemory(script.reply(OK)).use { peer ->
                val page: String =
                    http("www.python.org") {
                        dialer = Dialer { Transport.of(peer.socket()) }
                        get("/").text()
                    }
                page shouldBe "hi"
            }
        }

        test("a post through a tunnel, with a field for the proxy") {
            val script =
                Script
                    .start()
                    .expect(
                        "CONNECT www.python.org:443 HTTP/1.1\r\n" +
                            "Proxy-Authorization: Basic dXNlcjpzZWNyZXQ=\r\nHost: www.python.org:443\r\n\r\n",
                    ).reply("HTTP/1.1 200 Connected\r\n\r\n")
                    .expect(
                        "POST /x HTTP/1.1\r\nHost: www.python.org:443\r\nAccept-Encoding: identity\r\n" +
                            "Content-Length: 13\r\nAccept: text/plain\r\n\r\nspam=1&eggs=2",
                    ).reply(OK)
            ScriptedPeer.listening(script).use { peer ->
                val answer =
                    http(peer.address()) {
                        tunnel("www.python.org", 443) { header("Proxy-Authorization", basic("user", "secret")) }
                        timeout = 10.seconds
                        post("/x") {
                            header("Accept", "text/plain")
                            body("spam=1&eggs=2")
                        }.text()
                    }
                answer shouldBe "hi"
            }
        }

        test("the host named inside") {
            val request =
                "POST /x HTTP/1.1\r\nHost: %s\r\n" +
                    "Accept-Encoding: identity\r\nContent-Length: 2\r\nA: b\r\n\r\nhi"
            ScriptedPeer.listening(Script.start().expectHead().expect("hi").reply(OK)).use { peer ->
                http {
                    host = peer.address()
                    post("/x") {
                        header("A", "b")
                        body("hi")
                    }
                }.text() shouldBe "hi"
                peer.transcript().received() shouldBe request.format(peer.address())
            }
        }
    })
