package httpwire.dsl

import httpwire.HttpException
import httpwire.Limits
import httpwire.connection.HttpConnection
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.trace.ConnectionListener
import httpwire.trace.Moment
import httpwire.transport.TlsOptions
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.collections.shouldBeEmpty
import io.kotest.matchers.shouldBe
import okhttp3.tls.HandshakeCertificates
import okhttp3.tls.HeldCertificate
import okio.ByteString
import java.io.ByteArrayOutputStream
import java.io.PrintStream

private fun certificateFor(name: String) = HeldCertificate.Builder().addSubjectAlternativeName(name).build()

class OptionBlocksTest :
    FunSpec({
        test("limits { } changes what it names and leaves the rest; each bound is its own") {
            http("example.org") {
                limits {
                    maxFields = 7
                    maxTrailerBytes = 8
                }
                limits { maxChunkLineBytes = 9 }
                limits shouldBe Limits.DEFAULT.withMaxFields(7).withChunking(9, 16 shl 10, 8)
                limits {
                    maxLineBytes = 1
                    maxHeadBytes = 2
                    maxFields = 3
                    maxInterimResponses = 4
                    maxChunkLineBytes = 5
                    chunkOverheadBytes = 6
                    maxTrailerBytes = 7
                    maxBufferedBodyBytes = 8
                    listOf(
                        maxLineBytes,
                        maxHeadBytes,
                        maxFields,
                        maxInterimResponses,
                        maxChunkLineBytes,
                        chunkOverheadBytes,
                        maxTrailerBytes,
                    ) shouldBe (1..7).toList()
                    maxBufferedBodyBytes shouldBe 8
                }
                limits shouldBe Limits(1, 2, 3, 4, 5, 6, 7, 8)
            }
        }

        test("a bound of limits { } bounds") {
            talk(Script.start().expectHead().reply(OK)) {
                limits { maxBufferedBodyBytes = 1 }
                val response = get("/")
                shouldThrow<HttpException.LimitExceeded> { response.text() }
                response.close()
            }
        }

        test("tls { } trusts whom it names, all of them, and puts the connection over TLS") {
            val held = certificateFor("localhost")
            val server = HandshakeCertificates.Builder().heldCertificate(held).build().sslContext()
            val script = Script.start().expectHead().reply(OK)
            for (pems in listOf(
                listOf(held.certificatePem()),
                listOf(certificateFor("other.test").certificatePem(), held.certificatePem()),
                listOf(held.certificatePem(), certificateFor("other.test").certificatePem()),
            )) {
                ScriptedPeer.listening(server, script).use { peer ->
                    http("localhost:${peer.port()}") {
                        tls { pems.forEach(::trusting) }
                        get("/").text()
                    } shouldBe "hi"
                }
            }
            ScriptedPeer.listening(Script.start().expectTlsRefusal(server)).use { peer ->
                http("localhost:${peer.port()}") {
                    tls { trusting(certificateFor("localhost").certificatePem()) }
                    shouldThrow<HttpException.TlsFailed> { get("/") }
                }
            }
        }

        test("tls { } shows who we are") {
            val held = certificateFor("localhost")
            val ours = certificateFor("client.test")
            val server = HandshakeCertificates.Builder().heldCertificate(held).addTrustedCertificate(ours.certificate)
                .build().sslContext()
            val script = Script.start().startTls(server) { it.needClientAuth = true }.expectHead().reply(OK)
            ScriptedPeer.listening(script).use { peer ->
                http("localhost:${peer.port()}") {
                    tls {
                        trusting(held.certificatePem())
                        identity(ours.certificatePem(), ours.privateKeyPkcs8Pem())
                    }
                    get("/").text()
                } shouldBe "hi"
            }
        }

        test("tls { } without a word is what the JVM has, in place of what was said before") {
            http("example.org") {
                tls { trusting(certificateFor("localhost").certificatePem()) }
                tls { }
                tls shouldBe TlsOptions.DEFAULT
                connection.port shouldBe HttpConnection.HTTPS_PORT
            }
        }

        test("there is one certificate of ours") {
            val ours = certificateFor("client.test")
            http("example.org") {
                tls {
                    identity(ours.certificatePem(), ours.privateKeyPkcs8Pem())
                    shouldThrow<IllegalStateException> { identity(ours.certificatePem(), ours.privateKeyPkcs8Pem()) }
                }
            }
        }

        test("listener { } sees every moment, in order, after the listener that is there") {
            val seen = mutableListOf<String>()
            val script = Script.start().expect("CONNECT origin.test:80 HTTP/1.1\r\nHost: origin.test:80\r\n\r\n")
                .reply("HTTP/1.1 200 OK\r\n\r\n").expectHead().expect("hi")
                .reply("HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi")
            talk(script) {
                listener = object : ConnectionListener {
                    override fun headSent(moment: Moment, method: String, target: String) {
                        seen += "first"
                    }
                }
                listener {
                    connecting { peer -> seen += "connecting ${peer.host()}" }
                    connected { peer, address -> seen += "connected ${peer.host()} ${address.isNotEmpty()}" }
                    headBytesSent { head -> seen += head.utf8().lineSequence().first() }
                    tunnelRequested { origin -> seen += "tunnel to ${origin.host()}" }
                    headBytesReceived { head -> seen += head.utf8().lineSequence().first() }
                    tunnelAnswered { status, reason, _ -> seen += "tunnel $status $reason" }
                    headSent { method, target -> seen += "$exchangeNumber $method $target" }
                    bodyBytesSent { piece -> seen += "sent ${piece.utf8()}" }
                    bodySent { byteCount -> seen += "sent $byteCount" }
                    interimReceived { status, _, _ -> seen += "interim $status" }
                    headReceived { status, _, headers -> seen += "head $status ${headers["Content-Length"]}" }
                    bodyBytesReceived { piece -> seen += "received ${piece.utf8()}" }
                    bodyReceived { byteCount -> seen += "received $byteCount" }
                    bodyEnded { isComplete -> seen += "ended $isComplete" }
                    closed { reasons -> seen += "closed ${reasons.single().name}" }
                    exchangeEnded { reasons -> seen += "over ${reasons.single().name}" }
                }
                listener { bodyEnded { seen += "once more" } }
                tunnel("origin.test")
                post("/") { body("hi") }.text()
            }
            seen shouldBe listOf(
                "connecting example.org",
                "CONNECT origin.test:80 HTTP/1.1",
                "tunnel to origin.test",
                "HTTP/1.1 200 OK",
                "tunnel 200 OK",
                "connected example.org true",
                "POST / HTTP/1.1",
                "first",
                "1 POST /",
                "sent hi",
                "sent 2",
                "HTTP/1.1 103 Early",
                "interim 103",
                "HTTP/1.1 200 OK",
                "head 200 2",
                "received hi",
                "received 2",
                "ended true",
                "once more",
                "closed CLOSE_ANSWERED",
                "over CLOSE_ANSWERED",
            )
        }

        test("debug() shows lines from now on, secrets hidden unless asked; between requests too") {
            val lines = mutableListOf<String>()
            val request = head("GET /") + "Authorization: x\r\n\r\n"
            talk(expecting(request).expect(request).reply(OK).expect(request).reply(OK).expect(request).reply(OK)) {
                fun ask() = get("/") { header("Authorization", "x") }.text()
                debug { lines += it }
                ask()
                lines.size shouldBe 3
                lines[0] shouldBe "send: b'${request.replace("\r\n", "\\r\\n")}'".replace(": x", ": [hidden]")
                lines.drop(1) shouldBe listOf("reply: 'HTTP/1.1 200 OK\\r\\n'", "header: Content-Length: 2")
                lines.clear()
                debug(2) { lines += it }
                ask()
                lines[0] shouldBe "send: b'${request.replace("\r\n", "\\r\\n")}'"
                lines.clear()
                debug(0)
                ask()
                lines.shouldBeEmpty()
                debug { }
                ask()
            }
        }

        test("debug() prints to standard output unless told otherwise") {
            val out = ByteArrayOutputStream()
            val standard = System.out
            try {
                System.setOut(PrintStream(out, true))
                talk(expecting(head("GET /") + "\r\n")) {
                    debug()
                    get("/").text()
                }
            } finally {
                System.setOut(standard)
            }
            out.toString().lines().filter { it.startsWith("reply:") } shouldBe listOf("reply: 'HTTP/1.1 200 OK\\r\\n'")
        }
    })
