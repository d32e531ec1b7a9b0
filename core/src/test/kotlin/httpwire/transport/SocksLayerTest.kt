package httpwire.transport

import httpwire.HttpException
import httpwire.HttpException.MalformedMessage
import httpwire.HttpException.TunnelRefused
import httpwire.Limits
import httpwire.Origin
import httpwire.Phase
import httpwire.SocksReply
import httpwire.Timeouts
import httpwire.testing.ListeningPeer
import httpwire.testing.Script
import httpwire.testing.ScriptedPeer
import io.kotest.assertions.throwables.shouldThrow
import io.kotest.core.spec.style.FunSpec
import io.kotest.datatest.withTests
import io.kotest.matchers.shouldBe
import io.kotest.matchers.string.shouldContain
import io.kotest.matchers.string.shouldNotContain
import okio.ByteString
import okio.ByteString.Companion.decodeHex
import java.io.EOFException
import java.io.IOException
import java.net.InetAddress

private fun hex(text: String): ByteString = text.filterNot(Char::isWhitespace).decodeHex()

/** One conversation: what the client sends and what the proxy replies, in turn, in hexadecimal digits. */
private data class Talk(
    val proxy: String,
    val origin: String,
    val turns: List<String>,
) {
    fun script(pieceBytes: Int): Script {
        var script = Script.start()
        turns.forEachIndexed { i, turn ->
            script = when {
                i % 2 == 0 -> script.expect(hex(turn))
                pieceBytes == 0 -> script.reply(hex(turn))
                else -> hex(turn).toByteArray().fold(script) { all, b -> all.reply(ByteString.of(b)) }
            }
        }
        return script
    }

    override fun toString(): String = "$proxy to $origin"
}

private const val A_TEST = "06 61 2e 74 65 73 74"

private val TALKS = listOf(
    Talk(
        "socks5h://p",
        "a.test:80",
        listOf("05 01 00", "05 00", "05 01 00 03 $A_TEST 0050", "05 00 00 01 7f000001 1234"),
    ),
    Talk(
        "socks5h://p",
        "a.test:80",
        listOf("05 01 00", "05 00", "05 01 00 03 $A_TEST 0050", "05 00 00 03 02 6162 1234"),
    ),
    Talk(
        "socks5h://p",
        "a.test:443",
        listOf("05 01 00", "05 00", "05 01 00 03 $A_TEST 01bb", "05 00 00 04 00000000000000000000000000000001 1234"),
    ),
    Talk(
        "socks5h://p",
        "192.0.2.1:80",
        listOf("05 01 00", "05 00", "05 01 00 01 c0000201 0050", "05 00 00 01 00000000 0000"),
    ),
    Talk(
        "socks5h://p",
        "[2001:db8::1]:80",
        listOf("05 01 00", "05 00", "05 01 00 04 20010db8000000000000000000000001 0050", "05 00 00 01 00000000 0000"),
    ),
    Talk(
        "socks5://p",
        "a.test:80",
        listOf("05 01 00", "05 00", "05 01 00 01 7f000001 0050", "05 00 00 01 00000000 0000"),
    ),
    Talk(
        "socks5h://us:pw%C3%A9@p",
        "a.test:80",
        listOf(
            "05 02 00 02",
            "05 02",
            "01 02 7573 04 7077c3a9",
            "01 00",
            "05 01 00 03 $A_TEST 0050",
            "05 00 00 01 00000000 0000",
        ),
    ),
    Talk(
        "socks5h://us@p",
        "a.test:80",
        listOf(
            "05 02 00 02",
            "05 02",
            "01 02 7573 00",
            "01 00",
            "05 01 00 03 $A_TEST 0050",
            "05 00 00 01 00000000 0000",
        ),
    ),
    Talk(
        "socks5h://us:pw@p",
        "a.test:80",
        listOf("05 02 00 02", "05 00", "05 01 00 03 $A_TEST 0050", "05 00 00 01 00000000 0000"),
    ),
    Talk("socks4a://p", "a.test:80", listOf("04 01 0050 00000001 00 612e7465737400", "00 5a 0000 00000000")),
    Talk("socks4a://us:pw@p", "a.test:80", listOf("04 01 0050 00000001 7573 00 612e7465737400", "00 5a 0000 00000000")),
    Talk("socks4://p", "a.test:80", listOf("04 01 0050 7f000001 00", "00 5a 0000 00000000")),
    Talk("socks4a://p", "192.0.2.1:80", listOf("04 01 0050 c0000201 00", "00 5a 0000 00000000")),
)

