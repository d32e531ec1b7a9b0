package httpwire.connection

import httpwire.HttpException
import httpwire.Limits
import httpwire.invariants.held
import httpwire.invariants.requireNoneLeft
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import httpwire.transport.Identities
import httpwire.transport.LOOPBACK
import httpwire.transport.Proxy
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.assertions.withClue
import io.kotest.core.spec.style.FunSpec
import io.kotest.matchers.nulls.shouldBeNull
import io.kotest.matchers.shouldBe
import io.kotest.matchers.shouldNotBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import kotlin.reflect.KClass

private const val SECRET = "geheim"

/** A proxy that is asked to lead on, and what it should answer. */
private enum class Hop(val asked: Script.() -> Script, val answer: String) {
    HTTP({ expectHead() }, OPEN) {
        override fun at(host: String) = Proxy.http(host).tunnelling().credentials("us", SECRET)
    },
    SOCKS_5({ expectBytes(4).reply("\u0005\u0000").expectBytes(13) }, OPEN_SOCKS) {
        override fun at(host: String) = Proxy.socks5h(host).credentials("us", SECRET)
    },
    SOCKS_4({ expectBytes(18) }, "\u0000Z" + "\u0000".repeat(6)) {
        override fun at(host: String) = Proxy.socks4a(host).credentials("us", SECRET)
    }, ;

    abstract fun at(host: String): Proxy
}

/** How a connection comes to the proxy that is hostile. */
private enum class Before(val passed: Script.() -> Script, val shown: (port: Int) -> String) {
    NOTHING({ this }, { port -> "127.0.0.1:$port" }),
    TUNNEL({ expectHead().reply(OPEN) }, { port -> "q.test:3128 through 127.0.0.1:$port" }),
    TLS({ startTls(Identities.good).expectHead().reply(OPEN) }, { port -> "q.test:3128 through 127.0.0.1:$port" }), ;

    fun proxies(hop: Hop, port: Int) = when (this) {
        NOTHING -> listOf(hop.at("p.test:$port"))
        TUNNEL -> listOf(Proxy.http("p.test:$port").tunnelling(), hop.at("q.test:3128"))
        TLS -> listOf(Proxy.https("proxy.test:$port").tls(Identities.trusting).tunnelling(), hop.at("q.test:3128"))
    }
}

private val limits = Limits.DEFAULT

private fun failure(hop: Hop, before: Before, fault: Script.() -> Script, check: (HttpException) -> Unit) {
    val script = fault(hop.asked(before.passed(Script.start())))
    ScriptedPeer.listening(script).use { peer ->
        val connection = HttpConnection.builder("a.test").limits(limits).resolver { listOf(LOOPBACK) }
            .proxy(*before.proxies(hop, peer.port()).toTypedArray()).build()
        val held = held()
        val thrown = shouldThrow<HttpException> { connection.request("GET", "/") }
        withClue("$hop after $before: $thrown") {
            thrown.circumstances!!.peer shouldBe before.shown(peer.port())
            thrown.circumstances!!.phase.name shouldBe "TUNNEL"
            thrown.toString() shouldNotContain SECRET
            connection.transport.shouldBeNull()
            check(thrown)
        }
        requireNoneLeft(held)
    }
}

private infix fun HttpException.shouldBeOne(type: KClass<out HttpException>) = this::class shouldBe type

/** Each proxy on the way may answer anything: the failure says which one it was, and nothing is left open. */
class HostileHopTest :
    FunSpec({
        for (before in Before.entries) {
            for (hop in Hop.entries) {
                test("$hop after $before: it leaves, after each byte of its answer") {
                    for (length in hop.answer.indices) {
                        failure(hop, before, { reply(hop.answer.take(length)).hangUp() }) {
                            it.fault shouldNotBe HttpException.Fault.CALLER
                        }
                    }
                }

                test("$hop after $before: it resets the connection") {
                    failure(hop, before, { reset() }) { it.fault shouldBe HttpException.Fault.NETWORK }
                }

                test("$hop after $before: it speaks something else") {
                    for (garbage in listOf(
                        "220 ftp.test ready\r\n",
                        "\u0015\u0003\u0001\u0000\u0002\n",
                        "\u00FF".repeat(100) + "\n",
                    )) {
                        failure(hop, before, { reply(garbage).ignoreInput().expectEnd() }) {
                            it.fault shouldBe HttpException.Fault.PEER
                        }
                    }
                }
            }

            test("HTTP after $before: an answer without end") {
                val endless = mapOf(
                    "HTTP/1.1 200 ${"x".repeat(9_000)}" to "LineTooLong",
                    "HTTP/1.1 200 OK\r\n" to "LimitExceeded",
                    "HTTP/1.1 103 Wait\r\n\r\n" to "LimitExceeded",
                )
                for ((begun, name) in endless) {
                    val more = when (name) {
                        "LineTooLong" -> "x".repeat(1000)
                        else -> if ("103" in begun) begun else "A: ${"b".repeat(1000)}\r\n"
                    }
                    failure(Hop.HTTP, before, { reply(begun).ignoreInput().floodUntilClosed(more) }) {
                        it.javaClass.simpleName shouldBe name
                    }
                }
            }

            test("HTTP after $before: a refusal is told with its hop, its fields and no more than 64 KiB of its body") {
                val refusal = "HTTP/1.1 403 No\r\nWhy: b\r\n\r\n"
                failure(Hop.HTTP, before, { reply(refusal).ignoreInput().floodUntilClosed("x".repeat(10_000)) }) {
                    it shouldBeOne HttpException.TunnelRefused::class
                    val refused = it as HttpException.TunnelRefused
                    refused.status shouldBe 403
                    refused.headers["Why"] shouldBe "b"
                    (refused.body.size <= 64 shl 10) shouldBe true
                    refused.hop!!.authority() shouldContain if (before == Before.NOTHING) "p.test" else "q.test"
                }
            }
        }
    })
