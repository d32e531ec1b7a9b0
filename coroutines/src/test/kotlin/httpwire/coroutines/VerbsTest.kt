package httpwire.coroutines

import httpwire.HttpException.TunnelRefused
import httpwire.Request
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Dialer
import httpwire.transport.TlsOptions
import httpwire.transport.Transport
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import kotlinx.coroutines.CoroutineName
import kotlinx.coroutines.currentCoroutineContext
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import kotlinx.coroutines.withContext
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.Buffer
import okio.ByteString
import okio.ByteString.Companion.encodeUtf8

private class Verb(
    val method: String,
    val framing: String,
    val plain: suspend SuspendHttpScope.() -> SuspendHttpResponse,
    val withField: suspend SuspendHttpScope.() -> SuspendHttpResponse,
)

private fun brew() = Request.builder("BREW", "/x")

private val verbs =
    listOf(
        Verb("GET", "", { get("/x") }, { get("/x") { header("A", "b") } }),
        Verb("HEAD", "", { head("/x") }, { head("/x") { header("A", "b") } }),
        Verb("POST", "Content-Length: 0\r\n", { post("/x") }, { post("/x") { header("A", "b") } }),
        Verb("PUT", "Content-Length: 0\r\n", { put("/x") }, { put("/x") { header("A", "b") } }),
        Verb("PATCH", "Content-Length: 0\r\n", { patch("/x") }, { patch("/x") { header("A", "b") } }),
        Verb("DELETE", "", { delete("/x") }, { delete("/x") { header("A", "b") } }),
        Verb("OPTIONS", "", { options("/x") }, { options("/x") { header("A", "b") } }),
        Verb("QUERY", "Content-Length: 0\r\n", { query("/x") }, { query("/x") { header("A", "b") } }),
        Verb("BREW", "", { send(brew().build()) }, { send(brew().header("A", "b").build()) }),
        Verb("PROPFIND", "", { request("PROPFIND", "/x") }, { request("PROPFIND", "/x") { header("A", "b") } }),
    )

private class Body(
    val name: String,
    val sent: String,
    val fill: SuspendRequestScope.() -> Unit,
)

private const val CHUNKED = "Transfer-Encoding: chunked\r\n\r\n"

private val bodies =
    listOf(
        Body("text", "Content-Length: 2\r\n\r\nhi") { body("hi") },
        Body("a source", "${CHUNKED}2\r\nhi\r\n0\r\n\r\n") { body(Buffer().writeUtf8("hi")) },
        Body("a flow", "${CHUNKED}3\r\none\r\n5\r\nthree\r\n0\r\n\r\n") {
            body(flowOf("one".encodeUtf8(), ByteString.EMPTY, "three".encodeUtf8()))
        },
    )

private fun head(requestLine: String) = "$requestLine HTTP/1.1\r\nHost: example.org\r\nAccept-Encoding: identity\r\n"

private suspend fun <R> inMemory(script: Script, block: suspend SuspendHttpScope.() -> R): R =
    ScriptedPeer.inMemory(script).use { peer ->
        http {
            host = "example.org"
            dialer = Dialer { Transport.of(peer.socket()) }
            block()
        }
    }

class VerbsTest :
    FunSpec({
        withTests(nameFn = { "${it.method}: its bytes, and what it answers" }, verbs) { verb ->
            val head = head("${verb.method} /x") + verb.framing
            val answer = "HTTP/1.1 204 No Content\r\n\r\n"
            inMemory(Script.start().expect("$head\r\n").reply(answer).expect("${head}A: b\r\n\r\n").reply(answer)) {
                verb.plain(this).status shouldBe 204
                verb.withField(this).status shouldBe 204
            }
        }

        withTests(nameFn = { "the body is ${it.name}" }, bodies) { body ->
            inMemory(Script.start().expect(head("POST /x") + body.sent).reply(OK)) {
                post("/x", body.fill).text()
            } shouldBe
                "hi"
        }

        test("a flow is collected in a child of the verb's coroutine") {
            var name: String? = null
            withContext(CoroutineName("mine")) {
                talk(answering().ignoreInput()) {
                    post("/") {
                        body(
                            flow {
                                name = currentCoroutineContext()[CoroutineName]?.name
                                emit("x".encodeUtf8())
                            },
                        )
                    }.text()
                }
            }
            name shouldBe "mine"
        }

        test("what a flow throws the verb throws, and nothing else is cancelled") {
            withPeer(Script.start().expectHead().expect("1\r\nx\r\n").expectEnd(), answering().expectEnd()) { peer ->
                http(peer.address()) {
                    shouldThrow<ArithmeticException> {
                        post("/") {
                            body(
                                flow {
                                    emit("x".encodeUtf8())
                                    throw ArithmeticException("mine")
                                },
                            )
                        }
                    }.message shouldBe "mine"
                    get("/").text()
                } shouldBe "hi"
            }
        }

        test("a tunnel, and what the proxy says") {
            withPeer(
                Script.start().expectHead().reply("HTTP/1.1 403 No\r\nContent-Length: 0\r\nA: b\r\n\r\n").expectEnd(),
            ) { proxy ->
                http(proxy.address()) {
                    proxyResponseHeaders shouldBe null
                    tunnel("origin.test") { header("Proxy-Authorization", basic("u", "p")) }
                    shouldThrow<TunnelRefused> { get("/") }.status shouldBe 403
                    proxyResponseHeaders?.get("A") shouldBe "b"
                }
            }
        }

        test("a connection tells its local address while it is connected") {
            talk(answering()) {
                connection.localAddress shouldBe null
                val response = get("/")
                connection.localAddress?.address?.isLoopbackAddress shouldBe true
                response.text()
            }
        }

        test("https, the host outside or inside") {
            val held = HeldCertificate.Builder().addSubjectAlternativeName("localhost").build()
            val server = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
            val script = Script.start().startTls(server).expectHead().reply(OK).expectEnd()
            withPeer(script, script) { peer ->
                val trusting = TlsOptions.trusting(held.certificatePem())
                https("localhost:${peer.port()}") {
                    tls = trusting
                    get("/").text()
                } shouldBe "hi"
                https {
                    host = "localhost:${peer.port()}"
                    tls = trusting
                    get("/").text()
                } shouldBe "hi"
            }
        }
    })