private data class Refusal(
    val proxy: String,
    val turns: List<String>,
    val reply: SocksReply,
    val message: String,
)

private val ASKED = listOf("05 01 00", "05 00", "05 01 00 03 $A_TEST 0050")

private val REFUSALS = SocksReply.entries.take(8).mapIndexed { i, reply ->
    Refusal("socks5h://p", ASKED + "05 0${i + 1} 00 01 00000000 0000", reply, "$reply (${i + 1})")
} + listOf(
    Refusal("socks5h://p", ASKED + "05 09 00 01 00000000 0000", SocksReply.OTHER, "unknown reply (9)"),
    Refusal(
        "socks5h://p",
        listOf("05 01 00", "05 ff"),
        SocksReply.NO_ACCEPTABLE_METHOD,
        "no acceptable authentication method (255)",
    ),
    Refusal(
        "socks5h://us:geheim@p",
        listOf("05 02 00 02", "05 02", "01 02 7573 06 67656865696d", "01 01"),
        SocksReply.AUTHENTICATION_FAILED,
        "authentication failed (1)",
    ),
    Refusal(
        "socks4a://p",
        listOf("04 01 0050 00000001 00 612e7465737400", "00 5b 0000 00000000"),
        SocksReply.REJECTED,
        "request rejected or failed (91)",
    ),
    Refusal(
        "socks4a://p",
        listOf("04 01 0050 00000001 00 612e7465737400", "00 5c 0000 00000000"),
        SocksReply.NO_IDENTD,
        "no identd on the client (92)",
    ),
    Refusal(
        "socks4a://p",
        listOf("04 01 0050 00000001 00 612e7465737400", "00 5d 0000 00000000"),
        SocksReply.OTHER_USER,
        "identd reports another user (93)",
    ),
)

private fun ListeningPeer.route(proxy: String, origin: String): Route {
    val at = Proxy.parse(proxy).let { parsed ->
        val here = Proxy.of(parsed.protocol, "p.test:${port()}")
        parsed.credentials?.let(here::credentials) ?: here
    }
    return Route.of(onLoopback(), Origin.http(origin), listOf(at), TlsOptions.DEFAULT, Limits.DEFAULT)
}

private fun ListeningPeer.openThrough(
    proxy: String,
    origin: String = "a.test:80",
    timeouts: Timeouts = Timeouts.DEFAULT,
): Transport = route(proxy, origin).open(attempt(timeouts))

