package httpwire.dsl

import httpwire.HttpException.InvalidUrl
import httpwire.HttpException.TunnelRefused
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.shouldBe

private const val GET = "GET / HTTP/1.1\r\nHost: origin.test\r\nAccept-Encoding: identity\r\n\r\n"

private fun connect(target: String, fields: String = "") =
    Script.start().expect("CONNECT $target HTTP/1.1\r\n${fields}Host: $target\r\n\r\n")

class TunnelTest :
    FunSpec({
        test("the fields of the block go to the proxy only, and its answer can be asked for") {
            val script =
                connect("origin.test:80", "A: 2\r\nProxy-Authorization: Basic dTpw\r\n")
                    .reply("HTTP/1.1 200 OK\r\nVia: proxy\r\n\r\n")
                    .expect(GET)
                    .reply(OK)
            talk(script) {
                tunnel("origin.test") {
                    header("A", "1")
                    setHeader("A", "2")
                    header("Proxy-Authorization", basic("u", "p"))
                }
                connection.proxyResponseHeaders shouldBe null
                get("/").text() shouldBe "hi"
                connection.proxyResponseHeaders?.get("Via") shouldBe "proxy"
            }
        }

        test("the port may be in the host's text, or apart") {
            val script = connect("origin.test:8080").reply("HTTP/1.1 200 OK\r\n\r\n").expectHead().reply(OK)
            talk(script) {
                tunnel("origin.test:8080")
                get("/").text()
            } shouldBe "hi"
            talk(script) {
                tunnel("origin.test", 8080)
                get("/").text()
            } shouldBe "hi"
        }

        test("of two tunnels the last one counts") {
            talk(connect("origin.test:80").reply("HTTP/1.1 200 OK\r\n\r\n").expect(GET).reply(OK)) {
                tunnel("first.test")
                tunnel("origin.test")
                get("/").text()
            } shouldBe "hi"
        }

        test("a proxy that refuses is told, with its fields") {
            val script = connect("origin.test:80").reply("HTTP/1.1 407 Who?\r\nContent-Length: 0\r\nA: b\r\n\r\n")
            ScriptedPeer.listening(script).use { proxy ->
                http(proxy.address()) {
                    tunnel("origin.test")
                    shouldThrow<TunnelRefused> { get("/") }.status shouldBe 407
                    connection.proxyResponseHeaders?.get("A") shouldBe "b"
                }
            }
        }

        test("a wrong host fails at the line that says it") {
            talk(Script.start()) {
                shouldThrow<InvalidUrl> {
                    timeout = null
                    tunnel("a b")
                    get("/")
                }.sourceLine() shouldBe "tunnel(\"a b\")"
                shouldThrow<InvalidUrl> { tunnel("a", 70_000) }
            }
        }
    })