class SocksLayerTest :
    FunSpec({
        for (pieceBytes in listOf(0, 1)) {
            withTests(nameFn = {
                "T43: $it, in pieces of $pieceBytes bytes: ${it.turns.joinToString()}"
            }, TALKS) { talk ->
                val script = talk.script(
                    pieceBytes,
                ).reply("early").expect("hello").reply("bye").shutdownOutput().expectEnd()
                ScriptedPeer.listening(script).use { peer ->
                    peer.openThrough(talk.proxy, talk.origin).use { transport ->
                        transport.source.readUtf8(5) shouldBe "early"
                        transport.sink.writeUtf8("hello").flush()
                        transport.source.readUtf8() shouldBe "bye"
                    }
                    peer.verify()
                }
            }
        }

        withTests(nameFn = { "F38: refused: ${it.proxy} ${it.message}" }, REFUSALS) { refusal ->
            val script = Talk(refusal.proxy, "a.test:80", refusal.turns).script(0).expectEnd()
            ScriptedPeer.listening(script).use { peer ->
                val refused = shouldThrow<TunnelRefused> { peer.openThrough(refusal.proxy) }
                refused.socksReply shouldBe refusal.reply
                refused.hop shouldBe Origin.http("p.test:${peer.port()}")
                refused.message shouldBe
                    "SOCKS proxy p.test:${peer.port()} refused to connect to a.test:80: ${refusal.message}"
                refused.fault shouldBe HttpException.Fault.PEER
                refused.toString() shouldNotContain "geheim"
            }
        }

        withTests(
            nameFn = { (turns, message) -> "F38: ${turns.last()} $message" },
            listOf(
                listOf("05 01 00", "48 54 54 50") to "its reply begins with 0x48, it may be an HTTP proxy",
                listOf("05 01 00", "04 00") to "its reply begins with 0x04",
                listOf("05 01 00", "05 02") to "chose a way to authenticate that was not offered: 2",
                listOf("05 01 00", "05 01") to "chose a way to authenticate that was not offered: 1",
                ASKED + "04 00 00 01 00000000 0000" to "its reply begins with 0x04",
                ASKED + "05 00 00 02 00000000 0000" to "replied with an address of an unknown type: 2",
            ),
        ) { (turns, message) ->
            ScriptedPeer.listening(
                Talk("socks5h://p", "a.test:80", turns).script(0).ignoreInput().expectEnd(),
            ).use { peer ->
                shouldThrow<MalformedMessage> { peer.openThrough("socks5h://p") }.message!! shouldContain message
            }
        }

        test("F38: a reply that is cut at any byte says that the proxy closed the connection") {
            for (talk in TALKS) {
                val replies = talk.turns.filterIndexed { i, _ -> i % 2 == 1 }
                for ((turn, reply) in replies.withIndex()) {
                    for (kept in 0 until hex(reply).size) {
                        var script = Talk(talk.proxy, talk.origin, talk.turns.take(2 * turn + 1)).script(0)
                        if (kept > 0) script = script.reply(hex(reply).substring(0, kept))
                        ScriptedPeer.listening(script.shutdownOutput().expectEnd()).use { peer ->
                            shouldThrow<EOFException> { peer.openThrough(talk.proxy, talk.origin) }.message shouldBe
                                "SOCKS proxy p.test:${peer.port()} closed the connection while it was asked"
                        }
                    }
                }
            }
        }

        test("T43: a name or text of up to 255 bytes goes to the proxy whole, and a longer one is refused before it") {
            val name = "a.".repeat(126) + "a"
            val asked = "0501000 3fd".replace(" ", "") + name.map { "%02x".format(it.code) }.joinToString("") + "0050"
            val turns = listOf("05 01 00", "05 00", asked, "05 00 00 01 00000000 0000")
            ScriptedPeer.listening(Talk("socks5h://p", "$name:80", turns).script(0).expectEnd()).use { peer ->
                peer.openThrough("socks5h://p", "$name:80").close()
                peer.verify()
            }
            shouldThrow<HttpException.InvalidUrl> { Origin.http(name + "aa") }
            val proxy = Proxy.socks5h("p")
            for (most in listOf("u".repeat(255), "\u00e9".repeat(127) + "u")) {
                proxy.credentials(most, most)
                shouldThrow<IllegalArgumentException> { proxy.credentials(most + "u", "s") }
                shouldThrow<IllegalArgumentException> { proxy.credentials("u", most + "u") }.message!! shouldNotContain
                    "uu"
            }
        }

        test("a proxy that does not answer is bounded by the time for the tunnel") {
            val timeouts = Timeouts.NONE.withTunnel(millis(80))
            ScriptedPeer.listening(Script.start().expect(hex("05 01 00")).expectEnd()).use { peer ->
                val started = System.nanoTime()
                val attempt = attempt(timeouts)
                shouldThrow<IOException> { peer.route("socks5h://p", "a.test:80").open(attempt) }
                attempt.budget.phase shouldBe Phase.TUNNEL
                (System.nanoTime() - started < 2_000_000_000) shouldBe true
            }
        }

        test("SOCKS 4 connects to no IPv6 address, and says so before it asks") {
            ScriptedPeer.listening(Script.start().expectEnd()).use { peer ->
                val proxy = Proxy.socks4("p.test:${peer.port()}")
                val resolver = NameResolver { listOf(if (it == "p.test") LOOPBACK else InetAddress.getByName("::1")) }
                val options = DialOptions(null, null, resolver, null, SocketSettings.DEFAULT)
                val route = Route.of(options, Origin.http("a.test"), listOf(proxy), TlsOptions.DEFAULT, Limits.DEFAULT)
                shouldThrow<HttpException.ConnectFailed> { route.open(attempt()) }.message shouldBe
                    "a.test has no IPv4 address, and SOCKS 4 connects to no other"
            }
        }
    })
